"""The office's calendar: hours, days off and make-up days, and publishing them (domain.md 9)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from agencies import services
from agencies.models import Day
from agencies.selectors import (
    active_agencies,
    has_unpublished_changes,
    latest_version,
    national_days,
    office_hours,
    own_days,
)
from agencies.snapshot import WEEKDAYS
from agencies.worktime.errors import CalendarError
from desk.forms.calendar import DayForm, HoursForm, PublishForm, split_sessions
from desk.guards import permission_required
from desk.menu import may
from desk.pages import page
from desk.rule import can_rule_everywhere
from desk.views.dossier import add_errors
from dossiers.selectors import calendar_change as select
from dossiers.selectors.calendar_change import office_changes
from dossiers.services import calendar_change
from kit.clock import WEEKDAYS as WEEKDAY_WORDS
from kit.clock import local_date
from kit.errors import DomainError

NOT_YOURS = "Ngày này áp dụng cho mọi cơ quan nên không sửa được tại đây."
FIRST_YEAR, LAST_YEAR = 2000, 2100


@permission_required(Permission.CALENDAR)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Hours, the days of a year, and the versions published so far."""
    return _page(request)


@permission_required(Permission.CALENDAR)
@require_POST
def hours(request: HttpRequest) -> HttpResponse:
    """Lay a week of hours over the calendar."""
    form = HoursForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        services.set_hours(
            agency=request.office, week=form.week(), valid_from=given["valid_from"],
            valid_to=given["valid_to"], basis=given["basis"], by=request.actor, at=request.at,
        )  # fmt: skip

    return _save(request, "hours_form", form, save, "Đã lưu giờ làm việc. Giờ mới có hiệu lực khi công bố.")


@permission_required(Permission.CALENDAR)
@require_POST
def day(request: HttpRequest) -> HttpResponse:
    """Add a day off, a make-up day or a closure."""
    form = _day_form(request, request.POST)

    def save() -> None:
        given = form.cleaned_data
        services.add_day(
            agency=None if form.is_for_all else request.office,
            date=given["date"],
            kind=given["kind"],
            name=given["name"],
            sessions=split_sessions(given["sessions"]) or None,
            basis=given["basis"],
            by=request.actor,
            at=request.at,
        )

    return _save(request, "add_form", form, save, "Đã thêm ngày. Thay đổi có hiệu lực khi công bố.")


@permission_required(Permission.CALENDAR)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day out of the list."""
    found = Day.objects.filter(Q(agency=request.office) | Q(agency=None), pk=pk).first()
    if found is None:
        raise Http404
    if found.agency_id is None and not can_rule_everywhere(request, Permission.CALENDAR):
        raise PermissionDenied(NOT_YOURS)
    said = f"{found.date:%d/%m/%Y}"
    services.remove_day(day=found, by=request.actor, at=request.at)
    messages.success(request, f"Đã xóa ngày {said}. Thay đổi có hiệu lực khi công bố.")
    return redirect("desk:calendar")


@permission_required(Permission.CALENDAR)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Make what was edited count, from the next due date on."""
    form = PublishForm(request.POST)

    def save() -> None:
        everywhere = can_rule_everywhere(request, Permission.CALENDAR)
        offices = [request.office, *(active_agencies() if everywhere else ())]
        try:
            calendar_change.publish(agencies=offices, by=request.actor, at=request.at, **form.cleaned_data)
        except CalendarError as error:
            raise DomainError(error.message) from error

    return _save(
        request, "publish_form", form, save,
        "Đã công bố lịch làm việc. Ngày hẹn của hồ sơ đang giải quyết được tính lại ngay.",
    )  # fmt: skip


@permission_required(Permission.CALENDAR)
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """What publishing now would do to the open dossiers, before anybody does it."""
    # Who manages calendars need not see dossiers: then the page counts and names none.
    context: dict[str, Any] = {"may_see": may(request, Permission.VIEW)}
    try:
        context["told"] = select.preview(request.office, request.at)
    except CalendarError as error:
        context["problem"] = error.message
    return page(request, "desk/calendar/preview.html", context, current=reverse("desk:calendar"))


def _save(request: HttpRequest, name: str, form: Form, save: Callable[[], None], done: str) -> HttpResponse:
    if form.is_valid():
        try:
            save()
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, done)
            return redirect("desk:calendar")
    return _page(request, {name: form}, status=422)


def _page(request: HttpRequest, forms: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    year, office = _year(request), request.office
    latest = latest_version(office)
    everywhere = can_rule_everywhere(request, Permission.CALENDAR)
    context = {
        "hours_form": HoursForm(initial=_usual_hours(request)),
        "add_form": _day_form(request, None),
        "publish_form": PublishForm(),
        "opened": {name: name in (forms or {}) for name in ("hours_form", "add_form", "publish_form")},
        "hours": [_told_hours(row) for row in office_hours(office)],
        "year": year,
        "years": {"previous": year - 1, "following": year + 1},
        "days": _days(request, year, everywhere),
        "latest": latest,
        "versions": office.calendar_versions.order_by("-no")[:20],
        "unpublished": has_unpublished_changes(office),
        "changes": office_changes(office)[:10],
        **(forms or {}),
    }
    return page(request, "desk/calendar/page.html", context, current=reverse("desk:calendar"), status=status)


def _day_form(request: HttpRequest, data: Any) -> DayForm:
    everywhere = can_rule_everywhere(request, Permission.CALENDAR)
    return DayForm(data, office=request.office.name, can_rule_everywhere=everywhere)


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else local_date(request.at).year


def _days(request: HttpRequest, year: int, everywhere: bool) -> list[dict[str, Any]]:
    """The national days and the office's own in one list; where both speak, the office's prevails."""
    own = list(own_days(request.office).filter(date__year=year))
    prevails = {row.date for row in own}
    rows = sorted([*national_days(year), *own], key=lambda row: (row.date, row.pk))
    return [
        {
            "day": row,
            "kind": "done" if row.kind == Day.Kind.MAKE_UP else "stopped",
            "sessions": ", ".join(row.sessions or ()),
            "own": row.agency_id is not None,
            "overruled": row.agency_id is None and row.date in prevails,
            "removable": everywhere or row.agency_id is not None,
        }
        for row in rows
    ]


def _usual_hours(request: HttpRequest) -> dict[str, str]:
    latest = office_hours(request.office).last()
    return {key: ", ".join(sessions) for key, sessions in latest.week.items()} if latest else {}


def _told_hours(row: Any) -> dict[str, Any]:
    week = [
        (words[:1].upper() + words[1:], ", ".join(row.week.get(key, ())) or "nghỉ")
        for key, words in zip(WEEKDAYS, WEEKDAY_WORDS, strict=True)
    ]
    return {"from": row.valid_from, "to": row.valid_to, "week": week, "basis": row.basis}
