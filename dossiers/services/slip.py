"""The control slip: one row a hand-over, read from the runs and events, at any time (law.md §2.7)."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from documents.forms.data import ControlSlipData, ControlSlipRow
from documents.forms.plain import to_plain
from dossiers.models import Dossier, IssuedForm, Question, StepRun
from dossiers.selectors.questions import questions_of
from dossiers.services.issuing import desk_name, issue, letterhead, prepare
from dossiers.states import RunOutcome
from kit.actor import Actor
from kit.clock import local_date
from procedures.models import Step

KEY = "control_slip"
_TO_THE_DESK = frozenset({RunOutcome.FINISHED, RunOutcome.ENDED})


@transaction.atomic
def print_slip(*, dossier: Dossier, by: Actor, at: datetime) -> IssuedForm:
    """The slip with every hand-over up to now, kept as it was printed.

    Printing again gives the same paper until the dossier has moved on; then a new slip replaces the last one.
    A run's result is by the minute; it agrees with the timeline and the register (domain.md 3).
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)  # two prints at once make one
    data = slip_data(dossier=locked, at=at)
    last = locked.issued_forms.filter(key=KEY, replaced_by=None).select_related("pdf").first()
    if last is not None and _says(last.data) == _says(to_plain(data)):
        return last
    return issue(prepare(locked, KEY, at), data, by=by, replaces=last)


def _says(data: dict[str, Any]) -> dict[str, Any]:
    """What a slip tells of the dossier: all but the day it was printed on."""
    return {name: value for name, value in data.items() if name != "head"}


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
    return run.closed_by_name if run.closed_by_id else ""


def run_outcome(run: StepRun) -> str:
    """Early, on time or late, by the minute; empty where the clock stood still (domain.md 2, 3).

    "On time" is the very day of the due time, as the slip's three columns read.
    """
    if run.due_at is None or run.closed_at is None:
        return ""
    if run.closed_at > run.due_at:
        return "late"
    return "on_time" if local_date(run.closed_at) == local_date(run.due_at) else "early"
