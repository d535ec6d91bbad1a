"""Runs of steps: opening the next, closing the present one, with its promise of minutes (domain.md 7, 16)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.access import duties
from accounts.models import User
from agencies.models import Agency, Unit
from agencies.selectors import calendar_for, unit_of
from agencies.worktime.arithmetic import minutes_between
from dossiers import promises
from dossiers.deadlines import Window
from dossiers.models import Dossier, Leg, StepRun
from dossiers.models.route import AT_RECEPTION, RETIRED
from dossiers.selectors import rules
from dossiers.selectors.ledger import run_derived
from dossiers.selectors.legs import leg_for, legs_of
from dossiers.services import ledger
from dossiers.services.lateness import mark_run_if_late
from dossiers.services.transition import Move
from dossiers.states import Channel, Clock, EntryKind, RunOutcome
from dossiers.workflow import ROLE_PERMISSION
from kit.clock import local_date
from kit.errors import DomainError
from procedures.models import Step

MINUTE = timedelta(minutes=1)


def promise(*, dossier: Dossier, at: datetime) -> None:
    """The clock starts anew: each step of each leg gets its share of the leg's window, in minutes."""
    steps, legs = dossier.version.way, legs_of(dossier)
    for leg in legs.values():
        leg.allowances, leg.allowances_at = {}, at
    for leg in [leg for leg in legs.values() if leg.is_planned]:
        mine = [step for step in steps if step.leg_ord == leg.ord]
        window = Window(leg.starts_at, leg.due_at)
        minutes = promises.allowances(calendar_for(leg.agency), window, [step.share for step in mine])
        for step, amount in zip(mine, minutes, strict=True):
            leg_for(legs, step).allowances[str(step.pk)] = amount
    Leg.objects.bulk_update(legs.values(), ["allowances", "allowances_at"])


def correct_promises(*, move: Move, before: Sequence[Window], after: Sequence[Window]) -> None:
    """The dossier's planned windows were wrong: each step is promised so much more or less as that makes.

    The open step keeps what it used and is not made late by it; one that is late stays late.
    """
    steps, run = move.dossier.version.way, move.run
    for leg, old, new in zip(
        move.dossier.legs.planned().select_related("agency"), before, after, strict=True
    ):
        mine = [step for step in steps if step.leg_ord == leg.ord]
        calendar, shares = calendar_for(leg.agency), [step.share for step in mine]
        was, now = (promises.allowances(calendar, window, shares) for window in (old, new))
        more = {str(step.pk): b - a for step, a, b in zip(mine, was, now, strict=True)}
        for key, minutes in more.items():
            leg.allowances[key] = max(int(leg.allowances.get(key, 0)) + minutes, 1)
        leg.save(update_fields=["allowances"])
        if run is not None and run.leg_id == leg.pk:
            _correct_run(move, run, more.get(str(run.step_id), 0))


