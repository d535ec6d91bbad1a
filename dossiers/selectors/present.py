"""A dossier as the faces show it: plain values for their components, no markup, no addresses of pages.

Officer and citizen read the same rows; the citizen gets units instead of persons and only what is public.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from accounts.access import Duties, duties
from accounts.models import User
from accounts.permissions import Permission
from agencies.models import Agency
from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import working_minutes
from agencies.worktime.calendar import Calendar
from dossiers.deadlines import is_late_by_date
from dossiers.models import Dossier, Event, Parcel, StepRun
from dossiers.selectors import rules, separation, undo
from dossiers.selectors.ledger import why
from dossiers.selectors.legs import competent_name
from dossiers.selectors.offers import is_useful
from dossiers.selectors.questions import for_me, open_of, questions_of
from dossiers.selectors.standing import office_of, place_of
from dossiers.states import Clock, Outcome, ParcelState, ResultMethod, State, Target
from dossiers.workflow import TABLE, Action, permission_for, possible
from kit.clock import local_date, say_moment

Audience = Literal["officer", "citizen"]
MINUTE = timedelta(minutes=1)

BADGES: dict[State, str] = {
    State.NEW: "new",
    State.RECEIVED: "working",
    State.REFUSED: "stopped",
    State.PROCESSING: "working",
    State.SUPPLEMENT: "waiting",
    State.PAYMENT: "waiting",
    State.WITHDRAWING: "stopped",
    State.STOPPED: "stopped",
    State.DONE: "done",
    State.RETURNED: "done",
}
PUBLIC_WORDS: dict[State, str] = {
    State.NEW: "Hồ sơ đã nộp, đang chờ cán bộ tiếp nhận.",
    State.RECEIVED: "Hồ sơ đã được tiếp nhận và đang được chuyển xử lý.",
    State.REFUSED: "Hồ sơ không được tiếp nhận.",
    State.PROCESSING: "Hồ sơ đang được giải quyết.",
    State.SUPPLEMENT: "Hồ sơ cần được bổ sung. Thời gian giải quyết tạm dừng cho đến khi bổ sung xong.",
    State.PAYMENT: "Hồ sơ đang chờ nộp phí, lệ phí.",
    State.WITHDRAWING: "Đề nghị rút hồ sơ đang chờ cán bộ xác nhận.",
    State.STOPPED: "Hồ sơ đã dừng giải quyết.",
    State.RETURNED: "Hồ sơ đã trả kết quả.",
}
READY_WORDS: dict[ResultMethod, str] = {
    ResultMethod.OFFICE: "Hồ sơ đã có kết quả, mời Ông/Bà đến nhận.",
    ResultMethod.POST: "Hồ sơ đã có kết quả. Kết quả sẽ được gửi tới Ông/Bà qua bưu chính.",
    ResultMethod.ELECTRONIC: "Hồ sơ đã có kết quả. Bản điện tử tải về tại trang này bằng khóa cập nhật.",
}
PARCEL_WORDS: dict[ParcelState, str] = {
    ParcelState.POSTED: "Kết quả đã được giao cho bưu chính.",
    ParcelState.UNDER_WAY: "Kết quả đang được bưu chính chuyển tới Ông/Bà.",
    ParcelState.DELIVERED: "Bưu chính đã phát kết quả.",
    ParcelState.SENT_BACK: "Bưu chính đã chuyển hoàn kết quả. Ông/Bà đến Bộ phận Một cửa để nhận, hoặc "
    "báo địa chỉ để gửi lại.",
    ParcelState.COLLECTED: "Kết quả đã được nhận tại quầy.",
}
UNDER_WAY = (State.RECEIVED, State.PROCESSING)
OUTCOME_WORDS: dict[str, str] = {
    Outcome.WITHDRAWN: "Hồ sơ đã được rút theo yêu cầu của người nộp.",
    Outcome.REJECTED: "Hồ sơ không được giải quyết. Ông/Bà xem lý do trong văn bản từ chối.",
}


class Offices:
    """What the clocks ask of an office, asked once for a whole list."""

    def __init__(self) -> None:
        self._calendars: dict[int, Calendar] = {}
        self._plain: dict[tuple[int, date], bool] = {}

    def calendar(self, agency: Agency) -> Calendar:
        if agency.pk not in self._calendars:
            self._calendars[agency.pk] = calendar_for(agency)
        return self._calendars[agency.pk]

    def answers_in_plain_hours(self, agency: Agency, on: date) -> bool:
        if (agency.pk, on) not in self._plain:
            self._plain[agency.pk, on] = rules.intake_is_plain(agency, on)
        return self._plain[agency.pk, on]


@dataclass(frozen=True)
class Button:
    """One thing an officer may do now."""

    action: Action
    label: str
    needs_note: bool


def badge(dossier: Dossier) -> tuple[str, str]:
    """The kind and the words of the state's badge."""
    state = State(dossier.state)
    if state == State.STOPPED and dossier.outcome == Outcome.WITHDRAWN:
        return "stopped", "Đã rút hồ sơ"
    return BADGES[state], str(state.label)


