"""QR codes, drawn by us: crisp at any size, no request to anyone."""

import segno

_CORRECTION = "m"
LABEL = "Mã QR tra cứu hồ sơ"


def svg(url: str) -> str:
    """An inline `<svg>` for a page; its size is set by the page's style sheet. `url` must be absolute."""
    return segno.make(url, error=_CORRECTION).svg_inline(
        border=4, title=LABEL, svgclass="qr", lineclass=None, omitsize=True
    )


def data_uri(url: str) -> str:
    """The same picture as the `src` of an `<img>` (the PDF forms)."""
    return segno.make(url, error=_CORRECTION).svg_data_uri(border=2, omitsize=True)
