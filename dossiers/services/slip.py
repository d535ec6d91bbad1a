"""The control slip: one row a hand-over, read from the runs and events, at any time (law.md §2.7)."""

from datetime import datetime
from itertools import pairwise

from documents import forms as printer
from documents.forms.data import ControlSlipData, ControlSlipRow
from dossiers.models import Dossier, Question, StepRun
from dossiers.selectors import rules
from dossiers.selectors.questions import questions_of
from dossiers.services.forms import desk_name, letterhead
from dossiers.states import RunOutcome
from kit.clock import local_date
from procedures.models import Step

_TO_THE_DESK = frozenset({RunOutcome.FINISHED, RunOutcome.ENDED})


def control_slip(*, dossier: Dossier, at: datetime) -> bytes:
    """The slip as a PDF with every hand-over up to now.

    A run's result is by the minute; it agrees with the timeline and the register (domain.md 3).
    """
    data = slip_data(dossier=dossier, at=at)
    return printer.render(
        "control_slip", data, form_set=rules.form_set(dossier.receiving_agency, local_date(at))
    )


def slip_data(*, dossier: Dossier, at: datetime) -> ControlSlipData:
    """What the slip says, as plain values."""
    runs = list(
        dossier.runs.select_related("step", "unit", "assignee", "leg__agency", "closed_by").order_by(
            "opened_at", "pk"
        )
    )
    partners = dict.fromkeys(
        run.leg.agency.name for run in runs if run.leg.agency_id != dossier.deciding_agency_id
    )
    asked = questions_of(dossier)
    partners |= dict.fromkeys(question.to_name for question in asked if question.answered_at)
    return ControlSlipData(
        head=letterhead(dossier.receiving_agency, at),
        code=dossier.code,
        applicant_name=dossier.owner_name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        office=dossier.deciding_agency.committee_on(local_date(at)),
        partners="; ".join(partners),
        rows=tuple(_rows(dossier, runs, asked)),
    )


def _rows(dossier: Dossier, runs: list[StepRun], asked: list[Question]) -> list[ControlSlipRow]:
    """A row for each hand-over; the last one brings the dossier back to the desk (law.md §2.7).

    The desk's own last step hands over to nobody: its result waits there for the citizen.
    """
    rows = [_row(run, nxt.unit.name, _holder(nxt), asked) for run, nxt in pairwise(runs)]
    last = runs[-1] if runs else None
    if last and last.outcome in _TO_THE_DESK and last.step.role != Step.Role.RETURN:
        rows.append(_row(last, desk_name(dossier.receiving_agency), last.closed_by_name, asked))
    return rows


def _row(run: StepRun, receiver: str, receiver_name: str, asked: list[Question]) -> ControlSlipRow:
    return ControlSlipRow(
        giver=run.unit.name,
        receiver=receiver,
        at=run.closed_at,
        giver_name=run.closed_by_name,
        receiver_name=receiver_name,
        outcome=run_outcome(run),
        note="; ".join(filter(None, (run.note, *_opinions(run, asked)))),
    )


def _opinions(run: StepRun, asked: list[Question]) -> list[str]:
    """The opinions asked for while the run lasted, and whether they came in time."""
    mine = [q for q in asked if q.answered_at and run.opened_at <= q.asked_at <= run.closed_at]
    return [f"{q.to_name} cho ý kiến {'muộn hạn' if q.is_late(q.answered_at) else 'đúng hạn'}" for q in mine]


def _holder(run: StepRun) -> str:
    if run.assignee:
        return run.assignee.full_name
    return run.closed_by_name


def run_outcome(run: StepRun) -> str:
    """Early, on time or late, by the minute; empty where the clock stood still (domain.md 2, 3).

    "On time" is the very day of the due time, as the slip's three columns read.
    """
    if run.due_at is None or run.closed_at is None:
        return ""
    if run.closed_at > run.due_at:
        return "late"
    return "on_time" if local_date(run.closed_at) == local_date(run.due_at) else "early"