def public_state(dossier: Dossier) -> str:
    """Where it is, in a sentence for the citizen."""
    if dossier.outcome in OUTCOME_WORDS and dossier.state != State.RETURNED:
        return OUTCOME_WORDS[dossier.outcome]
    if dossier.state in UNDER_WAY and dossier.clock == Clock.OFF:
        return f"Hồ sơ đã được tiếp nhận. Thời hạn tính từ khi {competent_name(dossier)} nhận được hồ sơ."
    if dossier.state == State.DONE:
        return READY_WORDS[ResultMethod(dossier.result_method)]
    said = PUBLIC_WORDS[State(dossier.state)]
    return f"{said} {PARCEL_WORDS[ParcelState(dossier.parcel)]}" if dossier.parcel else said


def parcels(dossier: Dossier) -> list[Parcel]:
    """What was sent by post, oldest first; asks nothing where nothing was."""
    return list(dossier.parcels.order_by("no")) if dossier.parcel else []


def parcel_line(parcel: Parcel) -> str:
    """Number and state, for anybody who knows the code: no name, no reason."""
    return f"{parcel.waybill}: {str(parcel.get_state_display()).lower()}, {say_moment(parcel.updated_at)}"


def actions(user: User, dossier: Dossier, run: StepRun | None, at: datetime) -> list[Button]:
    """The buttons of the officer's page: the table's rows that stand here and that this person may do."""
    held = duties(user, local_date(at))
    role = run.step.role if run else None
    standing = possible(place_of(dossier, run))
    buttons = []
    for action in standing:
        row = TABLE[action]
        if action == Action.SKIP and not _may_skip(dossier, run):
            continue
        permission = permission_for(action, role)
        unit = run.unit if run and row.at_unit else None
        taken = action == Action.CLAIM and run is not None and _is_theirs(run, permission, held)
        place = office_of(action, dossier, run)
        may = permission and not taken and held.may(permission, agency=place, unit=unit)
        if may and is_useful(action, dossier) and not separation.refusal(action, user.pk, dossier, run, at):
            buttons.append(Button(action, label_of(action, role), row.needs_note))
    return [*buttons, *_about_questions(held, dossier, standing), *_take_back(held, dossier, standing, at)]


def _about_questions(held: Duties, dossier: Dossier, standing: list[Action]) -> list[Button]:
    """To answer what one was asked, to call off what one asked."""
    actions = [a for a in (Action.ANSWER, Action.CALL_OFF) if a in standing]
    open_ones = open_of(questions_of(dossier)) if actions else []
    return [Button(a, TABLE[a].label, TABLE[a].needs_note) for a in actions if for_me(a, open_ones, held)]


def _may_skip(dossier: Dossier, run: StepRun | None) -> bool:
    """May the step after the running one be left out?"""
    coming = dossier.version.after(run.step.ord) if run else []
    return bool(coming and coming[0].may_skip)


def _is_theirs(run: StepRun, permission: Permission | None, held: Duties) -> bool:
    """Held already, or by whom they stand in for and have no duty of their own there."""
    if run.assignee_id not in held.instead_of or permission is None:
        return run.assignee_id == held.user_id
    return held.whose(permission, agency=run.leg.agency, unit=run.unit) is not None


