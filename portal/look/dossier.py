"""The dossier: table, answers, receipt, files, masked values, QR code."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import segno
from django.template import Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = Library()


@register.inclusion_tag("_components/dossier_table.html")
def dossier_table(
    rows: Iterable[Mapping[str, Any]],
    *,
    caption: str = "Danh sách hồ sơ",
    select_name: str = "",
    empty_title: str = "Không có hồ sơ nào trong danh sách này",
    empty_text: str = "",
) -> dict:
    """One line a dossier: deadline, code, person, procedure, step, who. Keys j, k and Enter walk it."""
    return {**locals(), "rows": list(rows)}


def _pair(row: Any) -> dict:
    if isinstance(row, Mapping):
        return {"label": row["label"], "value": row["value"], "note": row.get("note", "")}
    return {"label": row[0], "value": row[1], "note": ""}


@register.inclusion_tag("_components/check_answers.html")
def check_answers(*, rows: Iterable[Any], title: str = "", edit_url: str = "", level: int = 2) -> dict:
    """Answers in pairs, with "Sửa" where they may be changed."""
    return {**locals(), "rows": [_pair(row) for row in rows]}


@register.simple_block_tag
def receipt_band(
    content: str,
    *,
    code: str,
    at: datetime,
    title: str = "Đã nhận hồ sơ của Ông/Bà",
    key_phone: str = "",
    qr: str = "",
    print_url: str = "",
) -> str:
    """The page after filing that can't be taken for anything else: code, moment, what happens next."""
    return render_to_string("_components/receipt_band.html", locals())


@register.inclusion_tag("_components/file_list.html")
def file_list(files: Iterable[Mapping[str, Any]], *, empty: str = "Chưa có tệp nào.") -> dict:
    """Files with size, preview, download and a way to take them away."""
    return {"files": list(files), "empty": empty}


@register.inclusion_tag("_components/masked.html")
def masked(value: str, *, shown: int = 3) -> dict:
    """Only the last characters, and words for who listens."""
    text = str(value)
    return {"tail": text[-shown:] if len(text) > shown else "", "shown": shown}


@register.simple_tag
def qr(text: str, *, title: str = "Mã QR để tra cứu hồ sơ", size: str = "receipt") -> SafeString:
    """`text` as a QR code in crisp inline SVG (segno escapes the title)."""
    svg = segno.make(text, error="m").svg_inline(
        scale=3,
        border=4,
        title=title,
        svgclass=f"qr qr-{size}",
        lineclass=None,
        dark="#1c2430",
        light="#fff",
        omitsize=True,
    )
    return mark_safe(svg)  # noqa: S308  segno's own drawing
