"""The places in a form's sentences that the product fills in: "{hẹn mới}", "{bộ phận}" …

An administrator may reword a sentence, but a place that the shipped sentence had must stay in it, and no
other may be added: a form without its date, or with a place that nothing fills, never reaches a citizen.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from documents.forms import words
from documents.forms.data import ApologyData, RefusalData, StopData, SupplementData

_HOLE = re.compile(r"\{([^{}]*)\}")


def named_in(text: str) -> list[str]:
    """The places that a sentence names, in their order: "vào {hẹn mới}" -> ["hẹn mới"]."""
    return _HOLE.findall(text)


def fault(text: str, shipped: str) -> str:
    """What is wrong with a reworded sentence, as a sentence; empty where it may be printed."""
    given, wanted = set(named_in(text)), set(named_in(shipped))
    if lost := wanted - given:
        return f"Câu này cần giữ {_listed(lost)} để hệ thống điền vào khi in."
    if strange := given - wanted:
        return f"Hệ thống không có gì để điền vào {_listed(strange)} ở câu này."
    return "Dấu { và } chỉ dùng cho chỗ hệ thống điền vào." if "{" in _HOLE.sub("", text) else ""


def fill(text: str, values: Mapping[str, Any]) -> SafeString:
    """The sentence with its places filled in, as HTML: what a person wrote is escaped, moments stand out."""
    filled = _HOLE.sub(lambda hole: _html(values.get(hole[1], "")), escape(text))
    return mark_safe(filled.replace("\n", "<br>"))  # noqa: S308  escaped above


def values_of(data: Any) -> dict[str, Any]:
    """What fills the places of a form's sentences; moments as datetimes."""
    if isinstance(data, SupplementData):
        return {"người liên hệ": data.contact, "điện thoại liên hệ": data.contact_phone}
    if isinstance(data, RefusalData):
        return {"bộ phận": data.office}
    if isinstance(data, StopData):
        return {
            "người có hồ sơ": Strong(data.applicant.name),
            "bộ phận": data.office,
            "giai đoạn": data.stage,
            "lúc dừng": data.stopped_at,
        }
    return _of_apology(data) if isinstance(data, ApologyData) else {}


class Strong(str):
    """A name that stands out."""


def _of_apology(data: ApologyData) -> dict[str, Any]:
    return {
        "người có hồ sơ": Strong(data.applicant.name),
        "bộ phận": data.office,
        "cơ quan": data.agency,
        "cơ quan giải quyết": data.handled_by,
        "lúc nhận": words.moment_in_words(data.received_at),
        "nội dung": data.request,
        "mã hồ sơ": data.code,
        "hẹn cũ": words.moment_in_words(data.due_at),
        "hẹn mới": data.new_due_at,
        "nơi trả": data.return_at,
    }


def _html(value: Any) -> str:
    if isinstance(value, Strong):
        return format_html('<span class="value">{}</span>', str(value))
    if isinstance(value, str):
        return escape(value)
    return format_html('<span class="value">{}</span>', words.moment_in_words(value))


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
