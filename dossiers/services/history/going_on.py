"""Open dossiers of the past: their clock keeps the promised day, one run opens at the first process step.

What the old system's steps were nobody told us. So the run begins at the import, and what is left of the
limit until the promised day is shared out over the steps still to come; a dossier that is late already gets
the least that a step may have (domain.md 7, 31).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from agencies.models import Agency, Unit
from agencies.selectors import calendar_for, unit_of
from agencies.worktime.arithmetic import working_minutes
from agencies.worktime.calendar import Calendar
from agencies.worktime.limits import Limit
from dossiers.deadlines import Derived, Entry, Stretch, derive, duty_from, warn_from
from dossiers.models import ClockEntry, Leg, StepRun
from dossiers.promises import run_due
from dossiers.selectors import rules
from dossiers.services.birth import agency_for
from dossiers.services.history.bulk import Copy, fresh_keys
from dossiers.services.history.places import first_process_step
from dossiers.states import Clock, EntryKind, Target
from kit.actor import Actor
from kit.clock import local_date
from procedures.models import Case, Step, Version

REASON = "Ngày hẹn trả theo hệ thống trước đây"
ENTRIES = 2  # one for the dossier's clock, one for its run


@dataclass(frozen=True)
class OpenClock:
    """What the dossier's own row keeps of its running clock."""

    clock_from: datetime
    soon_at: datetime
    duty_at: datetime
    entries: int = ENTRIES


@dataclass(frozen=True)
class Way:
    """What a version asks of an agency: its first case, its legs with agency and limit, and its steps."""

    case: Case
    legs: tuple[tuple[int, Agency, Limit | None], ...]
    steps: tuple[Step, ...]
    first: Step
    unit: Unit


class GoingOn:
    """Collects legs, runs and ledger rows of open dossiers; the writer flushes its `tables`."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at
        self._way = cache(_way)
        self._calendar = cache(calendar_for)
        self._limit = cache(rules.limit_of)
        self._soon = cache(rules.due_soon)
        self._duty = cache(rules.apology_days)
        self._step_soon = cache(rules.step_due_soon)
        self._least = cache(rules.send_back_minimum)
        self._leg_keys, self._run_keys = fresh_keys(Leg), fresh_keys(StepRun)
        self.legs = Copy(
            Leg, ("id", "dossier_id", "ord", "agency_id", "starts_at", "due_at", "allowances"),
            allowances_at=at,
        )  # fmt: skip
        self.runs = Copy(
            StepRun,
            ("id", "dossier_id", "leg_id", "step_id", "unit_id", "allowance_minutes", "due_at", "soon_at"),
            opened_at=at, clock=Clock.RUNNING,
        )  # fmt: skip
        self.entries = Copy(
            ClockEntry,
            ("dossier_id", "target", "run_id", "no", "effective_at", "plan", "reason", "due_after"),
            kind=EntryKind.START, asked_by=by.name,
        )  # fmt: skip

    @property
    def tables(self) -> tuple[Copy, ...]:
        """What was taken up; the dossiers' own rows have to be written first."""
        return self.legs, self.runs, self.entries

    def take_up(
        self, key: int, *, version: Version, agency: Agency, received_at: datetime, due_at: datetime
    ) -> OpenClock:
        """Legs, the dossier's clock with its promised day, and the open run of one dossier."""
        way = self._way(version, agency)
        plan = self._plan(way, agency, received_at)
        stretches = tuple(Stretch(limit, self._calendar(office)) for office, limit in plan)
        entry = Entry(EntryKind.START, received_at, stretches, fixed_due=due_at)
        now = derive([entry])
        shared = self._share_out(way, due_at)
        leg_keys = self._lay_legs(key, way, now, shared)
        self.entries.add(
            key, Target.DOSSIER, None, 1, received_at,
            {"stretches": [self._stretch(*part) for part in plan], "fixed_due": due_at.isoformat()},
            REASON, due_at,
        )  # fmt: skip
        self._open_run(key, leg_keys[way.first.leg_ord], way, shared[way.first.pk])
        on, calendar = local_date(self.at), self._calendar(agency)
        soon = warn_from(calendar, now.clock_from, due_at, self._soon(agency, on))
        duty = duty_from(calendar, now.clock_from, due_at, self._duty(agency, on))
        return OpenClock(now.clock_from, soon, duty)

    def _plan(self, way: Way, agency: Agency, received_at: datetime) -> list[tuple[Agency, Limit]]:
        whole = self._limit(way.case, agency, local_date(received_at))
        return [(office, limit or whole) for _ord, office, limit in way.legs]

    def _lay_legs(self, key: int, way: Way, now: Derived, shared: dict[int, int]) -> dict[int, int]:
        keys = {}
        for (number, office, _limit), window in zip(way.legs, now.windows, strict=True):
            keys[number] = next(self._leg_keys)
            mine = {str(step.pk): shared[step.pk] for step in way.steps if step.leg_ord == number}
            self.legs.add(keys[number], key, number, office.pk, window.clock_from, window.due_at, mine)
        return keys

    def _share_out(self, way: Way, due_at: datetime) -> dict[int, int]:
        """Working minutes for each step: of what is left until the promised day, by the steps' shares."""
        office = way.legs[0][1]
        calendar, least = self._calendar(office), self._least(office, local_date(self.at))
        left = max(working_minutes(calendar, self.at, due_at), 0) if due_at > self.at else 0
        coming = [step for step in way.steps if step.ord >= way.first.ord]
        whole = sum((step.share for step in coming), Decimal(0)) or Decimal(1)
        return {
            step.pk: max(int(left * step.share / whole), least) if step in coming else least
            for step in way.steps
        }

    def _open_run(self, key: int, leg_key: int, way: Way, minutes: int) -> None:
        office = next(agency for number, agency, _ in way.legs if number == way.first.leg_ord)
        calendar = self._calendar(office)
        run_due_at = run_due(calendar, self.at, timedelta(minutes=minutes))
        soon = warn_from(calendar, self.at, run_due_at, self._step_soon(office, local_date(self.at)))
        run_key = next(self._run_keys)
        self.runs.add(run_key, key, leg_key, way.first.pk, way.unit.pk, minutes, run_due_at, soon)
        plan = {"minutes": minutes, **_named(office, calendar)}
        self.entries.add(key, Target.RUN, run_key, ENTRIES, self.at, plan, "", run_due_at)

    def _stretch(self, agency: Agency, limit: Limit) -> dict[str, object]:
        return {"limit": limit.to_dict(), **_named(agency, self._calendar(agency))}


def _way(version: Version, agency: Agency) -> Way:
    steps = tuple(sorted(version.steps.all(), key=lambda step: step.ord))
    legs = sorted(version.legs.all(), key=lambda leg: leg.ord)
    first = first_process_step(version)
    placed = tuple((leg.ord, agency_for(agency, leg.agency_kind), leg.limit_value) for leg in legs)
    office = next(where for number, where, _ in placed if number == first.leg_ord)
    case = min(version.cases.all(), key=lambda case: case.ord)
    return Way(
        case, placed, steps, first, unit_of(office, first.unit_kind) or unit_of(agency, first.unit_kind)
    )


def _named(agency: Agency, calendar: Calendar) -> dict[str, int]:
    return {"agency": agency.pk, "calendar": calendar.version}
