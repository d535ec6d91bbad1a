"""Where a dossier stands in the transition table."""

from accounts.permissions import Permission
from agencies.models import Agency
from dossiers.models import Dossier, StepRun
from dossiers.models.route import AT_RECEPTION
from dossiers.states import Clock, State
from dossiers.workflow import TABLE, Action, Place, Stage
from dossiers.workflow import stands as stands_at


def place_of(dossier: Dossier, run: StepRun | None = None) -> Place:
    """What the table asks of a dossier; `run` is its open run."""
    return Place(
        state=State(dossier.state), role=run.step.role if run else None, received=dossier.is_received,
        held=dossier.held, asked=dossier.asked, stage=stage_of(dossier, run), objecting=dossier.objecting,
    )  # fmt: skip


def stage_of(dossier: Dossier, run: StepRun | None) -> Stage:
    """With who decides it, or still on the way there: then its clock has not started (law.md R07)."""
    if run is None or dossier.clock != Clock.OFF:
        return Stage.HERE
    return Stage.SENDING if run.leg.ord == AT_RECEPTION else Stage.ARRIVING


def stands(action: Action, dossier: Dossier, run: StepRun | None = None) -> bool:
    """Does the table allow `action` with this dossier now?"""
    return stands_at(action, place_of(dossier, run))


def office_of(action: Action, dossier: Dossier, run: StepRun | None) -> Agency:
    """Whose officers are asked for `action`: as a rule who holds the step, and without one the desk.

    The term belongs to who decides, and so does what is asked about it once nobody holds a step any more.
    """
    row = TABLE[action]
    if row.at_decider or (run is None and row.who == Permission.PROPOSE):
        return dossier.deciding_agency
    return dossier.receiving_agency if run is None or row.at_desk else run.leg.agency
