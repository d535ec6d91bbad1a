"""Liên thông: one dossier over several agencies, each with its own part (domain.md 17; law.md §3.2)."""

import pytest

from accounts.access import scope
from agencies.models import Day
from agencies.services import add_day, publish_calendar
from dossiers.models import DossierFact, Lateness
from dossiers.selectors import queues
from dossiers.selectors.way import Way
from dossiers.services import finish, route, sweep
from dossiers.services.transition import open_run_of
from dossiers.states import Target
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import NotAllowed
from reports.measures.counted import MEASURES, Question
from reports.periods import Period
from tests import cast
from tests.cast import at
from tests.neighbours import with_vertical

pytestmark = pytest.mark.django_db

BIRTH = "2.000986"  # birth, residence, insurance card: commune, police, social insurance, commune
BY = Actor.system()


@pytest.fixture
def three(office):
    return with_vertical(office, at("2026-01-05 08:00"))


def to_the_police(three, moment="2026-11-02 08:00"):
    dossier = cast.take_in(three, at(moment), BIRTH)
    for hour, who in ((9, "hoa"), (10, "minh"), (11, "khang")):
        dossier = cast.forward(three, dossier, at(f"2026-11-02 {hour:02}:00"), who)
    return dossier


def in_queue(three, who, key, moment):
    return list(queues.queue(scope(three.people[who], local_date(at(moment))), key, at(moment)))


def test_the_limits_of_the_agencies_are_laid_end_to_end(three):
    dossier = cast.take_in(three, at("2026-11-02 08:00"), BIRTH)
    legs = list(dossier.legs.order_by("ord"))
    assert [leg.agency.kind for leg in legs] == ["commune", "police", "social_insurance", "commune"]
    assert [f"{leg.due_at.astimezone(at('2026-11-02 08:00').tzinfo):%d %H:%M}" for leg in legs] == [
        "03 17:00", "04 17:00", "05 17:00", "06 17:00",
    ]  # fmt: skip
    assert dossier.due_at == legs[-1].due_at


def test_each_agency_counts_in_its_own_calendar(three):
    police = three.places["son"]
    day = at("2026-11-04 00:00").date()
    add_day(
        agency=police,
        date=day,
        kind=Day.Kind.CLOSURE,
        name="Tập huấn",
        basis="",
        by=BY,
        at=at("2026-10-01 08:00"),
    )
    publish_calendar(agency=police, by=BY, at=at("2026-10-01 08:00"))
    dossier = cast.take_in(three, at("2026-11-02 08:00"), BIRTH)
    assert local_date(dossier.due_at) == at("2026-11-09 00:00").date()  # a day later than the law's four


def test_the_police_find_it_in_their_own_queue_and_nobody_else_works_there(three):
    dossier = to_the_police(three)
    run = open_run_of(dossier)
    assert run.leg.agency == three.places["son"]
    assert dossier in in_queue(three, "son", "open", "2026-11-02 12:00")
    with pytest.raises(NotAllowed):
        route.forward(dossier=dossier, by=three.actor("luc"), at=at("2026-11-02 14:00"))
    dossier = route.forward(dossier=dossier, by=three.actor("son"), at=at("2026-11-02 14:00"))
    assert open_run_of(dossier).leg.agency == three.places["bich"]


def test_three_agencies_and_one_late_the_lateness_has_a_name_and_the_dossier_is_on_time(three):
    dossier = to_the_police(three)
    late_from = open_run_of(dossier).due_at
    sweep.sweep(at=at("2026-11-04 08:00"))
    late = Lateness.objects.get(dossier=dossier)
    assert (late.target, late.became_late_at, late.unit.agency) == (
        Target.RUN, late_from, three.places["son"],
    )  # fmt: skip
    dossier = route.forward(dossier=dossier, by=three.actor("son"), at=at("2026-11-04 09:00"))
    dossier = route.forward(dossier=dossier, by=three.actor("bich"), at=at("2026-11-04 14:00"))
    dossier = finish.finish(dossier=dossier, by=three.actor("hoa"), at=at("2026-11-05 09:00"))
    assert dossier.finished_at < dossier.due_at
    states = {leg["agency"]: leg["state"] for leg in Way(dossier).legs(at("2026-11-05 10:00"))}
    assert states["Công an xã Sơn Tây"] == "late"
    assert states["Bảo hiểm xã hội cơ sở Sơn Tây"] == "done"
    assert not Lateness.objects.filter(dossier=dossier, target=Target.DOSSIER).exists()


def test_it_is_counted_once_at_the_commune_that_decides(three):
    dossier = to_the_police(three)
    facts = DossierFact.objects.filter(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert [fact.agency for fact in facts] == [three.agency]
    month = Period(at("2026-11-01 00:00").date(), at("2026-11-30 00:00").date())
    total = MEASURES["total"].condition(month)
    counted = {
        agency.name: Question(agency, month).facts().filter(total).count()
        for agency in (three.agency, three.places["son"], three.places["bich"])
    }
    assert counted == {"Xã Sơn Tây": 1, "Công an xã Sơn Tây": 0, "Bảo hiểm xã hội cơ sở Sơn Tây": 0}


def test_the_commune_sees_its_own_part_and_the_whole(three):
    dossier = to_the_police(three)
    told = Way(dossier).legs(at("2026-11-02 12:00"))
    assert [leg["state"] for leg in told] == ["done", "now", "next", "next"]
    assert [leg["limit"] for leg in told] == ["1 ngày làm việc"] * 4
    assert told[-1]["due_at"] == dossier.due_at


def test_new_dossiers_of_the_commune_do_not_lie_in_the_queue_of_the_police(three):
    dossier = cast.file_online(three, at("2026-11-02 08:00"), BIRTH)
    assert dossier in in_queue(three, "hoa", "waiting", "2026-11-02 09:00")
    assert in_queue(three, "son", "waiting", "2026-11-02 09:00") == []


def test_without_an_agency_beside_it_the_commune_does_all_itself(office):
    dossier = cast.take_in(office, at("2026-11-02 08:00"), BIRTH)
    assert {leg.agency for leg in dossier.legs.all()} == {office.agency}
    assert Way(dossier).legs(at("2026-11-02 09:00")) == []
