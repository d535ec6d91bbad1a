"""Who may do what: every action of an officer by every role, in the state where it stands."""

import pytest

from dossiers.selectors import present
from dossiers.services import finish, supplement, withdraw
from dossiers.services.supplement import Asked
from dossiers.services.transition import open_run_of
from dossiers.states import ResultMethod, State
from dossiers.workflow import Action
from kit.errors import DomainError, NotAllowed
from tests import cast
from tests.cast import CITIZEN, at
from tests.dossiers.lives import Act, colleague

pytestmark = pytest.mark.django_db

NOW = at("2026-11-02 09:00")
A = Action

# Sign-in names with their roles: hoa and tam receive and return at the one-stop desk; minh handles civil
# status, thuy culture; khang signs; yen is the office; quantri administers.
EVERYBODY = {"hoa", "tam", "minh", "thuy", "dung", "luc", "ha", "khang", "yen", "quantri"}
DESK, STOPS, ASSIGNS = {"hoa", "tam"}, {"hoa", "tam", "khang"}, {"khang", "yen"}
SEES = EVERYBODY - {"quantri"}


def new(office):
    return cast.file_online(office, NOW)


def step(role):
    def make(office):
        dossier = cast.take_in(office, NOW)
        for who in {"receive": (), "process": ("hoa",), "approve": ("hoa", "minh"),
                    "return": ("hoa", "minh", "khang")}[role]:  # fmt: skip
            dossier = cast.forward(office, dossier, NOW, who)
        return dossier

    return make


def waiting(office):
    dossier = cast.take_in(office, NOW)
    items = [Asked(dossier.version.components.order_by("ord").first())]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=NOW, reason="Thiếu", items=items)
    return dossier


def leaving(office):
    return withdraw.withdraw(dossier=cast.take_in(office, NOW), by=CITIZEN, at=NOW)


def done(office):
    return cast.to_the_desk(office, cast.take_in(office, NOW), [NOW] * 4)


def posted(office):
    dossier = done(office)
    return finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=NOW, how=ResultMethod.POST, to="", waybill="EB123456789VN"
    )


def proposals(unit):
    """Who works at the unit that has the step."""
    return {A.APOLOGISE: unit, A.EXTEND: unit}


def asked(office):
    """The handler asked the leader for three days more."""
    dossier = step("process")(office)
    Act(office, dossier, A.EXTEND, NOW, "minh").do()
    return dossier