def _correct_run(move: Move, run: StepRun, minutes: int) -> None:
    if not minutes or run.due_at is None or move.at > run.due_at:
        return
    run.dossier = move.dossier
    state, agency = run_derived(run), run.leg.agency
    least = rules.send_back_minimum(agency, local_date(move.at)) * MINUTE
    soonest = min(run.due_at, promises.run_due(state.calendar, move.at, least))
    left = max(state.left + minutes * MINUTE, minutes_between(state.calendar, state.since, soonest))
    more = -((state.left - left) // MINUTE)
    if not more:
        return
    ledger.add_to_run(run=run, kind=EntryKind.CORRECT, by=move.by, at=move.at, minutes=more)
    run.save()


def open_run(
    *, move: Move, step: Step, assignee: User | None = None, minutes: int | None = None,
    leg: Leg | None = None,
) -> StepRun:  # fmt: skip
    """Open a run of `step` at the move's moment: a fresh promise, or what the step had left.

    `minutes` says how many working minutes exactly, where neither is meant; `leg` where it is done, where
    that is not the step's own place.
    """
    leg = leg or leg_of(move.dossier, step)
    earlier = list(StepRun.objects.filter(leg=leg, step=step).order_by("attempt"))
    run = StepRun(
        dossier=move.dossier,
        leg=leg,
        step=step,
        attempt=len(earlier) + 1,
        unit=_unit(leg.agency, step),
        assignee=assignee,
        opened_at=move.at,
        allowance_minutes=_minutes(leg, step, earlier) if minutes is None else minutes,
        due_at=move.at,
        clock=Clock.RUNNING,
    )
    run.save()
    ledger.open_run_clock(run=run, by=move.by, at=move.at, minutes=run.allowance_minutes)
    run.save()
    return run


def open_reception(*, move: Move, step: Step) -> StepRun:
    """The step that received the dossier: its share of the time, or less, for it is to be passed on (R08)."""
    leg = leg_of(move.dossier, step)
    share = int(leg.allowances[str(step.pk)])
    minutes = min(share, minutes_to_pass_on(move.dossier, leg.agency, move.at))
    return open_run(move=move, step=step, assignee=move.user, minutes=minutes)


def open_sending(*, move: Move, step: Step) -> StepRun:
    """Received for another office to decide: it is to be sent there in time (law.md R07, R08)."""
    leg = move.dossier.legs.select_related("agency").get(ord=AT_RECEPTION)
    minutes = minutes_to_pass_on(move.dossier, leg.agency, move.at)
    return open_run(move=move, step=step, assignee=move.user, minutes=minutes, leg=leg)


def minutes_to_pass_on(dossier: Dossier, agency: Agency, at: datetime) -> int:
    """Working minutes in which a dossier received at that moment goes on to who handles it (law.md R08)."""
    on = local_date(at)
    return promises.transfer_minutes(
        calendar_for(agency), at, rules.transfer_cutoff(agency, on), rules.transfer_at_once(agency, on),
        online=dossier.channel == Channel.ONLINE,
    )  # fmt: skip


def leg_of(dossier: Dossier, step: Step) -> Leg:
    """Where a step of the dossier is done."""
    return leg_for(legs_of(dossier), step)


def close_run(*, move: Move, outcome: RunOutcome, note: str = "") -> None:
    """Close the move's open run; if it is late and nobody marked it yet, it is marked now."""
    run = move.run
    if run is None:
        return
    run.dossier = move.dossier
    mark_run_if_late(run=run, at=move.at)
    ledger.move_run_clock(run=run, kind=EntryKind.STOP, by=move.by, at=move.at)
    run.closed_at = move.at
    run.closed_by = move.user
    run.closed_by_name = move.hand
    run.outcome = outcome
    run.note = note.strip()
    run.save()


def take_back(*, move: Move, before: StepRun, note: str) -> None:
    """The open run ends untouched, and the run `before` it goes on with the very minutes it had left.

    No least allowance as after a send-back: sending to and fro must not make time (domain.md 7, ADR 0011).
    The run that ends did no work: nothing returns to who ended it on its account (`last_holder`).
    """
    close_run(move=move, outcome=RunOutcome.RECALLED, note=note)
    left = _left(before)
    holder = _returns_to(before, move.at)
    move.run = open_run(move=move, step=before.step, assignee=holder, minutes=left, leg=before.leg)


def pause_run(*, move: Move) -> None:
    """The dossier waits for the citizen: the run's clock stands still with it."""
    _move_clock(move, EntryKind.PAUSE)


def resume_run(*, move: Move) -> None:
    """The run goes on with the minutes it had left."""
    _move_clock(move, EntryKind.RESUME)


def next_step(run: StepRun, *, after: Step | None = None) -> Step:
    """The step after this run's, or after `after`. Raises DomainError at the last one."""
    place = after or run.step
    coming = run.dossier.version.after(place.ord)
    if not coming:
        raise DomainError("Đây là bước cuối cùng của quy trình.")
    return coming[0]


def previous_step(run: StepRun) -> Step:
    """The step before this run's in the same leg, one that was done. Raises DomainError at the first one."""
    steps = run.dossier.version.steps.filter(ord__lt=run.step.ord, leg_ord=run.step.leg_ord)
    done = run.dossier.runs.exclude(outcome=RunOutcome.RECALLED).values("step")
    step = steps.exclude(Q(may_skip=True) & ~Q(pk__in=done)).order_by("-ord").first()
    if step is None:
        raise DomainError("Đây là bước đầu tiên, không có bước trước để trả lại.")
    return step


def last_holder(dossier: Dossier, step: Step, moment: datetime, *, at: Leg | None = None) -> User | None:
    """Who did the latest run of that step, on the leg `at` or on its own: what is sent back returns to them.

    Where that was a substitute it returns to whom they stood in for, and nothing is left with them after.
    """
    own = Q(leg__ord__gt=AT_RECEPTION, leg__ord__lt=RETIRED) | Q(step__role=Step.Role.RETURN)
    done = StepRun.objects.filter(
        Q(leg=at) if at else own, dossier=dossier, step=step, closed_by__isnull=False
    )
    rows = done.exclude(outcome=RunOutcome.RECALLED).order_by("-closed_at", "-pk")
    latest = rows.select_related("closed_by", "assignee", "step", "unit", "leg__agency").first()
    return _returns_to(latest, moment) if latest else None


def _returns_to(run: StepRun, at: datetime) -> User | None:
    permission, on = ROLE_PERMISSION[run.step.role], local_date(at)
    for user in filter(None, (run.closed_by, run.assignee)):
        if duties(user, on).own().may(permission, agency=run.leg.agency, unit=run.unit):
            return user
    return None


def _move_clock(move: Move, kind: EntryKind) -> None:
    run = move.run
    if run is None:
        return
    run.dossier = move.dossier
    mark_run_if_late(run=run, at=move.at)
    ledger.move_run_clock(run=run, kind=kind, by=move.by, at=move.at)
    run.save()


def _minutes(leg: Leg, step: Step, earlier: list[StepRun]) -> int:
    if leg.allowances_at is None:  # on its way to who decides: promised by no share of a term
        return _again(leg, earlier[-1], earlier[-1].allowance_minutes)
    allowance = int(leg.allowances[str(step.pk)])
    since = [
        run for run in earlier if run.opened_at >= leg.allowances_at and run.outcome != RunOutcome.RESTARTED
    ]
    if not since:
        return allowance
    return _again(leg, since[-1], allowance)


def _again(leg: Leg, last: StepRun, allowance: int) -> int:
    least = rules.send_back_minimum(leg.agency, local_date(leg.allowances_at or last.opened_at))
    return promises.next_attempt(_left(last), allowance, least=least)


def _left(run: StepRun) -> int:
    """Whole working minutes that a closed run had left; none when it closed late or stood still.

    Counted in the calendar that its due time was reckoned with: a holiday published since then took nothing
    from a run that no longer ran.
    """
    if run.due_at is None or run.closed_at is None or run.closed_at >= run.due_at:
        return 0
    return minutes_between(run_derived(run).calendar, run.closed_at, run.due_at) // MINUTE


def _unit(agency: Agency, step: Step) -> Unit:
    unit = unit_of(agency, step.unit_kind)
    if unit is None:
        raise DomainError(
            f"Chưa khai báo bộ phận thực hiện bước “{step.name}” tại {agency.name}.", code="no_unit"
        )
    return unit
