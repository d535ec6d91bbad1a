"""Editing hours and days, and publishing them: due dates use only what is published (domain.md 9)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from agencies.models import Agency, CalendarVersion, Day, Mark, OfficeHours
from agencies.selectors import active_agencies, draft_snapshot, latest_version
from agencies.snapshot import parse_sessions, parse_week, to_calendar
from agencies.worktime.errors import CalendarError
from audit.services import record
from kit.actor import Actor
from kit.errors import DomainError, Invalid
from kit.text import collapse

ONE_DAY = timedelta(days=1)


@transaction.atomic
def set_hours(
    *,
    agency: Agency,
    valid_from: date,
    week: Mapping[str, list[str]],
    valid_to: date | None = None,
    basis: str = "",
    by: Actor,
    at: datetime,
) -> OfficeHours:
    """Lay an hours set over the agency's calendar, both days inside; what lay under it is cut or moved aside.

    `week` maps "mon" … "sun" to sessions such as "07:30-11:30"; a missing day is closed. Counts once
    published. Raises Invalid for a bad week or days in the wrong order.
    """
    if valid_to is not None and valid_to < valid_from:
        raise Invalid({"valid_to": ["Ngày kết thúc phải sau ngày bắt đầu."]})
    _readable("week", lambda: parse_week(week))
    _lock(agency)
    covered = _overlapping(agency, valid_from, valid_to)
    for row in covered:
        _cut(row, valid_from, valid_to)
    hours = OfficeHours.objects.create(
        agency=agency, valid_from=valid_from, valid_to=valid_to, week=dict(week), basis=basis
    )
    summary = f"Đặt giờ làm việc từ {valid_from:%d/%m/%Y} của {agency.name}"
    _audit(
        "calendar.hours", summary, agency, by, at, week=dict(week), to=valid_to and valid_to.isoformat(),
        before=[_told(row) for row in covered], after=_told(hours),
    )  # fmt: skip
    return hours


def _told(row: OfficeHours) -> dict[str, Any]:
    """A set of hours as the book keeps it."""
    to = row.valid_to and row.valid_to.isoformat()
    return {"from": row.valid_from.isoformat(), "to": to, "week": dict(row.week)}


def _told_day(day: Day) -> dict[str, Any]:
    return {"date": day.date.isoformat(), "kind": day.kind, "name": day.name, "sessions": day.sessions}


def _overlapping(agency: Agency, start: date, end: date | None) -> list[OfficeHours]:
    rows = OfficeHours.objects.filter(agency=agency).order_by("valid_from", "pk")
    return [
        row
        for row in rows
        if (row.valid_to is None or row.valid_to >= start) and (end is None or row.valid_from <= end)
    ]


def _cut(row: OfficeHours, start: date, end: date | None) -> None:
    """Keep of `row` what lies before `start` and after `end`."""
    row.delete()
    pieces = []
    if row.valid_from < start:
        pieces.append((row.valid_from, start - ONE_DAY))
    if end is not None and (row.valid_to is None or row.valid_to > end):
        pieces.append((end + ONE_DAY, row.valid_to))
    for first, last in pieces:
        OfficeHours.objects.create(
            agency_id=row.agency_id, valid_from=first, valid_to=last, week=row.week, basis=row.basis
        )


@transaction.atomic
def add_day(
    *,
    agency: Agency | None,
    date: date,
    kind: str,
    name: str,
    sessions: Iterable[str] | None = None,
    basis: str = "",
    mark: str = Mark.KNOWN,
    by: Actor,
    at: datetime,
) -> Day:
    """Add a day off, a make-up day or a closure, national where `agency` is None. Counts once published.

    A make-up day without sessions takes Monday's hours. Raises Invalid where the day is already there,
    the name is empty, or sessions are malformed or given for a day that is closed.
    """
    errors = _day_errors(agency, date, kind, name, sessions)
    if errors:
        raise Invalid(errors)
    given = None if sessions is None else list(sessions)
    day = Day.objects.create(
        agency=agency, date=date, kind=kind, name=collapse(name), sessions=given, basis=basis, mark=mark
    )
    _audit(
        "calendar.day_add",
        f"Thêm ngày {date:%d/%m/%Y}: {day.name}",
        agency,
        by,
        at,
        kind=kind,
        sessions=given,
        before=None,
        after=_told_day(day),
    )
    return day


def _day_errors(
    agency: Agency | None, day: date, kind: str, name: str, sessions: Iterable[str] | None
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if kind not in Day.Kind.values or (kind == Day.Kind.CLOSURE and agency is None):
        errors["kind"] = ["Loại ngày không hợp lệ."]
    if not collapse(name):
        errors["name"] = ["Vui lòng nhập tên hoặc lý do."]
    if Day.objects.filter(agency=agency, date=day).exists():
        errors["date"] = [f"Ngày {day:%d/%m/%Y} đã có trong danh sách; vui lòng xóa dòng cũ trước."]
    if sessions is not None:
        try:
            parsed = parse_sessions(sessions)
        except CalendarError as error:
            errors["sessions"] = [error.message]
        else:
            if kind != Day.Kind.MAKE_UP or not parsed:
                errors["sessions"] = ["Chỉ ngày làm bù mới có giờ làm việc riêng, và cần ít nhất một buổi."]
    return errors


@transaction.atomic
def remove_day(*, day: Day, by: Actor, at: datetime) -> None:
    """Take a day out of the list. Published calendars keep it; counts once published again."""
    summary = f"Xóa ngày {day.date:%d/%m/%Y}: {day.name}"
    _audit(
        "calendar.day_remove", summary, day.agency, by, at, kind=day.kind, sessions=day.sessions,
        before=_told_day(day), after=None,
    )  # fmt: skip
    day.delete()


@transaction.atomic
def publish_calendar(*, agency: Agency, by: Actor, at: datetime, note: str = "") -> CalendarVersion:
    """Freeze the agency's hours and days as its next calendar version; without a change the last one stands.

    Raises DomainError where the agency has no hours, or a day has no working time that can be read.
    """
    _lock(agency)
    snapshot, latest = draft_snapshot(agency), latest_version(agency)
    if latest is not None and latest.snapshot == snapshot:
        return latest
    if not snapshot["hours"]:
        raise DomainError(f"{agency.name} chưa có giờ làm việc nên chưa thể công bố lịch.", code="no_hours")
    number = latest.no + 1 if latest else 1
    to_calendar(snapshot, name=agency.name, version=number)
    version = CalendarVersion.objects.create(
        agency=agency,
        no=number,
        published_at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        actor_office=by.office,
        note=note,
        snapshot=snapshot,
    )
    _audit(
        "calendar.publish", f"Công bố lịch làm việc số {number} của {agency.name}", agency, by, at, no=number,
        before=latest and latest.no, after=number,
    )  # fmt: skip
    return version


def publish_everywhere(*, by: Actor, at: datetime, note: str = "") -> list[CalendarVersion]:
    """After a change of national days: publish for each agency in use whose calendar changed by it.

    Each agency commits alone. Returns the new versions.
    """
    versions = []
    for agency in active_agencies():
        before = latest_version(agency)
        after = publish_calendar(agency=agency, by=by, at=at, note=note)
        if before is None or before.pk != after.pk:
            versions.append(after)
    return versions


def _lock(agency: Agency) -> None:
    """Editors of one agency's calendar wait for each other."""
    Agency.objects.select_for_update(no_key=True).filter(pk=agency.pk).first()


def _readable(field: str, parse: Any) -> None:
    try:
        parse()
    except CalendarError as error:
        raise Invalid({field: [error.message]}) from error


def _audit(action: str, summary: str, agency: Agency | None, by: Actor, at: datetime, **data: Any) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_type="agency",
        object_id=agency.pk if agency else "",
        summary=summary,
        data=data,
    )