TABLE = [
    (
        asked,
        {
            A.APPROVE: {"khang"},
            A.DECLINE: {"khang"},
            A.HOLD: {"minh"},
            A.REDATE: {"khang"},
            A.ASK: {"minh"},
            A.CLAIM: {"minh"},
            A.ASSIGN: ASSIGNS,
            A.FORWARD: {"minh"},
            A.SEND_BACK: {"minh"},
            A.STOP: STOPS,
            A.NOTE: SEES,
            A.REVISE: DESK,
            A.CONSULT: {"minh"},
        },
    ),
    (new, {A.RECEIVE: DESK, A.REFUSE: DESK, A.ASK_BEFORE: DESK, A.NOTE: SEES}),
    (
        step("receive"),
        proposals(DESK)
        | {
            A.HOLD: DESK,
            A.REDATE: {"khang"},
            A.RETIME: {"khang"},
            A.RECLASSIFY: {"khang"},
            A.ASK: DESK,
            A.CLAIM: DESK,
            A.ASSIGN: ASSIGNS,
            A.FORWARD: DESK,
            A.STOP: STOPS,
            A.NOTE: SEES,
            A.REVISE: DESK,
            A.CONSULT: DESK,
        },
    ),
    (
        step("process"),
        proposals({"minh"})
        | {
            A.HOLD: {"minh"},
            A.REDATE: {"khang"},
            A.RETIME: {"khang"},
            A.RECLASSIFY: {"khang"},
            A.ASK: {"minh"},
            A.CLAIM: {"minh"},
            A.ASSIGN: ASSIGNS,
            A.FORWARD: {"minh"},
            A.SEND_BACK: {"minh"},
            A.STOP: STOPS,
            A.NOTE: SEES,
            A.REVISE: DESK,
            A.CONSULT: {"minh"},
            A.UNDO: {"hoa"},
            A.RECALL: ASSIGNS | {"hoa"},
        },
    ),
    (
        step("approve"),
        proposals({"khang"})
        | {
            A.HOLD: {"khang"},
            A.REDATE: {"khang"},
            A.RETIME: {"khang"},
            A.RECLASSIFY: {"khang"},
            A.CLAIM: {"khang"},
            A.ASSIGN: ASSIGNS,
            A.FORWARD: {"khang"},
            A.SEND_BACK: {"khang"},
            A.REJECT: {"khang"},
            A.STOP: STOPS,
            A.NOTE: SEES,
            A.REVISE: DESK,
            A.CONSULT: {"khang"},
            A.UNDO: {"minh"},
            A.RECALL: ASSIGNS | {"minh"},
        },
    ),
    (
        step("return"),
        proposals(DESK)
        | {
            A.REDATE: {"khang"},
            A.RETIME: {"khang"},
            A.RECLASSIFY: {"khang"},
            A.CLAIM: DESK,
            A.ASSIGN: ASSIGNS,
            A.SEND_BACK: DESK,
            A.FINISH: DESK,
            A.STOP: STOPS,
            A.NOTE: SEES,
            A.REVISE: DESK,
            A.CONSULT: DESK,
            A.UNDO: {"khang"},
            A.RECALL: ASSIGNS,
        },
    ),
    (waiting, {A.STOP: STOPS, A.NOTE: SEES, A.REVISE: DESK, A.CONSULT: DESK}),
    (leaving, {A.CONFIRM_WITHDRAWAL: STOPS, A.DECLINE_WITHDRAWAL: STOPS, A.STOP: STOPS, A.NOTE: SEES}),
    (done, {A.RETURN: DESK, A.NOTE: SEES}),
    (posted, {A.PARCEL: DESK}),
]
# Offered where it has a chance: the procedure of these dossiers knows no verification, none was asked to add.
CASES = [(make, action, who) for make, allowed in TABLE for action, who in allowed.items()]


@pytest.mark.parametrize(("make", "action", "allowed"), CASES)
def test_an_action_is_for_these_people_and_no_others(office, make, action, allowed):
    dossier = make(office)
    for who in sorted(EVERYBODY - allowed):
        act = Act(office, dossier, action, NOW, who)
        if action == A.ASSIGN and colleague(act) == who:
            continue  # giving it to oneself is claiming
        with pytest.raises(NotAllowed):
            act.do()
    Act(office, dossier, action, NOW, sorted(allowed)[-1]).do()


@pytest.mark.parametrize(("make", "allowed"), TABLE)
def test_the_buttons_are_what_the_services_allow(office, make, allowed):
    dossier = make(office)
    dossier.refresh_from_db()
    run = open_run_of(dossier)
    for who in sorted(EVERYBODY):
        user = office.people[who]
        mine = {action for action, people in allowed.items() if who in people}
        if run is not None and run.assignee == user:
            mine.discard(A.CLAIM)  # it is theirs already
        if A.UNDO in mine:
            mine.discard(A.RECALL)  # the shorter way back is enough
        assert {button.action for button in present.actions(user, dossier, run, NOW)} == mine, who


def test_a_duty_counts_from_its_day(office):
    dossier = new(office)
    with pytest.raises(DomainError):
        Act(office, dossier, A.RECEIVE, at("2025-06-30 09:00"), "hoa").do()
    dossier.refresh_from_db()
    assert dossier.state == State.NEW


def test_an_officer_of_another_agency_may_do_nothing(office):
    office.people["hoa"].memberships.update(agency=office.agency.parent)
    dossier = new(office)
    with pytest.raises(NotAllowed):
        Act(office, dossier, A.RECEIVE, NOW, "hoa").do()
