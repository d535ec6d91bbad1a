"""Photographs and scans: verified on arrival, shown only as a JPEG of our own making."""

import io
from pathlib import Path
from threading import Lock

import pillow_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from documents.archives import is_archive_too
from documents.refusal import BROKEN_PICTURE, TWO_FACED, Refused

pillow_heif.register_heif_opener()

MAX_PIXELS = 64_000_000
PREVIEW_SIDE = 2000
FORMATS = ("JPEG", "PNG", "HEIF")
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError, EOFError)
# One picture at a time in a process: 64 million pixels are some 250 MB once decoded.
_one_at_a_time = Lock()


def examine(path: Path) -> None:
    """Prove that the picture at `path` can be decoded whole.

    Raises Refused when it is broken, too large, or an archive at the same time.
    """
    if is_archive_too(path):
        raise Refused(TWO_FACED)
    try:
        with _one_at_a_time, Image.open(path, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise _too_large(f" ({width} × {height} điểm ảnh)")
            picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
            # WeasyPrint switches this on for the whole process; half a photo must not pass for a photo.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            picture.load()
    except _BOMB as error:
        raise _too_large() from error
    except _DAMAGE as error:
        raise Refused(BROKEN_PICTURE) from error


def preview(path: Path) -> bytes:
    """The picture as a JPEG: upright, longest side 2000 pixels at most, place and camera data left out."""
    with _one_at_a_time, Image.open(path, formats=FORMATS) as picture:
        picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        upright = ImageOps.exif_transpose(picture)
        out = io.BytesIO()
        _on_white(upright).save(out, "JPEG", quality=85)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """A clean copy in RGB: transparent parts white, no metadata carried along."""
    paper = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper.paste(layer, mask=layer)
    else:
        paper.paste(picture.convert("RGB"))
    return paper


def _too_large(detail: str = "") -> Refused:
    return Refused(f"là ảnh có kích thước quá lớn{detail}. Hãy chụp lại với độ phân giải thấp hơn.")
