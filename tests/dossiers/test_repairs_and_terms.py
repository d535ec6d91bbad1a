"""Where repairs meet the ledger of time: minutes that were added, new calendars, waits, leaders."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import Day
from agencies.services import add_day, publish_calendar
from agencies.worktime.limits import Limit, Unit
from dossiers.models import Dossier, IssuedForm, Question
from dossiers.selectors import ledger, present
from dossiers.services import calendar_change, proposals, questions, reissue, revise, route, terms, undo
from dossiers.services.amend import Corrections
from dossiers.services.transition import open_run_of
from dossiers.states import RunOutcome
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Conflict
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

MONDAY = at("2026-11-02 08:00")
DAY = 8 * 60
BY = Actor.system("Văn phòng")


@pytest.fixture
def dossier(office):
    """Three working days, due Thursday 05/11 at 17:00; chị Hoa has it."""
    return cast.take_in(office, MONDAY)


def act(office, who, dossier, moment):
    return {"dossier": dossier, "by": office.actor(who), "at": at(moment)}


def extend(office, dossier, moment, days=2):
    proposals.propose_extension(
        **act(office, "hoa", dossier, moment), note="Phức tạp", basis="Điều 1", days=days
    )
    proposals.approve(**act(office, "khang", dossier, moment), note="Đồng ý")


def agrees(run):
    """What is stored is what the ledger says."""
    now = ledger.run_derived(run)
    assert (now.due_at, now.clock) == (run.due_at, run.clock)
    return run


class TestMinutesThatWereAdded:
    def test_a_step_that_was_given_time_has_it_again_after_the_way_back(self, office, dossier):
        before = open_run_of(dossier).allowance_minutes
        extend(office, dossier, "2026-11-02 08:30")
        given = open_run_of(dossier)
        assert given.allowance_minutes == before + 2 * DAY
        route.forward(**act(office, "hoa", dossier, "2026-11-02 09:00"))
        undo.undo(**act(office, "hoa", dossier, "2026-11-02 09:05"))
        again = agrees(open_run_of(dossier))
        assert again.allowance_minutes == before + 2 * DAY - 60
        assert dossier.runs.exclude(closed_at=None).last().outcome == RunOutcome.RECALLED

    def test_time_is_added_to_the_run_that_came_back_as_to_any_other(self, office, dossier):
        route.forward(**act(office, "hoa", dossier, "2026-11-02 08:30"))
        undo.recall(**act(office, "hoa", dossier, "2026-11-02 08:40"), note="Chuyển nhầm")
        left = open_run_of(dossier).allowance_minutes
        extend(office, dossier, "2026-11-02 08:50")
        longer = agrees(open_run_of(dossier))
        assert longer.allowance_minutes == left + 2 * DAY
        route.forward(**act(office, "hoa", dossier, "2026-11-02 09:00"))
        undo.undo(**act(office, "hoa", dossier, "2026-11-02 09:01"))
        assert agrees(open_run_of(dossier)).allowance_minutes == left + 2 * DAY - 20

    def test_a_holiday_declared_in_between_takes_nothing_from_the_sender(self, office):
        dossier = cast.take_in(office, MONDAY, "1.004845")
        extend(office, dossier, "2026-11-02 08:10")
        first = open_run_of(dossier)
        route.forward(**act(office, "hoa", dossier, "2026-11-02 09:00"))
        had = first.allowance_minutes - 60
        add_day(agency=office.agency, date=date(2026, 11, 3), kind=Day.Kind.CLOSURE, name="Bão số 12",
                basis="", by=BY, at=at("2026-11-02 09:10"))  # fmt: skip
        version = publish_calendar(agency=office.agency, by=BY, at=at("2026-11-02 09:10"), note="Tránh bão")
        calendar_change.begin(version=version, by=BY, at=at("2026-11-02 09:10"))
        calendar_change.run(clock=lambda: at("2026-11-02 09:15"))
        undo.recall(**act(office, "hoa", dossier, "2026-11-02 09:20"), note="Chuyển nhầm")
        again = agrees(open_run_of(dossier))
        assert again.allowance_minutes == had
        assert again.due_at > first.due_at


class TestWhileItWaits:
    def hold(self, office, who, dossier, moment):
        terms.hold(**act(office, who, dossier, moment), reason_code="disaster", note="Nước ngập")

    def test_nothing_is_recalled_and_words_may_be_taken_back(self, office, dossier):
        route.forward(**act(office, "hoa", dossier, "2026-11-02 09:00"))
        self.hold(office, "minh", dossier, "2026-11-02 09:10")
        with pytest.raises(Conflict):
            undo.recall(**act(office, "hoa", dossier, "2026-11-02 09:20"), note="Chuyển nhầm")
        route.add_note(**act(office, "minh", dossier, "2026-11-02 09:30"), note="Nhầm hồ sơ")
        waiting = Dossier.objects.get(pk=dossier.pk)
        offered = present.actions(
            office.people["minh"], waiting, open_run_of(waiting), at("2026-11-02 09:31")
        )
        assert {Action.UNDO, Action.CONSULT, Action.GO_ON} <= {button.action for button in offered}
        undo.undo(**act(office, "minh", dossier, "2026-11-02 09:32"))
        assert Dossier.objects.get(pk=dossier.pk).held

    def test_colleagues_are_asked_and_the_desk_corrects(self, office, dossier):
        self.hold(office, "hoa", dossier, "2026-11-02 09:00")
        questions.ask(
            **act(office, "hoa", dossier, "2026-11-02 09:10"), note="Đã đủ chưa?",
            to=questions.Asked(user=office.people["yen"]), limit=Limit(Unit.WORKING_DAY, Decimal(1)),
        )  # fmt: skip
        questions.answer(
            question=Question.objects.get(), by=office.actor("yen"), at=at("2026-11-02 10:00"), note="Đủ"
        )
        revise.revise(
            **act(office, "tam", dossier, "2026-11-02 10:10"), corrections=Corrections(content="Cải chính"),
            note="Ghi nhầm",
        )  # fmt: skip
        terms.go_on(**act(office, "hoa", dossier, "2026-11-02 11:00"))
        agrees(open_run_of(dossier))


def test_a_correction_replaces_the_receipt_that_was_put_right_on_paper(office, dossier):
    """What stands is the newest paper of one line of papers, whichever way each was made."""
    first = IssuedForm.objects.get(dossier=dossier, key="receipt")
    second = reissue.correct_form(
        form=first, changes={"applicant.address": "Thôn Thượng"}, reason="Ghi nhầm thôn",
        by=office.actor("hoa"), at=at("2026-11-02 09:00"),
    )  # fmt: skip
    revise.revise(
        **act(office, "hoa", dossier, "2026-11-02 10:00"), corrections=Corrections(content="Cải chính"),
        note="Ghi nhầm nội dung",
    )  # fmt: skip
    third = IssuedForm.objects.get(replaces=second)
    assert (third.number, third.reason) == (second.number + 1, "Ghi nhầm nội dung")
    assert "Cải chính" in third.data["request"]
