"""Twice a working day each officer hears what is late and what is due; a leader also of the whole office.

At the opening and at the beginning of the afternoon, by the office's own calendar: nothing goes out at night,
on a day off or during a closure (domain.md 8, 27).
"""

from datetime import datetime, timedelta

from accounts import notices
from accounts.access import duties, officers_in, scope_of
from accounts.models import User
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Agency
from agencies.selectors import active_agencies, calendar_for
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from dossiers.selectors import queues, today
from dossiers.selectors.today import Officer
from dossiers.services.officers import TODAY
from kit.clock import local, local_date

WINDOW = timedelta(minutes=30)  # a schedule that was away for a moment still sends; later it is stale
GROUPS = (("qua-han", "quá hạn"), ("hom-nay", "cần làm hôm nay"), ("sap-den-han", "sắp đến hạn"))


def send_due(*, at: datetime) -> int:
    """The digests of every office whose day, or afternoon, has just begun; how many were asked for.

    Safe to run again: each officer gets one a half-day.
    """
    return sum(_send(agency, slot, at) for agency in active_agencies() if (slot := _slot(agency, at)))


def slot_of(calendar: Calendar, at: datetime) -> str:
    """The half-day that began within the last half hour ("2026-11-02 0", "2026-11-02 1"); else empty."""
    moment = local(at).replace(tzinfo=None)
    sessions = calendar.open_day(moment.date()).stretches
    begun = [n for n, (start, _) in enumerate(sessions) if start <= moment < start + WINDOW]
    return f"{moment.date()} {begun[0]}" if begun else ""


def _slot(agency: Agency, at: datetime) -> str:
    try:
        return slot_of(calendar_for(agency), at)
    except CalendarError:  # an office without hours has no morning
        return ""


def _send(agency: Agency, slot: str, at: datetime) -> int:
    everybody = officers_in(agency, on=local_date(at))
    words = [word for officer in everybody if (word := _word(officer, agency, slot, at))]
    notices.tell(words=words, at=at)
    return len(words)


def _word(user: User, agency: Agency, slot: str, at: datetime) -> Word | None:
    """What waits for this officer, and of the office for a leader; None for who has nothing to do."""
    held = duties(user, local_date(at))
    scope = scope_of(held).only(agency)
    may = frozenset(word for word in Permission if held.may(word, agency=agency))
    counted = today.counts(Officer(scope, may), at) if scope.agency_ids else {}
    work = _say([(counted.get(key, 0), words) for key, words in GROUPS])
    office = _office(scope, at) if Permission.LATE_VIEW in may and scope.agency_ids else ""
    if not work and not office:
        return None
    values = {"work": work or "không có việc nào quá hạn hoặc đến hạn"}
    return Word(
        user, agency, "officer_digest", values | ({"office": office} if office else {}),
        once=f"digest:{agency.pk}:{slot}:{user.pk}", path=TODAY,
    )  # fmt: skip


def _office(scope: queues.Scope, at: datetime) -> str:
    """What the whole office has to decide and is late with, and what will be late by tonight."""
    rows = queues.visible(scope).at_desk().filter(deciding_agency__in=scope.agency_ids)
    late, due = rows.filter(queues.late_dossier(at)).count(), rows.filter(queues.due_today(at)).count()
    owing = queues.queue(scope, "apology", at).count()
    return _say([(late, "quá hạn"), (due, "đến hạn hôm nay"), (owing, "trễ chưa xin lỗi")])


def _say(counted: list[tuple[int, str]]) -> str:
    return ", ".join(f"{count} hồ sơ {words}" for count, words in counted if count)
