"""Liên thông: one dossier over several agencies, each with its own part (domain.md 17; law.md §3.2)."""

from datetime import date

import pytest

from accounts.access import actor_of, scope
from accounts.models import Notice
from agencies.models import Day
from agencies.services import add_day, publish_calendar
from dossiers.models import Dossier, DossierFact, Lateness
from dossiers.selectors import present, queues
from dossiers.selectors.way import Way
from dossiers.services import digest, finish, proposals, route, sweep
from dossiers.services.transition import open_run_of
from dossiers.states import Target
from dossiers.workflow import Action
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import NotAllowed
from reports.measures.counted import MEASURES, Question
from reports.periods import Period
from tests import cast
from tests.cast import at
from tests.neighbours import employ, with_vertical

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


def test_law_3_2_three_agencies_and_one_late_the_lateness_has_a_name_and_the_dossier_is_on_time(three):
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


def apology_asked_by_the_police(three):
    dossier = to_the_police(three)
    proposals.propose_apology(
        dossier=dossier, by=three.actor("son"), at=at("2026-11-02 14:00"), cause_code="workload",
        note="Hồ sơ tăng", new_day=date(2026, 11, 12),
    )  # fmt: skip
    return dossier


def test_who_decides_answers_what_the_police_ask_for_the_term(three):
    dossier = apology_asked_by_the_police(three)
    asked = Notice.objects.filter(dedupe_key__startswith="officer_proposal:")
    assert [(row.user.username, row.agency) for row in asked] == [("khang", three.agency)]
    assert in_queue(three, "khang", "asked", "2026-11-02 15:00") == [dossier]
    assert in_queue(three, "son", "asked", "2026-11-02 15:00") == []
    run = open_run_of(dossier)
    dossier.refresh_from_db()
    offered = present.actions(three.people["khang"], dossier, run, at("2026-11-02 15:00"))
    assert Action.APPROVE in [button.action for button in offered]
    proposals.approve(dossier=dossier, by=three.actor("khang"), at=at("2026-11-02 15:00"))
    told = Notice.objects.get(dedupe_key__startswith="officer_decided:")
    assert (told.user.username, told.agency) == ("son", three.places["son"])
    dossier.refresh_from_db()
    assert dossier.due_at == at("2026-11-12 17:00")


def test_a_leader_of_the_police_does_not_sign_for_the_commune(three):
    chief = employ("truong", "Võ Văn Trường", three.places["son"], ("approver",), at("2026-01-05 08:00"))
    dossier = apology_asked_by_the_police(three)
    offered = present.actions(chief, fresh(dossier), open_run_of(dossier), at("2026-11-02 15:00"))
    assert {Action.APPROVE, Action.DECLINE, Action.REDATE}.isdisjoint(b.action for b in offered)
    with pytest.raises(NotAllowed):
        proposals.approve(dossier=dossier, by=actor_of(chief), at=at("2026-11-02 15:00"))


def test_the_duty_to_apologise_is_told_where_the_dossier_lies_and_where_it_is_decided(three):
    dossier = to_the_police(three)
    sweep.sweep(at=fresh(dossier).duty_at)
    told = Notice.objects.filter(dedupe_key__startswith="duty:").order_by("user__username")
    assert [(row.user.username, row.agency) for row in told] == [
        ("khang", three.agency), ("son", three.places["son"]), ("yen", three.agency),
    ]  # fmt: skip


def test_the_leader_of_the_police_hears_of_no_term_that_is_the_commune_s(three):
    three.people["truong"] = employ(
        "truong", "Võ Văn Trường", three.places["son"], ("approver",), at("2026-01-05 08:00")
    )
    cast.take_in(three, at("2026-11-02 08:00"), BIRTH)
    sweep.sweep(at=at("2026-11-10 07:00"))
    digest.send_due(at=at("2026-11-10 07:31"))
    told = set(
        Notice.objects.filter(dedupe_key__startswith="digest:").values_list("user__username", flat=True)
    )
    assert "khang" in told
    assert "truong" not in told
    assert in_queue(three, "khang", "apology", "2026-11-10 08:00") != []
    assert in_queue(three, "truong", "apology", "2026-11-10 08:00") == []


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)
