"""Who handled a dossier does not sign it, and nobody approves what they asked for themselves.

TCVN 14423:2026, 5.6.2.4 (separation of duties). A small office may put the value `separate_duties` off.
"""

from datetime import datetime

from dossiers.models import Dossier, Proposal, StepRun
from dossiers.selectors import rules
from dossiers.states import RunOutcome
from dossiers.workflow import Action
from kit.clock import local_date

HANDLED = (
    "Anh/Chị đã xử lý hồ sơ này nên cần người khác ký duyệt. Nếu cơ quan không còn ai khác, Anh/Chị nhờ quản "
    "trị đổi giá trị “Người đã xử lý hồ sơ không ký duyệt chính hồ sơ đó”."
)
ASKED = "Đề nghị này do chính Anh/Chị lập nên cần người khác duyệt."
SIGNING = (Action.FORWARD, Action.REJECT)


def refusal(
    action: Action, user_id: int | None, dossier: Dossier, run: StepRun | None, at: datetime
) -> str:  # fmt: skip
    """Why this person may not sign here; empty where they may. The law is asked only if it matters."""
    words = _words(action, user_id, dossier, run)
    if not words:
        return ""
    agency = run.leg.agency if run else dossier.receiving_agency
    return words if rules.duties_are_separate(agency, local_date(at)) else ""


def _words(action: Action, user_id: int | None, dossier: Dossier, run: StepRun | None) -> str:
    if action in SIGNING and run is not None and run.step.role == "approve":
        return HANDLED if _handled(user_id, dossier) else ""
    if action == Action.APPROVE and dossier.asked:
        return ASKED if _asked(user_id, dossier) else ""
    return ""


def _handled(user_id: int | None, dossier: Dossier) -> bool:
    """Did they bring a step of processing to its end?"""
    done = StepRun.objects.filter(dossier=dossier, step__role="process", outcome=RunOutcome.FORWARDED)
    return done.filter(closed_by=user_id).exists()


def _asked(user_id: int | None, dossier: Dossier) -> bool:
    return Proposal.objects.filter(
        dossier=dossier, state=Proposal.State.OPEN, asked_by=user_id
    ).exists()  # fmt: skip
