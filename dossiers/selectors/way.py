"""A dossier's way: every run of a step so far, those to come, each agency's part (domain.md 7, 17)."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from agencies.selectors import calendar_for
from agencies.worktime.arithmetic import minutes_between
from agencies.worktime.limits import Limit
from dossiers.models import Dossier, Leg, StepRun
from dossiers.models.route import AT_RECEPTION
from dossiers.promises import run_due
from dossiers.selectors.ledger import run_derived
from dossiers.selectors.legs import leg_for, legs_of
from dossiers.states import Clock

MINUTE = timedelta(minutes=1)


class Way:
    """A dossier's legs and runs, read once for all that is told of them."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.places = legs_of(dossier)
        rows = dossier.runs.select_related("step", "unit", "assignee").order_by("opened_at", "pk")
        self.runs = list(rows)
        by_key = {leg.pk: leg for leg in self.places.values()}
        for run in self.runs:
            run.dossier, run.leg = dossier, by_key[run.leg_id]
        self.is_shared = len({leg.agency_id for leg in self.places.values()}) > 1
        self.calendar = cache(calendar_for)

    def steps(self, at: datetime) -> list[dict[str, Any]]:
        """Every run so far and every step to come, with used minutes, promise and forecast (domain.md 7)."""
        told = [self._run(run, at) for run in self.runs]
        last = self.runs[-1] if self.runs else None
        if last is None or self.dossier.is_ended:
            return told
        known = last.due_at and self.dossier.clock != Clock.OFF
        forecast = max(last.due_at or at, at)
        for step in self.dossier.version.after(last.step.ord):
            leg = leg_for(self.places, step)
            minutes = int(leg.allowances.get(str(step.pk), 0))
            forecast = run_due(self.calendar(leg.agency), forecast, timedelta(minutes=minutes))
            told.append({
                "name": step.name, "unit": self._at(step.get_unit_kind_display(), leg), "who": "",
                "opened_at": None, "closed_at": None, "due_at": None, "allowance": minutes,
                "used_minutes": 0, "state": "next", "outcome": "", "note": "", "attempt": 1,
                "forecast_due": forecast if known else None,
            })  # fmt: skip
        return told

    def legs(self, at: datetime) -> list[dict[str, Any]]:
        """Each agency's part of the way: its own term, when it had the dossier, and who was late there.

        Empty where one agency does it all. Lateness by the minute, named by who held it (domain.md 3, 7, 17).
        """
        if not self.is_shared:
            return []
        limits = dict(self.dossier.version.legs.values_list("ord", "limit"))
        return [
            _told_leg(leg, [run for run in self.runs if run.leg_id == leg.pk], limits.get(leg.ord), at)
            for leg in self.places.values()
        ]

    def _at(self, unit: str, leg: Leg) -> str:
        """A unit, with its agency where several have a part in the way."""
        return f"{unit}, {leg.agency.name}" if self.is_shared and unit != leg.agency.name else unit

    def _run(self, run: StepRun, at: datetime) -> dict[str, Any]:
        end = run.closed_at or at
        late = run.due_at is not None and end > run.due_at
        state = ("late" if late else "done") if run.closed_at else ("late" if late else "now")
        if run.clock == Clock.STOPPED:
            state = "stopped"
        return {
            "name": run.step.name,
            "unit": self._at(run.unit.name, run.leg),
            "who": _who(run),
            "opened_at": run.opened_at,
            "closed_at": run.closed_at,
            "due_at": run.due_at,
            "allowance": run.allowance_minutes,
            "used_minutes": self._used(run, at),
            "state": state,
            "outcome": str(run.get_outcome_display()) if run.outcome else "",
            "note": run.note,
            "attempt": run.attempt,
            "forecast_due": None,
        }

    def _used(self, run: StepRun, at: datetime) -> int:
        """Working minutes used: the promise less what is left, so that pauses do not count."""
        if run.clock == Clock.STOPPED:
            paused = run_derived(run)
            left = 0 if paused.overdue else paused.left / MINUTE
            return max(int(run.allowance_minutes - left), 0)
        if run.due_at is None:
            return 0
        end = run.closed_at or at
        calendar = self.calendar(run.leg.agency)
        left = minutes_between(calendar, end, run.due_at) / MINUTE
        return max(int(run.allowance_minutes - left), 0)


def _told_leg(leg: Leg, runs: list[StepRun], limit: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    late = [run for run in runs if run.due_at is not None and (run.closed_at or at) > run.due_at]
    ended = [run.closed_at for run in runs if run.closed_at]
    still = bool(runs) and len(ended) < len(runs)
    return {
        "agency": leg.agency.name,
        "limit": Limit.from_dict(limit).say() if limit else "",
        "what": _part(leg, runs),
        "due_at": leg.due_at if leg.is_planned else None,
        "from": runs[0].opened_at if runs else None,
        "to": max(ended) if ended and not still else None,
        "state": "late" if late else "now" if still else "done" if runs or not leg.is_planned else "next",
        "late_by": "; ".join(f"{_holder(run)} (bước “{run.step.name}”)" for run in late),
    }


def _part(leg: Leg, runs: list[StepRun]) -> str:
    """What an agency beside the plan has to do with it."""
    if leg.ord == AT_RECEPTION:
        return "Nơi tiếp nhận và trả kết quả"
    if leg.is_planned:
        return ""
    return "Không thuộc thẩm quyền" if runs else "Nơi nộp hồ sơ"


def _holder(run: StepRun) -> str:
    return _who(run) or run.unit.name


def _who(run: StepRun) -> str:
    """The officer who has or had it; who ends a step by completing the dossier never held it."""
    if run.assignee:
        return run.assignee.full_name
    return run.closed_by_name if run.closed_by_id else ""
