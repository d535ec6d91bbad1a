"""The right column of the dossier page: what this officer may do now, each action with its form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from desk.acts import BY_ACTION, Act
from desk.forms.actions import ActionForm, AskForm, ReviseForm, next_step
from desk.forms.results import HandOverForm, ParcelForm
from desk.presenters.proposals import open_proposal
from dossiers.models import Dossier, StepRun
from dossiers.selectors import present
from dossiers.services.supplement import is_after_appraisal
from dossiers.states import Channel
from dossiers.workflow import Action

ONWARD = (
    Action.RECEIVE,
    Action.TRANSFER,
    Action.ACCEPT,
    Action.FORWARD,
    Action.FINISH,
    Action.RETURN,
    Action.CONFIRM_WITHDRAWAL,
)


ASKED_OPEN = "mo"  # names in an address the panel that is to stand open
TEMPLATES = {
    AskForm: "_ask.html",
    HandOverForm: "_hand_over.html",
    ParcelForm: "_parcel.html",
    ReviseForm: "_revise.html",
}


@dataclass(frozen=True)
class Panel:
    """One button with its closed form; `opened` when it came back with errors or kept words, or was asked."""

    act: Act
    label: str
    sentence: str
    address: str
    form: ActionForm
    shortcut: int | str
    opened: bool
    template: str
    kind: str

    @property
    def anchor(self) -> str:
        """Where the panel stands on the page."""
        return f"viec-{self.act.slug}"

    @property
    def link(self) -> str:
        """The page with this panel open, at its place."""
        return f"?{ASKED_OPEN}={self.act.slug}#{self.anchor}"


def panels(
    request: HttpRequest,
    dossier: Dossier,
    run: StepRun | None,
    returned: tuple[Act, ActionForm] | None = None,
) -> list[Panel]:
    """The buttons of the transition table that stand here and that this officer may press.

    `returned` is a form that came back: it is shown open in its place.
    """
    found: list[Panel] = []
    for button in _in_order(present.actions(request.user, dossier, run, request.at)):
        act = BY_ACTION[button.action]
        back = returned is not None and returned[0] is act
        form = returned[1] if back else blank(act, request, dossier, run)
        opened = back or request.GET.get(ASKED_OPEN) == act.slug
        place = len(found) + 1
        found.append(_panel(act, button.label, dossier, run, form, at=request.at, opened=opened, place=place))
    return found


def _in_order(buttons: list[present.Button]) -> list[present.Button]:
    """What brings the dossier onward stands first, what can't be undone last."""
    return sorted(buttons, key=lambda b: (b.action not in ONWARD, BY_ACTION[b.action].danger))


def blank(act: Act, request: HttpRequest, dossier: Dossier, run: StepRun | None, **rest: Any) -> ActionForm:
    """The form of an action, empty or with `initial`."""
    return act.form(dossier=dossier, run=run, at=request.at, key=act.slug, held=request.duties, **rest)


def _panel(
    act: Act,
    label: str,
    dossier: Dossier,
    run: StepRun | None,
    form: ActionForm,
    *,
    at: datetime,
    opened: bool,
    place: int,
) -> Panel:
    return Panel(
        act=act,
        label=label,
        sentence=f"{act.sentence}{_where_to(act, dossier, run, at)}",
        address=reverse("desk:act", args=[dossier.code, act.slug]),
        form=form,
        shortcut=place if place <= 9 else "",
        opened=opened,
        template=f"desk/dossier/{TEMPLATES.get(type(form), '_fields.html')}",
        kind="first" if place == 1 and act.action in ONWARD else "",
    )


def _looked_at(act: Act, dossier: Dossier, at: datetime) -> str:
    """What of a supplement lands on the leader's list (law.md R09, R28)."""
    said = ""
    if act.action == Action.ASK and is_after_appraisal(dossier, at):
        said += " Đã quá thời hạn trả lại hồ sơ khi thẩm định: lãnh đạo sẽ xem lại yêu cầu này."
    if dossier.channel == Channel.ONLINE:
        said += " Hồ sơ nộp trực tuyến: nếu yêu cầu bản giấy, lãnh đạo sẽ xem lại."
    return said


def _where_to(act: Act, dossier: Dossier, run: StepRun | None, at: datetime) -> str:
    if act.action in (Action.APPROVE, Action.DECLINE):
        return f" {open_proposal(dossier)}"
    if act.action in (Action.ASK, Action.ASK_BEFORE):
        return _looked_at(act, dossier, at)
    onward = act.action in (Action.FORWARD, Action.ACCEPT)
    following = next_step(dossier, run) if onward else None
    return f" Tiếp theo: “{following.name}”." if following else ""
