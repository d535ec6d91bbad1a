"""The pages of forms as plain values."""

from collections.abc import Mapping
from typing import Any

from agencies.models import LawValue, Mark
from desk.presenters.marks import BADGES, WORDS
from documents.forms.registry import Form, FormSet
from documents.models import FormWording
from documents.wordings import Wording


def form_set(
    one: FormSet, current: Mapping[tuple[str, str], FormWording], chosen: LawValue
) -> dict[str, Any]:
    """A set with its forms as they are worded today; `chosen` is the office's choice of a set."""
    return {
        "set": one,
        "since": chosen.valid_from if chosen.value == one.name else None,
        "until": chosen.valid_to if chosen.value == one.name else None,
        "forms": [_form(form, current.get((one.name, form.key))) for form in one.forms.values()],
    }


def form_facts(one: FormSet, wording: Wording) -> list[tuple[str, str]]:
    """What a form is, at a glance."""
    form, version = wording.form, wording.version
    present = f"Phiên bản {version.no}, từ {version.valid_from:%d/%m/%Y}" if version else "Bản gốc"
    return [
        ("Bộ mẫu", one.title),
        ("Số mẫu", form.number or "In ngoài bộ mẫu, không ghi số"),
        ("Khổ giấy", form.paper),
        ("Câu chữ hôm nay", present),
        ("Đối chiếu", WORDS[Mark(wording.mark)]),
        ("Căn cứ", version.basis if version else form.basis),
        ("Ghi chú", version.note if version else form.note),
    ]


def version(row: FormWording, now: Wording) -> dict[str, Any]:
    """A version as its line in the list."""
    return {"row": row, "is_now": now.version == row, "texts": _changed(row, now.form), **_badge(row.mark)}


def _form(form: Form, found: FormWording | None) -> dict[str, Any]:
    """Title, note and mark are those of the version where there is one."""
    said = (found.texts["title"], found.note, found.mark) if found else (form.title, form.note, form.mark)
    title, note, mark = said
    return {"form": form, "title": title, "note": note, "version": found, **_badge(mark)}


def _badge(mark: str) -> dict[str, str]:
    return {"badge": BADGES[Mark(mark)], "mark_words": WORDS[Mark(mark)]}


def _changed(row: FormWording, form: Form) -> int:
    """How many texts differ from the shipped ones."""
    return sum(row.texts.get(slug, text) != text for slug, text in form.texts.items())
