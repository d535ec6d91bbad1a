"""Who handled a dossier does not sign it; what somebody asked for another approves."""

from datetime import date

import pytest

from accounts.services import grant
from agencies.services import change_law_value
from dossiers.models import Dossier
from dossiers.selectors import present
from dossiers.services import finish, proposals, route
from dossiers.services.transition import open_run_of
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import NotAllowed
from portal.demo.office import Office
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
SIGNED = at("2026-11-03 10:00")


@pytest.fixture
def small(office) -> Office:
    """Anh Minh may sign too."""
    grant(
        user=office.people["minh"], agency=office.agency, role="approver", valid_from=date(2026, 1, 1),
        by=Actor.system(), at=at("2026-01-05 08:00"),
    )  # fmt: skip
    return office


@pytest.fixture
def handled(small) -> Dossier:
    """Anh Minh has handled it; it waits for the signature."""
    dossier = cast.take_in(small, at("2026-11-02 08:00"))
    for who, moment in (("hoa", "2026-11-02 09:00"), ("minh", "2026-11-03 09:00")):
        dossier = cast.forward(small, dossier, at(moment), who)
    assert open_run_of(dossier).step.role == "approve"
    return dossier


def offered(office: Office, dossier: Dossier, who: str) -> set[Action]:
    run = open_run_of(dossier)
    return {b.action for b in present.actions(office.people[who], dossier, run, SIGNED)}


def test_who_handled_it_does_not_sign_it(small, handled):
    with pytest.raises(NotAllowed, match="cần người khác ký duyệt"):
        route.forward(dossier=handled, by=small.actor("minh"), at=SIGNED)
    with pytest.raises(NotAllowed, match="cần người khác ký duyệt"):
        finish.reject(dossier=handled, by=small.actor("minh"), at=SIGNED, reason="x", basis="Điều 1")
    assert not {Action.FORWARD, Action.REJECT} & offered(small, handled, "minh")


def test_another_leader_signs(small, handled):
    assert {Action.FORWARD, Action.REJECT} <= offered(small, handled, "khang")
    route.forward(dossier=handled, by=small.actor("khang"), at=SIGNED)


def test_sending_back_is_no_signature(small, handled):
    assert Action.SEND_BACK in offered(small, handled, "minh")
    route.send_back(dossier=handled, by=small.actor("minh"), at=SIGNED, note="Thiếu xác nhận")


def test_nobody_approves_what_they_asked_for(small, handled):
    proposals.propose_extension(
        dossier=handled, by=small.actor("khang"), at=SIGNED, note="Phức tạp", basis="Điều 1", days=2
    )
    handled.refresh_from_db()
    with pytest.raises(NotAllowed, match="người khác duyệt"):
        proposals.approve(dossier=handled, by=small.actor("khang"), at=SIGNED)
    assert Action.APPROVE not in offered(small, handled, "khang")
    assert Action.DECLINE in offered(small, handled, "khang")
    proposals.approve(dossier=handled, by=small.actor("minh"), at=SIGNED)


def test_a_small_office_may_put_it_off(small, handled):
    change_law_value(
        key="separate_duties", value=False, valid_from=date(2026, 11, 3), basis="Quyết định 1", mark="S",
        agency=small.agency, by=small.actor("quantri"), at=at("2026-11-03 08:00"),
    )  # fmt: skip
    assert Action.FORWARD in offered(small, handled, "minh")
    route.forward(dossier=handled, by=small.actor("minh"), at=SIGNED)
