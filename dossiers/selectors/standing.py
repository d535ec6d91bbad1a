"""Where a dossier stands in the transition table."""

from dossiers.models import Dossier, StepRun
from dossiers.states import State
from dossiers.workflow import Action, Place
from dossiers.workflow import stands as stands_at


def place_of(dossier: Dossier, run: StepRun | None = None) -> Place:
    """What the table asks of a dossier; `run` is its open run."""
    return Place(
        state=State(dossier.state), role=run.step.role if run else None, received=dossier.is_received,
        held=dossier.held, asked=dossier.asked,
    )  # fmt: skip


def stands(action: Action, dossier: Dossier, run: StepRun | None = None) -> bool:
    """Does the table allow `action` with this dossier now?"""
    return stands_at(action, place_of(dossier, run))
