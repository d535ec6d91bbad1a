"""Agencies and their units: taking the product into use, names that change."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from agencies.models import Agency, AgencyName, OfficeHours, Unit
from agencies.selectors import law_value, unit_of
from agencies.services.calendar import publish_calendar, set_hours
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.text import collapse, fold, sort_key

Week = Mapping[str, list[str]]
WORKING_WEEK = ("mon", "tue", "wed", "thu", "fri")
BESIDE = frozenset({Agency.Kind.POLICE, Agency.Kind.SOCIAL_INSURANCE, Agency.Kind.DEPARTMENT})
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{2,19}", re.ASCII)
HOURS_FROM = date(2023, 1, 1)  # the first year of the shipped holidays


@transaction.atomic
def activate_agency(
    *,
    agency: Agency,
    id_code: str,
    units: Mapping[str, str],
    hours: Week | None = None,
    by: Actor,
    at: datetime,
) -> Agency:
    """Take the product into use at an agency: its code in dossiers, units, hours, first calendar.

    `units` maps kind keys to the agency's own names; without `hours` the law value `office_hours` holds from
    Monday to Friday. Again: what is there stays, what is missing is added.
    Raises Invalid for an unknown kind of unit or bad hours.
    """
    _check_kinds(units)
    id_code_before, agency.uses_product = agency.id_code, True
    agency.id_code = collapse(id_code)
    agency.save(update_fields=["uses_product", "id_code"])
    for kind_key, name in units.items():
        if unit_of(agency, kind_key) is None:
            set_unit(agency=agency, kind_key=kind_key, name=name, by=by, at=at)
    if not OfficeHours.objects.filter(agency=agency).exists():
        week = hours or _usual_week(local_date(at))
        set_hours(agency=agency, valid_from=HOURS_FROM, week=week, by=by, at=at)
    publish_calendar(agency=agency, by=by, at=at, note="Bắt đầu sử dụng hệ thống")
    _audit("agency.activate", f"Đưa {agency.name} vào sử dụng hệ thống", agency, by, at, units=dict(units),
           before=id_code_before, after=agency.id_code)  # fmt: skip
    return agency


@transaction.atomic
def add_beside(
    *,
    parent: Agency,
    kind: str,
    code: str,
    short_name: str,
    units: Mapping[str, str],
    hours: Week | None = None,
    by: Actor,
    at: datetime,
) -> Agency:
    """A vertical agency that sits beside a commune or province: police, social insurance, a department.

    Its steps in a procedure are its own from then on: its officers, its hours, its part of the term
    (domain.md 17). Again: an agency of that code stays, what it lacks is added.
    Raises Invalid ("kind", "code", "name").
    """
    errors: dict[str, list[str]] = {}
    if kind not in BESIDE:
        errors["kind"] = [f"Loại cơ quan phải là một trong: {', '.join(sorted(BESIDE))}."]
    if not _CODE.fullmatch(code):
        errors["code"] = ["Mã gồm 3 đến 20 chữ cái không dấu, chữ số, dấu chấm hoặc gạch ngang."]
    if not collapse(short_name):
        errors["name"] = ["Vui lòng nhập tên cơ quan."]
    known = Agency.objects.open().filter(code=code).first()
    if known is not None and (known.parent_id, known.kind) != (parent.pk, kind):
        errors["code"] = [f"Mã {code} đã dùng cho {known.name}."]
    if errors:
        raise Invalid(errors)
    agency = known or Agency(code=code, kind=kind, parent=parent, valid_from=local_date(at))
    set_name(agency, short_name, "")
    agency.save()
    return activate_agency(agency=agency, id_code=agency.id_code, units=units, hours=hours, by=by, at=at)


def _usual_week(on: date) -> Week:
    sessions = law_value("office_hours", on)
    return {day: sessions for day in WORKING_WEEK}


@transaction.atomic
def set_unit(*, agency: Agency, kind_key: str, name: str, phone: str = "", by: Actor, at: datetime) -> Unit:
    """Name the unit that does a kind of work at the agency; a unit of that kind keeps its identity."""
    _check_kinds([kind_key])
    if not collapse(name):
        raise Invalid({"name": ["Vui lòng nhập tên bộ phận."]})
    before = unit_of(agency, kind_key)
    unit, _ = Unit.objects.update_or_create(
        agency=agency,
        kind_key=kind_key,
        active=True,
        defaults={"name": collapse(name), "phone": phone},
    )
    _audit("unit.set", f"Đặt tên bộ phận «{unit.name}»", agency, by, at, kind_key=kind_key, name=unit.name,
           before=before and before.name, after=unit.name)  # fmt: skip
    return unit


@transaction.atomic
def rename_agency(
    *,
    agency: Agency,
    short_name: str,
    place_kind: str,
    since: date,
    basis: str,
    by: Actor,
    at: datetime,
) -> Agency:
    """Give an agency a new name or kind from the day `since`; the old name keeps its days for old dossiers.

    Raises Invalid where `since` is not after the first day of the present name.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    present = agency.names.filter(valid_to=None).first() or AgencyName(
        agency=agency, name=agency.name, place_kind=agency.place_kind, valid_from=agency.valid_from
    )
    if since <= present.valid_from:
        raise Invalid({"since": [f"Tên mới phải có hiệu lực sau ngày {present.valid_from:%d/%m/%Y}."]})
    present.valid_to = since - timedelta(days=1)
    present.save()
    set_name(agency, short_name, place_kind)
    agency.save()
    AgencyName.objects.create(
        agency=agency, name=agency.name, place_kind=place_kind, valid_from=since, basis=basis
    )
    _audit("agency.rename", f"Đổi tên {present.name} thành {agency.name}", agency, by, at, basis=basis,
           before=present.name, after=agency.name)  # fmt: skip
    return agency


def set_name(agency: Agency, short_name: str, place_kind: str) -> None:
    """Write a name and what is derived from it into an unsaved agency."""
    agency.short_name = collapse(short_name)
    agency.place_kind = place_kind
    agency.name = (
        f"{Agency.PlaceKind(place_kind).label} {agency.short_name}" if place_kind else agency.short_name
    )
    agency.sort_name = sort_key(agency.short_name)[:600]
    agency.fold_name = fold(agency.name)


def _check_kinds(kind_keys: Any) -> None:
    for key in kind_keys:
        if key not in Unit.KindKey.values:
            raise Invalid({"kind_key": [f"Không có loại bộ phận «{key}»."]})


def _audit(action: str, summary: str, agency: Agency, by: Actor, at: datetime, **data: Any) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_type="agency",
        object_id=agency.pk,
        summary=summary,
        data={"code": agency.code, **data},
    )
