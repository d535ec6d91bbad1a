"""The units of an office: a new one, another name, closed and opened again. A unit keeps its kind."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from agencies.models import Agency, Unit
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from kit.text import collapse

TAKEN = "Cơ quan đã có bộ phận loại này đang hoạt động. Mỗi loại chỉ có một bộ phận; hãy đổi tên bộ phận đó."
LONGEST_NAME, LONGEST_PHONE = 150, 20


@transaction.atomic
def add_unit(*, agency: Agency, kind_key: str, name: str, by: Actor, at: datetime, phone: str = "") -> Unit:
    """A unit that does a kind of work from now on.

    Raises Invalid ("kind_key", "name", "phone"), Conflict where an active one does that work.
    """
    errors = _faults(name, phone)
    if kind_key not in Unit.KindKey.values:
        errors["kind_key"] = ["Chọn loại bộ phận trong danh sách."]
    if errors:
        raise Invalid(errors)
    unit = Unit(agency=agency, kind_key=kind_key, name=collapse(name), phone=collapse(phone))
    _save(unit)
    after = {"name": unit.name, "phone": unit.phone}
    _note("unit.add", f"Thêm bộ phận “{unit.name}”", unit, by, at, before={}, after=after)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, name: str, phone: str, by: Actor, at: datetime) -> Unit:
    """Another name or telephone. What was printed keeps the old ones. Raises Invalid, Conflict."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if not unit.active:
        raise Conflict(f"Bộ phận “{unit.name}” đã dừng hoạt động.", "unit_closed")
    if errors := _faults(name, phone):
        raise Invalid(errors)
    before = {"name": unit.name, "phone": unit.phone}
    after = {"name": collapse(name), "phone": collapse(phone)}
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        raise Invalid({"name": ["Chưa có thông tin nào thay đổi."]})
    unit.name, unit.phone = after["name"], after["phone"]
    unit.save(update_fields=changed)
    _note(
        "unit.change", f"Sửa bộ phận “{before['name']}” thành “{unit.name}”", unit, by, at,
        before={key: before[key] for key in changed}, after={key: after[key] for key in changed},
    )  # fmt: skip
    return unit


def close_unit(*, unit: Unit, last_day: date, by: Actor, at: datetime) -> Unit:
    """The unit works no more after `last_day`. In the caller's transaction, which holds the unit's row and
    knows that nothing hangs on it any more (`dossiers.services.offices`).

    Raises Invalid ("last_day") for a day to come, Conflict where it is closed already.
    """
    if not unit.active:
        raise Conflict(f"Bộ phận “{unit.name}” đã dừng hoạt động trước đó.", "unit_closed")
    if last_day > local_date(at):
        raise Invalid({"last_day": ["Ngày cuối cùng không được sau hôm nay."]})
    unit.active, unit.closed_on = False, last_day
    unit.save(update_fields=["active", "closed_on"])
    _note(
        "unit.close", f"Dừng bộ phận “{unit.name}” sau ngày {last_day:%d/%m/%Y}", unit, by, at,
        before={"closed_on": None}, after={"closed_on": last_day.isoformat()},
    )  # fmt: skip
    return unit


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Actor, at: datetime) -> Unit:
    """A closed unit works again. Raises Conflict where it is open, or another does its work by now."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if unit.active:
        raise Conflict(f"Bộ phận “{unit.name}” đang hoạt động.", "unit_open")
    before = unit.closed_on and unit.closed_on.isoformat()
    unit.active, unit.closed_on = True, None
    _save(unit)
    _note(
        "unit.reopen", f"Mở lại bộ phận “{unit.name}”", unit, by, at,
        before={"closed_on": before}, after={"closed_on": None},
    )  # fmt: skip
    return unit


def _save(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise Conflict(TAKEN, "kind_taken") from error


def _faults(name: str, phone: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not collapse(name):
        errors["name"] = ["Nhập tên bộ phận."]
    elif len(collapse(name)) > LONGEST_NAME:
        errors["name"] = [f"Tên dài quá {LONGEST_NAME} ký tự."]
    if len(collapse(phone)) > LONGEST_PHONE:
        errors["phone"] = [f"Số điện thoại dài quá {LONGEST_PHONE} ký tự."]
    return errors


def _note(action: str, summary: str, unit: Unit, by: Actor, at: datetime, **data: Any) -> None:
    record(
        action=action, by=by, at=at, object_type="unit", object_id=unit.pk,
        summary=f"{summary} ({unit.agency.name})",
        data={"agency": unit.agency.code, "kind": unit.kind_key, **data},
    )  # fmt: skip
