"""Random lives of dossiers through the real services: whatever happens, the books agree."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_lives

from accounts.access import duties, scope
from accounts.models import Notice
from agencies.models import Day
from agencies.selectors import calendar_for
from agencies.services import add_day, publish_calendar
from agencies.worktime.arithmetic import working_minutes
from dossiers.deadlines import is_late_by_date
from dossiers.models import CalendarChange, ClockEntry, Dossier, DossierFact, Lateness, StepRun
from dossiers.selectors import ledger, present, queues, undo
from dossiers.selectors.questions import OPEN
from dossiers.selectors.standing import stands
from dossiers.selectors.way import Way
from dossiers.services import calendar_change, dispose
from dossiers.services.between import ITSELF
from dossiers.services.proposals import unused_leave
from dossiers.services.reclassify import WORKED_ELSEWHERE
from dossiers.services.slip import slip_data
from dossiers.services.sweep import sweep
from dossiers.services.terms import count_of
from dossiers.services.transition import open_run_of
from dossiers.states import (
    CLOSED,
    ENDED,
    PARCEL_NEXT,
    WITH_OPEN_RUN,
    Clock,
    EntryKind,
    Outcome,
    State,
    Target,
)  # fmt: skip
from dossiers.workflow import TABLE, Action, Who
from kit.actor import Actor
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Message
from portal.demo.office import DECISION, Office
from procedures.models import Version
from procedures.services.versions import new_draft_from, publish
from reports.measures.counted import Question, count
from reports.periods import Period
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.lives import Act, another_moment, somebody
from tests.neighbours import with_neighbour

pytestmark = pytest.mark.django_db

START = at("2026-02-10 06:00")  # before Tết: the first week meets a long holiday
FAR = at("2999-01-01 00:00")  # whatever is closed has been kept long enough by then
NUDGES = st.sampled_from([0, 1, 17, 59, 240, 485, 1439]) | st.integers(0, 12 * 24 * 60)
CHOICES = [
    a for a in Action
    if None not in TABLE[a].sources and not TABLE[a].by_file and TABLE[a].who != Who.SYSTEM
]  # fmt: skip
# Most lives go on to the result; without this most would end as withdrawn.
LIKELY = {
    Action.RECEIVE: 8, Action.COMPLETE_BEFORE: 4, Action.COMPLETE: 6, Action.FORWARD: 10, Action.SEND_BACK: 2,
    Action.ASK: 2, Action.FINISH: 6, Action.RETURN: 4, Action.DECLINE_WITHDRAWAL: 4, Action.GO_ON: 4,
}  # fmt: skip


FIGURES = (
    "total", "received_online", "received_other", "carried", "done", "done_early", "done_on_time",
    "done_late", "open", "open_within", "open_late",
)  # fmt: skip


class Life(RuleBasedStateMachine):
    """One dossier from its birth on; `office` is set by the test."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = START
        self.dossier: Dossier
        self.known: list[tuple[datetime, set]] = []

    def teardown(self) -> None:
        self.check_that_the_past_stays_known()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(
        minutes=NUDGES, code=st.sampled_from(sorted(PROCEDURES)), online=st.booleans(), test=st.booleans()
    )
    def is_born(self, minutes: int, code: str, online: bool, test: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if online:
            self.dossier = cast.file_online(self.office, self.now, code)
            return
        elsewhere = {"deciding": self.office.neighbour} if minutes % 4 == 1 else {}
        self.dossier = cast.take_in(self.office, self.now, code, is_test=test, **elsewhere)

    @rule(minutes=NUDGES)
    def the_sweep_comes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        sweep(at=self.now)
        told = self.everything_told()
        assert set(sweep(at=self.now).values()) == {0}
        assert self.everything_told() == told  # nobody hears anything twice

    @rule(ahead=st.integers(0, 15), earlier=st.booleans())
    def the_office_closes_for_a_day(self, ahead: int, earlier: bool) -> None:
        """A new calendar in the middle of a life."""
        day, agency = _day(self.now) + timedelta(days=ahead), self.office.agency
        if agency.days.filter(date=day).exists():
            return
        common = {"by": Actor.system(), "at": self.now}
        add_day(agency=agency, date=day, kind=Day.Kind.CLOSURE, name="Bão", basis="", **common)
        version = publish_calendar(agency=agency, note="Bão", **common)
        calendar_change.begin(version=version, earlier=earlier, **common)
        calendar_change.run(clock=lambda: self.now)
        assert not CalendarChange.objects.filter(state="running").exists()

    @rule(data=st.data(), times=st.integers(1, 5))
    def life_goes_on(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self.now += timedelta(minutes=data.draw(NUDGES))
            if choices := self.open_actions():
                likely = [action for action in choices for _ in range(LIKELY.get(action, 1))]
                self.do(data.draw(st.sampled_from(likely)))
            self.the_books_agree()

    def do(self, action: Action) -> None:
        try:
            with transaction.atomic():
                self.act(action).do()
        except DomainError as refused:
            self.check_refusal(action, refused)

    @rule(action=st.sampled_from(CHOICES), who=st.sampled_from(["yen", "quantri", "dung"]))
    def somebody_tries_what_is_not_theirs(self, action: Action, who: str) -> None:
        if TABLE[action].who == Who.CITIZEN:
            return
        before = self.fresh().last_seq
        act = Act(self.office, self.fresh(), action, self.now, who)
        if action not in self.open_actions():
            with pytest.raises(DomainError), transaction.atomic():
                act.do()
            assert self.fresh().last_seq == before
            return
        try:
            with transaction.atomic():
                act.do()
        except NotAllowed:
            assert self.fresh().last_seq == before
        except (Invalid, Conflict) as refused:
            self.check_refusal(action, refused)

    @rule()
    def a_stale_page_is_refused(self) -> None:
        for action in set(self.open_actions()) - {Action.NOTE, Action.ANSWER, Action.CALL_OFF}:
            act = self.act(action)
            act.seen = act.dossier.last_seq - 1
            with pytest.raises(Conflict, match=r"vừa (thực hiện|thay đổi)"), transaction.atomic():
                act.do()
            return

    # What must hold after every step.

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "dossier"):
            return
        dossier = self.fresh()
        assert dossier.state in CLOSED or not dispose.due(agency=dossier.deciding_agency, before=FAR).exists()
        self.check_clocks(dossier)
        self.check_runs(dossier)
        self.check_events(dossier)
        self.check_facts(dossier)
        self.check_figures(dossier)
        self.check_lateness(dossier)

    def check_clocks(self, dossier: Dossier) -> None:
        for target, due_at, clock in (
            (Target.DOSSIER, dossier.due_at, dossier.clock),
            (Target.INTAKE, dossier.intake_due_at, dossier.intake_clock),
        ):
            now = ledger.derived(dossier, target)
            assert (now.due_at, now.clock) == (due_at, clock)
            last = ClockEntry.objects.filter(dossier=dossier, target=target).order_by("no").last()
            assert (last.due_after if last else None) == due_at
        numbers = list(ClockEntry.objects.filter(dossier=dossier).order_by("no").values_list("no", flat=True))
        assert numbers == list(range(1, dossier.last_entry_no + 1))
        handled = dossier.handled_from is not None
        assert (dossier.clock != Clock.OFF) == handled
        assert (dossier.clock == Clock.ENDED) == (handled and dossier.state in ENDED)
        if dossier.state in ENDED:
            assert dossier.intake_clock in (Clock.OFF, Clock.ENDED)

    def check_runs(self, dossier: Dossier) -> None:
        runs = list(dossier.runs.select_related("leg__agency").order_by("opened_at", "pk"))
        still_open = [run for run in runs if run.closed_at is None]
        assert len(still_open) == (dossier.is_received and dossier.state in WITH_OPEN_RUN)
        for run in runs:
            now = ledger.run_derived(run)
            assert (now.due_at, now.clock) == (run.due_at, run.clock)
        if still_open and dossier.clock != Clock.OFF:
            assert still_open[0].clock == dossier.clock
        for leg in dossier.legs.planned().select_related("agency"):
            if leg.allowances:
                by_hand = [EntryKind.RESUME, EntryKind.REAPPOINT, EntryKind.CORRECT]
                restarted = ClockEntry.objects.filter(dossier=dossier, kind__in=by_hand).exists()
                minutes = working_minutes(calendar_for(leg.agency), leg.starts_at, leg.due_at)
                closed_since = CalendarChange.objects.filter(asked_at__gte=leg.allowances_at).exists()
                assert restarted or closed_since or sum(leg.allowances.values()) <= minutes

    def check_events(self, dossier: Dossier) -> None:
        events = list(dossier.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, dossier.last_seq + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert [e.to_state for e in events[:-1]] == [e.from_state for e in events[1:]]
        assert events[-1].to_state == dossier.state

    def check_facts(self, dossier: Dossier) -> None:
        latest = self.facts_at(None)
        if dossier.is_test:
            assert not latest
            return
        assert len([f for f in latest if f.effective.upper is None]) == 1
        ranges = sorted((f.effective.lower, f.effective.upper) for f in latest)
        assert all(a[1] == b[0] for a, b in pairwise(ranges))
        newest = latest[-1]
        assert (newest.state, newest.due_at, newest.clock) == (dossier.state, dossier.due_at, dossier.clock)
        self.known.append((newest.known.lower, {_plain(f) for f in latest}))

    def check_figures(self, dossier: Dossier) -> None:
        """II.06a of any window: its identities hold, and the dossier is counted once, by one agency."""
        today, born = _day(max(self.now, dossier.last_event_at)), _day(dossier.submitted_at)
        for period in (Period(born, today), Period(today, today), Period(born, born)):
            totals = []
            for agency in (self.office.agency, self.office.neighbour):
                n = count(Question(agency, period), FIGURES)
                assert n["total"] == n["received_online"] + n["received_other"] + n["carried"]
                assert n["done"] == n["done_early"] + n["done_on_time"] + n["done_late"]
                assert n["open"] == n["open_within"] + n["open_late"]
                assert n["total"] == n["done"] + n["open"]
                totals.append(n["total"])
            assert sum(totals) <= 1

    def everything_told(self) -> tuple[int, int]:
        return Message.objects.count(), Notice.objects.count()

    def check_that_the_past_stays_known(self) -> None:
        for moment, facts in self.known:
            assert {_plain(f) for f in self.facts_at(moment)} == facts

    def check_lateness(self, dossier: Dossier) -> None:
        for late in Lateness.objects.filter(dossier=dossier).select_related("run"):
            latest = max(self.now, dossier.last_event_at)
            assert late.due_at <= late.became_late_at <= latest
            if late.target == Target.RUN:
                assert late.became_late_at == late.due_at
                assert (
                    late.run.closed_at is None or late.run.due_at is None or late.run.closed_at > late.due_at
                )
        for run in dossier.runs.exclude(closed_at=None).exclude(due_at=None):
            marked = run.lateness.filter(due_at=run.due_at).exists()
            assert marked == (run.closed_at > run.due_at)
        if dossier.finished_at and dossier.due_at and dossier.outcome != Outcome.REFUSED:
            late_days = dossier.lateness.filter(target=Target.DOSSIER, due_at=dossier.due_at).exists()
            assert late_days == (_day(dossier.finished_at) > _day(dossier.due_at))

    @rule()
    def everybody_looks_at_it(self) -> None:
        dossier = self.fresh()
        seen_by = scope(self.office.people["hoa"], self.now.date())
        counted = queues.counts(seen_by, self.now)
        (found,) = queues.lines(queues.queue(seen_by, "open" if counted["open"] else "closed", self.now))
        assert present.row(found, self.now)["code"] == dossier.code
        # What is closed keeps no clock running: every figure of the desk may pass it over unread.
        simple = queues.visible(seen_by)
        assert counted == {
            one.key: simple.filter(one.condition(seen_by, self.now)).count() if one.key != "open"
            else simple.exclude(state__in=CLOSED).count()
            for one in queues.QUEUES if not one.closed
        }  # fmt: skip
        assert present.public_state(dossier)
        assert all(present.badge(dossier))
        for audience in ("officer", "citizen"):
            assert present.timeline(dossier, audience, self.now)
        assert len(Way(dossier).steps(self.now)) >= dossier.runs.count()
        assert present.deadline(dossier, self.now)
        assert present.intake_deadline(dossier, self.now)
        assert present.explain_dossier(dossier) or dossier.clock == Clock.OFF
        assert Way(dossier).legs(self.now) or dossier.receiving_agency_id == dossier.deciding_agency_id
        assert slip_data(dossier=dossier, at=self.now).code == dossier.code
        run = open_run_of(dossier)
        for name in ("hoa", "minh"):
            present.actions(self.office.people[name], dossier, run, self.now)

    # Helpers.

    def fresh(self) -> Dossier:
        return Dossier.objects.get(pk=self.dossier.pk)

    def open_actions(self) -> list[Action]:
        dossier = self.fresh()
        run = open_run_of(dossier)
        return [a for a in CHOICES if stands(a, dossier, run)]

    def act(self, action: Action) -> Act:
        dossier = self.fresh()
        return Act(self.office, dossier, action, self.now, somebody(self.office, dossier, action, self.now))

    def check_refusal(self, action: Action, refused: DomainError) -> None:
        """The only reasons for a no to somebody who may and whom the table lets."""
        dossier = self.fresh()
        run = open_run_of(dossier)
        if refused.code == "separate":  # the one leader there is asked for it, or handled it
            return
        reasons: dict[Action, Callable[[], bool]] = {
            Action.ASK: lambda: dossier.supplements.filter(stage="appraisal").exists(),
            Action.ASK_BEFORE: lambda: dossier.supplements.filter(stage="intake").exists(),
            Action.SEND_BACK: lambda: run is not None and _is_first_of_leg(dossier, run),
            Action.DECLINE_WITHDRAWAL: lambda: dossier.clock == Clock.STOPPED,
            Action.SKIP: lambda: "không cho bỏ qua bước" in str(refused),
            Action.ANSWER: lambda: not dossier.questions.filter(OPEN).exists(),
            Action.CALL_OFF: lambda: not dossier.questions.filter(OPEN).exists(),
            Action.ROUTE: lambda: ITSELF in refused.errors["to"],
            Action.CONSULT: lambda: run is not None and run.leg.agency != self.office.agency,
            Action.CLAIM: lambda: "đang giữ hồ sơ này rồi" in str(refused),
            Action.ASSIGN: lambda: "đang giữ hồ sơ này rồi" in str(refused),
            Action.RECALL: lambda: not self.can_be_taken_back(Action.RECALL),
            Action.UNDO: lambda: not self.can_be_taken_back(Action.UNDO),
            Action.VERIFY: lambda: not self.can_be_verified(dossier),
            Action.EXTEND: lambda: not self.can_be_extended(dossier),
            Action.ASK_AGAIN: lambda: not self.needs_leave(dossier),
            Action.APOLOGISE: lambda: not self.can_be_apologised(dossier),
            Action.APPROVE: lambda: self.is_overtaken(dossier),
            Action.PARCEL: lambda: not PARCEL_NEXT.get(dossier.parcel),
            Action.RETIME: lambda: self.is_decided_elsewhere(dossier) or self.has_no_other_moment(dossier),
            Action.RECLASSIFY: lambda: (
                self.is_decided_elsewhere(dossier)
                or "Chưa khai báo bộ phận" in str(refused)
                or WORKED_ELSEWHERE in str(vars(refused))
            ),
        }
        assert reasons[action](), f"{action} was refused: {refused}"

    def is_decided_elsewhere(self, dossier: Dossier) -> bool:
        return dossier.is_crossing or dossier.accepted_at is not None

    def can_be_verified(self, dossier: Dossier) -> bool:
        given = dossier.case.extension_value is not None and not count_of(dossier, EntryKind.VERIFY)
        return given and self.can_be_extended(dossier)

    def needs_leave(self, dossier: Dossier) -> bool:
        return dossier.supplements.filter(stage="appraisal").exists() and unused_leave(dossier) is None

    def can_be_extended(self, dossier: Dossier) -> bool:
        return dossier.clock == Clock.RUNNING and self.now <= dossier.due_at

    def can_be_apologised(self, dossier: Dossier) -> bool:
        if dossier.finished_at is not None:
            late = is_late_by_date(dossier.due_at, dossier.finished_at)
            return late and not dossier.issued_forms.filter(key="apology").exists()
        return dossier.clock == Clock.RUNNING and not count_of(dossier, EntryKind.REAPPOINT)

    def has_no_other_moment(self, dossier: Dossier) -> bool:
        """Nothing lies between what happened before the reception and what happened after it."""
        minutes = {moment.replace(second=0) for moment in (
            dossier.received_at, another_moment(dossier, max(self.now, dossier.last_event_at))
        )}  # fmt: skip
        return len(minutes) == 1

    def is_overtaken(self, dossier: Dossier) -> bool:
        """What the leader was asked for can no longer be done."""
        asked = dossier.proposals.get(state="open")
        if asked.kind == "apology":
            standing = dossier.clock != Clock.RUNNING and dossier.finished_at is None
            return standing or (asked.new_due is not None and asked.new_due <= self.now)
        return asked.kind != "supplement" and not self.can_be_extended(dossier)

    def can_be_taken_back(self, action: Action) -> bool:
        """Is there a move to take back, by who still may do that step?"""
        dossier = self.fresh()
        last = undo.newest(dossier)
        taken = undo.taken(action, last, dossier, self.now)
        who = taken and taken.event.actor
        return bool(who) and undo.is_own(action, last, duties(who, self.now.date()))

    def facts_at(self, moment: datetime | None) -> list[DossierFact]:
        rows = DossierFact.objects.filter(dossier=self.dossier)
        rows = rows.filter(known__contains=moment) if moment else rows.filter(known__upper_inf=True)
        return list(rows.order_by("effective"))


def _is_first_of_leg(dossier: Dossier, run: StepRun) -> bool:
    earlier = dossier.version.steps.filter(ord__lt=run.step.ord, leg_ord=run.step.leg_ord)
    return not earlier.exists()


def _plain(fact: DossierFact) -> tuple:
    return (fact.effective.lower, fact.effective.upper, fact.state, fact.due_at, fact.clock, fact.outcome)


def _day(moment: datetime) -> date:
    return moment.astimezone(START.tzinfo).date()


def test_whatever_happens_to_a_dossier_the_books_agree(office):
    let_one_procedure_resume()
    machine = type("LifeHere", (Life,), {"office": with_neighbour(office, START)})
    run_lives(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # shrinking whole lives takes longer than reading one
            database=None,
        ),
    )


@pytest.mark.parametrize("seed", range(14))
def test_a_whole_life_by_dice_keeps_the_books_in_order(office, seed):
    """Longer lives than hypothesis tells by itself: nearly all reach their end, some of them late."""
    let_one_procedure_resume()
    dice = Random(seed)
    life = type("LifeHere", (Life,), {"office": with_neighbour(office, START)})()
    life.now = dice.choice([START, at("2026-04-20 08:00"), at("2026-06-01 08:00"), at("2026-11-19 08:00")])
    try:
        life.is_born(dice.randrange(9000), dice.choice(sorted(PROCEDURES)), dice.random() < 0.5, False)
        while life.fresh().state not in (State.REFUSED, State.STOPPED, State.RETURNED):
            choices = life.open_actions()
            life.now += timedelta(minutes=dice.choice([0, 1, 60, 300, 1440, 4000, 9000]))
            if dice.random() < 0.2:
                life.the_sweep_comes(0)
            if dice.random() < 0.1:
                life.the_office_closes_for_a_day(dice.randrange(12), dice.random() < 0.3)
            life.do(dice.choices(choices, [LIKELY.get(action, 1) for action in choices])[0])
            life.the_books_agree()
            life.everybody_looks_at_it()
        assert life.fresh().state in ENDED
    finally:
        life.teardown()


def let_one_procedure_resume() -> Version:
    """From 02/02/2026 on the clock of 1.004845 goes on after a supplement instead of starting anew."""
    by, moment = Actor.system(), at("2026-01-20 08:00")
    draft = new_draft_from(version=cast.version("1.004845"), by=by, at=moment)
    draft.on_supplement = Version.OnSupplement.RESUME
    draft.save()
    return publish(version=draft, decision=DECISION, valid_from=date(2026, 2, 2), by=by, at=moment)
