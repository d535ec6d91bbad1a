"""A result leaves the desk once, whoever presses at the same moment, on real commits."""

import pytest

from dossiers.models import Dossier, Event, Parcel
from dossiers.services import finish, parcels
from dossiers.services.parcels import News
from dossiers.states import ParcelState, ResultMethod
from dossiers.workflow import Action
from kit.errors import Conflict
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.files import stored_photo
from tests.dossiers.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]
MORNING, NOW = at("2026-11-20 09:00"), at("2026-11-20 10:00")


@pytest.fixture
def office() -> Office:
    """The office, committed: the threads have connections of their own."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


@pytest.fixture
def ready(office) -> Dossier:
    return cast.to_the_desk(office, cast.take_in(office, MORNING), [MORNING] * 4)


def refused(answers: list[object]) -> list[object]:
    return [answer for answer in answers if isinstance(answer, Conflict)]


def post(office, dossier, who="hoa"):
    return finish.hand_over(
        dossier=dossier, by=office.actor(who), at=NOW, how=ResultMethod.POST, to="", waybill="EB123456789VN"
    )


def test_of_two_officers_who_hand_over_one_result_one_is_told_who_was_first(office, ready):
    def in_person():
        return finish.hand_over(
            dossier=ready, by=office.actor("tam"), at=NOW, how=ResultMethod.OFFICE, to="Nguyễn Thị Lan"
        )

    answers = at_once([lambda: post(office, ready), in_person])
    assert len(refused(answers)) == 1
    assert "vừa thực hiện “Trả kết quả” với hồ sơ này lúc 10:00." in str(refused(answers)[0])
    assert Event.objects.filter(action=Action.RETURN).count() == 1
    dossier = Dossier.objects.get()
    assert Parcel.objects.count() == (dossier.returned_how == "post")


def test_a_parcel_that_came_back_is_sent_again_once_or_fetched_once(office, ready):
    dossier = post(office, ready)
    back = News(ParcelState.SENT_BACK, reason="Không có người nhận")
    dossier = parcels.report(dossier=dossier, by=office.actor("hoa"), at=NOW, news=back)
    again = News(ParcelState.POSTED, waybill="EB987654321VN")
    fetched = News(ParcelState.COLLECTED, to="Nguyễn Thị Lan")
    answers = at_once(
        [
            lambda news=news: parcels.report(dossier=dossier, by=office.actor("tam"), at=NOW, news=news)
            for news in (again, fetched)
        ]
    )
    assert len(refused(answers)) == 1
    newest = Parcel.objects.order_by("no").last()
    assert Dossier.objects.get().parcel == newest.state
    assert newest.state in ("posted", "collected")


def test_a_result_opened_while_it_is_handed_over_keeps_both(office):
    dossier = cast.take_in(office, MORNING, result_method=ResultMethod.ELECTRONIC)
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, MORNING, who)
    files = [stored_photo(MORNING)]
    dossier = finish.finish(dossier=dossier, by=office.actor("hoa"), at=MORNING, files=files)
    handed = {"how": ResultMethod.ELECTRONIC, "to": ""}
    at_once(
        [lambda: finish.result_opened(dossier=dossier, at=NOW)] * 3
        + [lambda: finish.hand_over(dossier=dossier, by=office.actor("hoa"), at=NOW, **handed)]
    )
    dossier.refresh_from_db()
    assert (dossier.result_opened_at, dossier.returned_how) == (NOW, "electronic")
