"""A substitute sees and handles an absent officer's whole queue, and nothing is left with them after."""

from datetime import date

import pytest

from accounts import substitutes
from accounts.access import scope
from dossiers.selectors import present, queues
from dossiers.services import route
from dossiers.services.slip import slip_data
from dossiers.services.transition import open_run_of
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Invalid, NotAllowed
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
AWAY, BACK = at("2026-11-03 09:00"), at("2026-11-06 09:00")


@pytest.fixture
def dossier(office):
    """Lies with anh Minh, who is away from 03/11 to 05/11; chị Thủy of another unit stands in."""
    found = cast.take_in(office, at("2026-11-02 08:00"))
    found = cast.forward(office, found, at("2026-11-02 08:30"), "hoa", office.people["minh"])
    substitutes.arrange(
        agency=office.agency, absent=office.people["minh"], substitute=office.people["thuy"],
        valid_from=date(2026, 11, 3), valid_to=date(2026, 11, 5), reason="Nghỉ phép", by=Actor.system(),
        at=at("2026-11-02 09:00"),
    )  # fmt: skip
    return found


def mine(office, who, moment):
    seen = scope(office.people[who], moment.date()).only(office.agency)
    return [found.code for found in queues.queue(seen, "mine", moment)]


def test_the_queue_is_the_substitute_s_while_the_officer_is_away_and_theirs_after(office, dossier):
    assert mine(office, "thuy", at("2026-11-02 10:00")) == []
    assert mine(office, "thuy", AWAY) == mine(office, "minh", AWAY) == [dossier.code]
    assert mine(office, "thuy", BACK) == []
    assert mine(office, "minh", BACK) == [dossier.code]


def test_what_is_done_in_another_s_place_says_so(office, dossier):
    dossier = route.forward(dossier=dossier, by=office.actor("thuy"), at=AWAY, note="Đủ")
    event = dossier.events.last()
    assert (event.actor, event.data["instead_of"]) == (office.people["thuy"], "Trần Văn Minh")
    told = [item["who"] for item in present.timeline(dossier, "officer", AWAY) if item["note"] == "Đủ"]
    assert told[0].startswith("Lê Thị Thủy (xử lý thay Trần Văn Minh)")
    assert slip_data(dossier=dossier, at=AWAY).rows[1].giver_name == "Lê Thị Thủy (thay Trần Văn Minh)"


def test_after_the_absence_the_substitute_may_no_longer(office, dossier):
    with pytest.raises(NotAllowed):
        route.forward(dossier=dossier, by=office.actor("thuy"), at=BACK)


def test_what_the_substitute_takes_is_the_absent_officer_s(office, dossier):
    other = cast.take_in(office, at("2026-11-03 08:00"))
    other = cast.forward(office, other, at("2026-11-03 08:30"), "hoa")
    thuy, run = office.people["thuy"], open_run_of(other)
    assert Action.CLAIM in {b.action for b in present.actions(thuy, other, run, AWAY)}
    other = route.assign(dossier=other, by=office.actor("thuy"), at=AWAY, assignee=thuy)
    run = open_run_of(other)
    assert run.assignee == office.people["minh"]
    assert Action.CLAIM not in {b.action for b in present.actions(thuy, other, run, AWAY)}
    assert set(mine(office, "minh", BACK)) == {dossier.code, other.code}


def test_work_is_given_to_who_holds_the_duty_and_not_to_a_substitute(office, dossier):
    with pytest.raises(Invalid, match="Lê Thị Thủy không có quyền xử lý bước"):
        route.assign(
            dossier=dossier, by=office.actor("yen"), at=AWAY, assignee=office.people["thuy"], note="Thay"
        )


def test_sent_back_after_the_absence_it_returns_to_the_officer(office, dossier):
    dossier = route.forward(dossier=dossier, by=office.actor("thuy"), at=AWAY)
    dossier = route.send_back(dossier=dossier, by=office.actor("khang"), at=BACK, note="Bổ sung ý kiến")
    assert open_run_of(dossier).assignee == office.people["minh"]


def test_a_leader_s_substitute_does_not_sign_without_the_right_of_their_own(office, dossier):
    dossier = route.forward(dossier=dossier, by=office.actor("thuy"), at=AWAY)
    substitutes.arrange(
        agency=office.agency, absent=office.people["khang"], substitute=office.people["dung"],
        valid_from=date(2026, 11, 3), valid_to=date(2026, 11, 5), reason="Đi họp", by=Actor.system(),
        at=AWAY,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        route.forward(dossier=dossier, by=office.actor("dung"), at=AWAY)