def _take_back(held: Duties, dossier: Dossier, standing: list[Action], at: datetime) -> list[Button]:
    """To undo or to recall, one of the two: the way back without a reason while there is time for it."""
    last = undo.newest(dossier)
    for action in (Action.UNDO, Action.RECALL):
        row = TABLE[action]
        if action not in standing or not undo.is_own(action, last, held):
            continue
        if taken := undo.taken(action, last, dossier, at):
            done = TABLE[Action(taken.event.action)].label
            label = f"Hoàn tác “{done}”" if action == Action.UNDO else row.label
            return [Button(action, label, row.needs_note)]
    return []


def label_of(action: Action, step_role: str | None) -> str:
    """What the button says; forwarding at the approval is signing."""
    if action == Action.FORWARD and step_role == "approve":
        return "Ký duyệt và chuyển bước"
    return TABLE[action].label


def deadline(dossier: Dossier, at: datetime, offices: Offices | None = None) -> dict[str, Any]:
    """The dossier's own promise, as the deadline component takes it; lateness by local date (domain.md 3)."""
    if dossier.clock == Clock.OFF:
        return {"state": "none"}
    if dossier.clock == Clock.STOPPED:
        return {"state": "stopped", "reason": _waits_for(dossier)}
    if dossier.finished_at or dossier.clock == Clock.ENDED:
        late = is_late_by_date(dossier.due_at, dossier.finished_at) if dossier.finished_at else False
        state = "done_late" if late else "done"
        return {"state": state, "due_at": dossier.due_at, "finished_at": dossier.finished_at}
    late = is_late_by_date(dossier.due_at, at)
    calendar = (offices or Offices()).calendar(dossier.deciding_agency)
    shown = _running(calendar, dossier.clock_from, dossier.due_at, at, late=late)
    soon = not late and dossier.soon_at is not None and dossier.soon_at <= at
    return shown | {"state": "late" if late else "soon" if soon else "running"}


def _waits_for(dossier: Dossier) -> str:
    return "hồ sơ đang phải chờ" if dossier.held else "chờ bổ sung hồ sơ"


def intake_deadline(dossier: Dossier, at: datetime, offices: Offices | None = None) -> dict[str, Any]:
    """The clock of the office's answer; by the minute."""
    if dossier.intake_clock != Clock.RUNNING or dossier.intake_due_at is None:
        return {"state": "none"}
    agency, offices = dossier.receiving_agency, offices or Offices()
    start = dossier.intake_from or dossier.submitted_at
    late = at > dossier.intake_due_at
    soon = not late and dossier.intake_soon_at is not None and dossier.intake_soon_at <= at
    state = "late" if late else "soon" if soon else "running"
    # A request to withdraw is answered in working days, whatever the intake hours are (domain.md 15).
    withdrawing = dossier.state == State.WITHDRAWING
    if not withdrawing and offices.answers_in_plain_hours(agency, local_date(start)):
        left = int((dossier.intake_due_at - at) / MINUTE)
        return {"state": state, "due_at": dossier.intake_due_at, "minutes_left": left, "hours_kind": "giờ"}
    return _running(offices.calendar(agency), start, dossier.intake_due_at, at, late=late) | {"state": state}


def run_deadline(run: StepRun, at: datetime, offices: Offices | None = None) -> dict[str, Any]:
    """A step's promise; by the minute."""
    if run.closed_at:
        late = run.due_at is not None and run.closed_at > run.due_at
        return {"state": "done_late" if late else "done", "due_at": run.due_at, "finished_at": run.closed_at}
    if run.clock == Clock.STOPPED or run.due_at is None:
        return {"state": "stopped", "reason": "hồ sơ đang phải chờ"}
    late = at > run.due_at
    soon = not late and run.soon_at is not None and run.soon_at <= at
    calendar = (offices or Offices()).calendar(run.leg.agency)
    shown = _running(calendar, run.opened_at, run.due_at, at, late=late)
    return shown | {"state": "late" if late else "soon" if soon else "running"}


def explain_dossier(dossier: Dossier) -> list[str]:
    """Why it is promised for that day: the ledger in words, for officer and citizen alike."""
    return why(dossier, Target.DOSSIER) if dossier.is_received else why(dossier, Target.INTAKE)


