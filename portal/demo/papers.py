"""Pictures of papers and results, drawn once per wording: small, legible, plainly marked as samples."""

import io
import textwrap
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[2] / "documents/fonts/Tinos-Regular.ttf"
SIZE = (620, 877)  # A4 at 75 dots an inch
MARGIN = 48
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
SAMPLE = "GIẤY TỜ MẪU, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@cache
def photo(title: str) -> bytes:
    """A paper under that title as a PNG, as a citizen would photograph it."""
    return _saved(_page(title), "PNG")


@cache
def result(title: str) -> bytes:
    """A result under that title as a PDF of one page."""
    return _saved(_page(title), "PDF")


def _page(title: str) -> Image.Image:
    page = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 20, SIZE[0] - 20, SIZE[1] - 20), outline=120)
    y = _centred(draw, NATION, 60, 17)
    y = _centred(draw, textwrap.wrap(title.upper(), 32)[:8], y + 60, 24)
    for line in range(y + 60, SIZE[1] - 160, 44):
        draw.line((MARGIN, line, SIZE[0] - MARGIN, line), fill=190)
    _centred(draw, (SAMPLE,), SIZE[1] - 90, 19)
    return page


def _centred(draw: ImageDraw.ImageDraw, lines: tuple[str, ...] | list[str], top: int, size: int) -> int:
    font = ImageFont.truetype(FONT, size)
    for line in lines:
        draw.text((SIZE[0] / 2, top), line, font=font, fill=40, anchor="ma")
        top += round(size * 1.5)
    return top


def _saved(page: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    page.quantize(16).convert("L" if kind == "PDF" else "P").save(out, kind)
    return out.getvalue()
