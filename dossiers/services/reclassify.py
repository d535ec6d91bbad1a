"""Correcting the procedure or the case after reception (ADR 0011): nothing is lost, nothing gains time.

Another case of the same version moves the promise alone. Another procedure lays the dossier's legs anew, ends
the open run as corrected, and goes on at the step of the right procedure that is the nearest.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import duties
from accounts.models import User
from agencies.models import Agency
from agencies.selectors import unit_of
from dossiers.deadlines import planned
from dossiers.models import Dossier, StepRun
from dossiers.selectors.ledger import derived
from dossiers.selectors.reclassify import is_choice
from dossiers.services import papers, runs, terms
from dossiers.services.birth import lay_other_legs, may_lay
from dossiers.services.ledger import Cause
from dossiers.services.transition import Move, open_move
from dossiers.states import RunOutcome
from dossiers.workflow import ROLE_PERMISSION, Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from procedures.models import Case, Step

SAME = "Hồ sơ đang ghi đúng thủ tục và trường hợp này."
NOT_HERE = "Thủ tục này không được thực hiện tại cơ quan vào ngày tiếp nhận hồ sơ. Hãy chọn thủ tục khác."
WORKED_ELSEWHERE = (
    "Hồ sơ đã được xử lý ở cơ quan khác nên không chuyển sang thủ tục này được; Anh/Chị có thể sửa khi hồ sơ "
    "chưa rời cơ quan."
)


@transaction.atomic
def reclassify(
    *, dossier: Dossier, by: Actor, at: datetime, case: Case, note: str, basis: str = "",
    seen: int | None = None,
) -> Dossier:  # fmt: skip
    """The dossier belongs to another case, or to another procedure that the office carries out.

    Raises Invalid ("case", "note", "basis"), DomainError where the clock does not run or no unit of the
    office does the step, Conflict, NotAllowed.
    """
    terms.check_basis(basis)
    move = open_move(dossier=dossier, action=Action.RECLASSIFY, by=by, at=at, seen=seen, note=note)
    locked = move.dossier
    terms.must_be_decided_here(locked)
    terms.must_run(locked)
    _check(locked, case)
    promised, before = locked.promised_at, _told(locked)
    cause = Cause(note.strip()[:1000], "procedure", basis.strip(), approved_by=by.name)
    if case.version_id == locked.version_id:
        _change_case(move, case, cause)
    else:
        before |= _change_version(move, case, cause, note)
    move.corrects = True
    if answers := before.pop("answers", None):
        move.said = {"before": {"answers": answers}}
    move.data |= {"before": before, "after": _told(locked)}
    terms.close_correction(move=move, note=note, promised=promised, text=f"{say(case)}. ")
    return locked


def say(case: Case) -> str:
    """The procedure with its case, as people read it."""
    return f"{case.version.name} – {case.name}" if case.name else case.version.name


def _check(dossier: Dossier, case: Case) -> None:
    if case.pk == dossier.case_id:
        raise Invalid({"case": [SAME]})
    if not is_choice(dossier, case):
        raise Invalid({"case": [NOT_HERE]})
    if not may_lay(dossier, case.version):
        raise Invalid({"case": [WORKED_ELSEWHERE]})


def _told(dossier: Dossier) -> dict[str, Any]:
    version = dossier.version
    return {
        "procedure": version.procedure.code, "version": version.pk, "case": dossier.case.key,
        "due": dossier.promised_at.isoformat(),
    }  # fmt: skip


def _change_case(move: Move, case: Case, cause: Cause) -> None:
    dossier = move.dossier
    before = planned(derived(dossier))
    dossier.case = case
    terms.recount(move=move, cause=cause, new_plan=True)
    runs.correct_promises(move=move, before=before, after=planned(derived(dossier)))


def _change_version(move: Move, case: Case, cause: Cause, note: str) -> dict[str, Any]:
    """Gives what the papers of the dossier were, for the record."""
    dossier, old = move.dossier, move.run
    runs.close_run(move=move, outcome=RunOutcome.CORRECTED, note=note)
    papers_before = papers.refile(dossier=dossier, version=case.version, by=move.by, at=move.at)
    dossier.version, dossier.case = case.version, case
    lay_other_legs(dossier)
    terms.recount(move=move, cause=cause, new_plan=True)
    runs.promise(dossier=dossier, at=move.at)
    step = _step_after(dossier, old)
    move.run = runs.open_run(move=move, step=step, assignee=_holder(dossier, old, step, move.at))
    move.data = {"from_step": old.step_id, "to_step": step.pk, "from_run": old.pk}
    return papers_before


def _step_after(dossier: Dossier, old: StepRun) -> Step:
    """Who received goes on receiving. Else the work begins: it was done for another procedure so far.

    Of several steps of work the one of the same agency and kind of unit, the first of these.
    """
    steps = dossier.version.way
    if old.step.role == "receive":
        return steps[0]
    agencies = dict(dossier.legs.values_list("ord", "agency"))
    work = [step for step in steps if step.role == "process"] or [s for s in steps if s.role == "approve"]
    return min(
        work or steps,
        key=lambda step: (
            agencies[step.leg_ord] != old.leg.agency_id, step.unit_kind != old.unit.kind_key, step.ord
        ),
    )  # fmt: skip


def _holder(dossier: Dossier, old: StepRun, step: Step, at: datetime) -> User | None:
    """Who had it keeps it where they may do the new step as well; else its unit takes it up."""
    agency: Agency = dossier.legs.select_related("agency").get(ord=step.leg_ord).agency
    unit = unit_of(agency, step.unit_kind)
    if old.assignee is None or unit is None:
        return None
    held = duties(old.assignee, local_date(at)).own()
    return old.assignee if held.may(ROLE_PERMISSION[step.role], agency=agency, unit=unit) else None
