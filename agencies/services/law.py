"""Changing a value of the law: the old range closes, a new one opens, history stays."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from agencies import law
from agencies.models import Agency, LawValue
from agencies.selectors import law_history
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid


@transaction.atomic
def change_law_value(
    *,
    key: str,
    value: Any,
    valid_from: date,
    basis: str,
    mark: str,
    note: str = "",
    agency: Agency | None = None,
    by: Actor,
    at: datetime,
) -> LawValue:
    """Give `key` a new value from a day on, everywhere or at one agency. What came before is not touched.

    Raises LookupError for an unknown key; Invalid for a value that the key cannot have, a day in the
    past, or a day on or before the last change; Conflict where somebody changed it at the same moment.
    """
    law.check(key, value)
    last = law_history(key, agency).select_for_update().first()
    if sentence := _day_error(valid_from, last, local_date(at)):
        raise Invalid({"valid_from": [sentence]})
    if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    before = last or LawValue.objects.in_force(valid_from).filter(key=key, agency=None).first()
    known = law.keys()[key]
    row = _insert(known, value, valid_from, basis=basis, mark=mark, note=note, agency=agency, by=by, at=at)
    record(
        action="law.change",
        by=by,
        at=at,
        object_type="law_value",
        object_id=row.pk,
        summary=f"Đổi «{known.title}» từ {valid_from:%d/%m/%Y}",
        data={
            "key": key,
            "value": value,
            "before": before and before.value,
            "after": value,
            "agency": agency and agency.code,
        },
    )
    return row


def _day_error(valid_from: date, last: LawValue | None, today: date) -> str:
    if valid_from < today:
        return "Giá trị mới chỉ áp dụng từ hôm nay trở đi; hồ sơ cũ không đổi."
    if last is not None and valid_from <= last.valid_from:
        return f"Đã có giá trị áp dụng từ {last.valid_from:%d/%m/%Y}; vui lòng chọn ngày sau ngày đó."
    return ""


def _insert(
    known: law.LawKey, value: Any, valid_from: date, *, by: Actor, at: datetime, **fields: Any
) -> LawValue:
    try:
        with transaction.atomic():
            return LawValue.objects.create(
                key=known.key, title=known.title, unit=known.unit, value=value, valid_from=valid_from,
                set_at=at, actor_kind=by.kind, actor_id=by.id, actor_name=by.name,
                actor_office=by.office, **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("Có người vừa đổi giá trị này; vui lòng tải lại trang và xem lại.") from error


@transaction.atomic
def install_law_values(*, by: Actor, at: datetime) -> int:
    """Add the shipped values of every key that has no national value yet; returns how many rows.

    What an administrator changed is never touched.
    """
    present = set(LawValue.objects.filter(agency=None).values_list("key", flat=True))
    rows = [
        LawValue(
            key=item.key.key, title=item.key.title, unit=item.key.unit, value=item.value,
            valid_from=item.valid_from, valid_to=item.valid_to, basis=item.basis, mark=item.mark,
            note=item.note, set_at=at, actor_kind=by.kind, actor_id=by.id, actor_name=by.name,
            actor_office=by.office,
        )
        for item in law.shipped()
        if item.key.key not in present
    ]  # fmt: skip
    return len(LawValue.objects.bulk_create(rows, ignore_conflicts=True))