def _running(
    calendar: Calendar, start: datetime, due_at: datetime, at: datetime, *, late: bool
) -> dict[str, Any]:
    ends = (due_at, at) if late else (at, due_at)
    total = max(working_minutes(calendar, start, due_at), 1)
    used = min(max(working_minutes(calendar, start, at), 0), total)
    return {
        "due_at": due_at,
        "minutes_left": working_minutes(calendar, *ends),
        "used": used,
        "total": total,
        "hours_kind": "giờ làm việc",
    }


def rows(dossiers: Iterable[Dossier], at: datetime) -> list[dict[str, Any]]:
    """The lines of a list, each as `row`; an office's calendar and rule are read once for all of them."""
    offices = Offices()
    return [row(dossier, at, offices) for dossier in dossiers]


def row(dossier: Dossier, at: datetime, offices: Offices | None = None) -> dict[str, Any]:
    """One line of a list (dossiers loaded by `queues`); the face adds the address of its page."""
    run = dossier.open_runs[0] if dossier.open_runs else None
    waits_for_answer = dossier.intake_clock == Clock.RUNNING
    shown = intake_deadline(dossier, at, offices) if waits_for_answer else deadline(dossier, at, offices)
    return {
        "code": dossier.code,
        "person": dossier.owner_name,
        "procedure": dossier.version.name,
        "step": run.step.name if run else "",
        "who": (run.assignee.full_name if run.assignee else run.unit.name) if run else "",
        "deadline": shown,
        "badge": badge(dossier),
        "source": str(dossier.get_channel_display()),
        "flag": _flag(dossier, run, at),
    }


def _flag(dossier: Dossier, run: StepRun | None, at: datetime) -> str:
    late_step = run is not None and run.clock == Clock.RUNNING and run.due_at is not None and at > run.due_at
    if late_step and not is_late_by_date(dossier.due_at, at):
        return "Bước đang trễ"
    return "Hồ sơ thử" if dossier.is_test else ""


def timeline(dossier: Dossier, audience: Audience, at: datetime) -> list[dict[str, Any]]:
    """What happened, who (a unit for the citizen, a person for the officer), when; and what comes next."""
    events = dossier.events.order_by("seq")
    shown = [event for event in events if audience == "officer" or event.public_label]
    undone = {event.data["undone"] for event in shown if event.action == Action.UNDO}
    items = [_item(event, audience, undone=event.seq in undone) for event in shown]
    if items and dossier.state in UNDER_WAY:
        items[-1]["state"] = "now"
    return [*items, *_next(dossier, at)]


def _item(event: Event, audience: Audience, *, undone: bool) -> dict[str, Any]:
    label = event.public_label or TABLE[Action(event.action)].label
    state = "waiting" if event.to_state == State.SUPPLEMENT else "done"
    if event.to_state in (State.REFUSED, State.STOPPED):
        state = "stopped"
    if audience == "citizen":
        asks = "Chủ hồ sơ" if event.action == Action.OBJECT else "Người nộp hồ sơ"
        who = event.actor_office if event.actor_kind == "officer" else asks
        return {"title": label, "who": who, "at": event.at, "note": event.public_text, "state": state}
    note = "" if event.note in event.public_text else event.note
    if undone and event.action == Action.NOTE:
        note = "Ghi chú đã được người viết rút lại."
    told = "\n".join(part for part in (note, event.public_text) if part)
    instead = f" (xử lý thay {event.data['instead_of']})" if "instead_of" in event.data else ""
    who = " – ".join(part for part in (f"{event.actor_name}{instead}", event.actor_office) if part)
    return {"title": label, "who": who, "at": event.at, "note": told, "state": state}


def _next(dossier: Dossier, at: datetime) -> Iterable[dict[str, Any]]:
    if dossier.state == State.NEW and dossier.intake_due_at:
        late = at > dossier.intake_due_at
        yield _coming("Cán bộ trả lời về việc tiếp nhận", dossier.intake_due_at, late)
    if dossier.state in UNDER_WAY and dossier.due_at:
        title = "Trả kết quả (hẹn lại)" if dossier.appointed_at else "Trả kết quả"
        yield _coming(title, dossier.promised_at, is_late_by_date(dossier.promised_at, at))


def _coming(title: str, due_at: datetime, late: bool) -> dict[str, Any]:
    return {
        "title": title,
        "who": "",
        "at": None,
        "note": "",
        "state": "late" if late else "next",
        "due_at": due_at,
    }
