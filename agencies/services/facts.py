"""What an office says of itself on its papers: telephone, address, mail box, its code in dossiers' codes."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from kit.text import collapse

FACTS = {
    "id_code": "Mã định danh trong mã hồ sơ",
    "phone": "Điện thoại",
    "address": "Địa chỉ",
    "email": "Thư điện tử",
}
UNCHANGED = "Chưa có thông tin nào thay đổi."
QUICKER = "Có người vừa đổi thông tin của cơ quan. Anh/Chị xem lại trước khi lưu tiếp."
_ID_CODE = re.compile(r"[A-Z0-9]+([.-][A-Z0-9]+)*", re.ASCII)


@transaction.atomic
def change_facts(
    *,
    agency: Agency,
    facts: Mapping[str, str],
    by: Actor,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> Agency:
    """Write the facts that are given; papers and codes of before keep theirs.

    `seen` is what the page showed. Raises Invalid by fact, or on "facts" where nothing changed; Conflict
    where somebody changed them since.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    present = facts_of(agency)
    if seen is not None and any(present[name] != text for name, text in seen.items()):
        raise Conflict(QUICKER, "facts_changed")
    clean = {name: collapse(text) for name, text in facts.items()}
    if errors := {name: [sentence] for name, text in clean.items() if (sentence := _fault(name, text))}:
        raise Invalid(errors)
    changed = {name: text for name, text in clean.items() if text != present[name]}
    if not changed:
        raise Invalid({"facts": [UNCHANGED]})
    for name, text in changed.items():
        setattr(agency, name, text)
    agency.save(update_fields=list(changed))
    record(
        action="agency.facts", by=by, at=at, object_type="agency", object_id=agency.pk,
        summary=f"Sửa thông tin của {agency.name}: {', '.join(FACTS[name].lower() for name in changed)}",
        data={"code": agency.code, "before": {name: present[name] for name in changed}, "after": changed},
    )  # fmt: skip
    return agency


def facts_of(agency: Agency) -> dict[str, str]:
    """The facts as they stand."""
    return {name: getattr(agency, name) for name in FACTS}


def _fault(name: str, text: str) -> str:
    longest = Agency._meta.get_field(name).max_length
    if len(text) > longest:
        return f"Nội dung dài quá {longest} ký tự."
    if name == "id_code" and not _ID_CODE.fullmatch(text):
        return "Mã gồm chữ cái hoa không dấu, chữ số, dấu chấm và gạch ngang, ví dụ H42.18172."
    if name == "email" and text:
        try:
            validate_email(text)
        except ValidationError:
            return "Địa chỉ thư điện tử chưa đúng, ví dụ: ubnd@sontay.gov.vn."
    return ""
