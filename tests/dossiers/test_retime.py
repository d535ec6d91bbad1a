"""The moment of reception put right: everything counted from it follows, what was first promised is kept."""

from datetime import datetime

import pytest

from agencies.models import Day
from agencies.services import add_day, publish_calendar
from dossiers.models import ClockEntry, Dossier, DossierFact, IssuedForm, Lateness
from dossiers.selectors import present
from dossiers.selectors.ledger import derived, run_derived, why
from dossiers.services import calendar_change, retime, revise, terms
from dossiers.services.amend import Corrections
from dossiers.services.sweep import sweep
from dossiers.states import Clock, EntryKind, State, Target
from kit.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

TUESDAY = at("2026-11-03 08:10")
NOON = at("2026-11-03 10:00")


@pytest.fixture
def dossier(office):
    """Taken in at the counter on Tuesday; three working days, due Friday 06/11 at 17:00."""
    return cast.take_in(office, TUESDAY)


@pytest.fixture
def online(office):
    """Sent by phone on Sunday, received on Tuesday."""
    return cast.receive(office, cast.file_online(office, at("2026-11-01 20:00")), TUESDAY)


def correct(office, dossier, moment, when=NOON, who="khang", **rest):
    common = {"note": "Cán bộ nhập muộn vì mất điện"} | rest
    return retime.retime(dossier=dossier, by=office.actor(who), at=when, received_at=at(moment), **common)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def refusal(office, dossier, moment, **rest):
    with pytest.raises(Invalid) as told:
        correct(office, dossier, moment, **rest)
    [(field, [said])] = told.value.errors.items()
    assert field == "received_at"
    return said


class TestWhatFollows:
    def test_papers_that_came_a_day_earlier_are_promised_a_day_earlier(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30")
        moved = fresh(dossier)
        assert (moved.received_at, moved.clock_from) == (at("2026-11-02 09:30"),) * 2
        assert moved.submitted_at == at("2026-11-02 09:30")  # on paper, filed is received
        assert moved.due_at == derived(moved).due_at == at("2026-11-05 17:00")
        leg = moved.legs.get()
        assert (leg.starts_at, leg.due_at) == (at("2026-11-02 09:30"), at("2026-11-05 17:00"))

    def test_the_first_promise_and_the_ledgers_rows_are_kept(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30", basis="Biên bản sự cố ngày 02/11/2026")
        assert fresh(dossier).due_original == at("2026-11-06 17:00")
        first, row = ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER).order_by("no")
        assert (first.effective_at, first.due_after) == (TUESDAY, at("2026-11-06 17:00"))
        assert (row.kind, row.due_before, row.due_after) == (
            EntryKind.CORRECT, at("2026-11-06 17:00"), at("2026-11-05 17:00"),
        )  # fmt: skip
        assert (row.approved_by, row.basis) == (
            office.people["khang"].full_name, "Biên bản sự cố ngày 02/11/2026",
        )  # fmt: skip

    def test_before_and_after_stay_in_the_event(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30")
        event = dossier.events.last()
        assert (event.action, event.note) == ("correct_reception", "Cán bộ nhập muộn vì mất điện")
        before, after = (
            datetime.fromisoformat(event.data[one]["received_at"]) for one in ("before", "after")
        )
        assert (before, after) == (TUESDAY, at("2026-11-02 09:30"))

    def test_a_new_receipt_bears_the_right_moment_and_the_new_day(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30")
        old, new = IssuedForm.objects.filter(dossier=dossier, key="receipt").order_by("pk")
        assert new.replaces == old
        assert "2026-11-05" in new.data["due_at"]
        assert "2026-11-06" in old.data["due_at"]
        revise.revise(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-03 11:00"),
                      corrections=Corrections(content="Cải chính"), note="Ghi nhầm")  # fmt: skip
        assert "2026-11-05" in IssuedForm.objects.get(replaces=new).data["due_at"]

    def test_the_citizen_is_told_another_day_and_reads_it(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30")
        [told] = Message.objects.filter(template_key="due_corrected")
        assert told.values["due"] == "17:00 ngày 05/11/2026"
        line = [item for item in present.timeline(fresh(dossier), "citizen", NOON) if item["at"]][-1]
        assert line["title"] == "Đính chính thời điểm tiếp nhận"
        assert line["note"] == (
            "Tiếp nhận lúc 09:30, thứ Hai 02/11/2026. Hẹn trả kết quả: 17:00 ngày 05/11/2026."
        )
        assert "Đính chính lúc 10:00" in "\n".join(why(fresh(dossier)))

    def test_nobody_is_told_where_the_day_stays(self, office, dossier):
        correct(office, dossier, "2026-11-03 07:45")
        assert not Message.objects.filter(template_key="due_corrected").exists()
        assert dossier.issued_forms.count() == 2

    def test_an_online_dossier_keeps_the_moment_of_its_filing(self, office, online):
        correct(office, online, "2026-11-02 09:30")
        moved = fresh(online)
        assert (moved.submitted_at, moved.due_at) == (at("2026-11-01 20:00"), at("2026-11-05 17:00"))

    def test_a_wait_stays_where_it_was(self, office, dossier):
        terms.hold(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-04 09:00"), reason_code="disaster",
                   note="Nước ngập")  # fmt: skip
        terms.go_on(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-06 09:00"))
        assert fresh(dossier).due_at == at("2026-11-10 17:00")
        correct(office, dossier, "2026-11-02 09:30", when=at("2026-11-06 10:00"))
        assert fresh(dossier).due_at == derived(fresh(dossier)).due_at == at("2026-11-09 17:00")

    def test_a_closure_published_since_still_counts(self, office, dossier):
        system = {"by": Actor.system(), "at": NOON}
        add_day(agency=office.agency, date=at("2026-11-05 08:00").date(), kind=Day.Kind.CLOSURE, name="Bão",
                basis="", **system)  # fmt: skip
        calendar_change.begin(
            version=publish_calendar(agency=office.agency, note="Bão", **system), earlier=False, **system
        )
        calendar_change.run(clock=lambda: NOON)
        correct(office, dossier, "2026-11-02 09:30", when=at("2026-11-03 11:00"))
        assert fresh(dossier).due_at == at("2026-11-06 17:00")


class TestLateness:
    def test_one_by_the_wrong_day_no_longer_counts(self, office):
        filed = cast.file_online(office, at("2026-11-01 20:00"))
        dossier = cast.receive(office, filed, at("2026-11-02 08:10"))  # it was in fact the 3rd
        sweep(at=at("2026-11-06 08:00"))
        correct(office, dossier, "2026-11-03 08:10", when=at("2026-11-06 09:00"))
        punctual = fresh(dossier)
        assert Lateness.objects.get(dossier=dossier, target=Target.DOSSIER).annulled
        assert (punctual.due_at, punctual.late_marked_at) == (at("2026-11-06 17:00"), None)
        assert not punctual.owes_apology

    def test_a_step_that_was_late_stays_late(self, office, dossier):
        run = dossier.runs.get()
        late_from = run.due_at
        moment = at("2026-11-05 09:00")
        assert late_from < moment
        correct(office, dossier, "2026-11-02 09:30", when=moment)
        assert dossier.runs.get().due_at == late_from

    def test_there_and_back_again_after_both_days_have_passed(self, office, dossier):
        later = at("2026-11-12 08:00")
        sweep(at=later)
        correct(office, dossier, "2026-11-02 09:30", when=later)
        correct(office, dossier, "2026-11-03 08:15", when=later)
        assert fresh(dossier).due_at == at("2026-11-06 17:00")
        assert fresh(dossier).late_marked_at


class TestPromises:
    def test_the_open_step_agrees_with_its_ledger_and_is_not_made_late(self, office):
        """A same-day dossier said to have come after the cut-off came before it: a day less."""
        dossier = cast.take_in(office, at("2026-11-03 15:20"), "2.000815")
        assert dossier.due_at == at("2026-11-04 17:00")
        moment = at("2026-11-03 15:40")
        run = dossier.runs.get()
        correct(office, dossier, "2026-11-03 14:50", when=moment)
        assert fresh(dossier).due_at == at("2026-11-03 17:00")
        corrected = dossier.runs.get()
        assert corrected.due_at == run_derived(corrected).due_at
        assert moment < corrected.due_at <= run.due_at


class TestRefusals:
    def test_the_future(self, office, dossier):
        assert "tương lai" in refusal(office, dossier, "2026-11-03 10:01")

    def test_after_something_else_had_happened(self, office, dossier):
        cast.forward(office, dossier, at("2026-11-03 09:00"), "hoa")
        assert "không thể sau 09:00" in refusal(office, dossier, "2026-11-03 09:01")

    def test_before_the_citizen_sent_it(self, office, online):
        assert "phải từ 20:00" in refusal(office, online, "2026-11-01 19:59")

    def test_another_year_than_the_line_of_the_register(self, office):
        dossier = cast.take_in(office, at("2027-01-04 08:00"))
        said = refusal(office, dossier, "2026-12-31 08:00", when=at("2027-01-04 09:00"))
        assert said == "Hồ sơ đã vào sổ năm 2027 (số 1) nên ngày tiếp nhận phải trong năm đó."

    def test_the_moment_that_stands_there(self, office, dossier):
        assert "đang ghi đúng" in refusal(office, dossier, "2026-11-03 08:10")

    def test_no_reason_given(self, office, dossier):
        with pytest.raises(Invalid) as told:
            correct(office, dossier, "2026-11-02 09:30", note=" ")
        assert set(told.value.errors) == {"note"}

    @pytest.mark.parametrize("who", ["hoa", "minh", "yen", "quantri"])
    def test_who_is_no_leader(self, office, dossier, who):
        with pytest.raises(NotAllowed):
            correct(office, dossier, "2026-11-02 09:30", who=who)

    def test_a_stale_page_or_twice(self, office, dossier):
        seen = fresh(dossier).last_seq
        correct(office, dossier, "2026-11-02 09:30", seen=seen)
        with pytest.raises(Conflict, match="vừa thực hiện “Sửa thời điểm tiếp nhận”"):
            correct(office, dossier, "2026-11-02 09:30", seen=seen)

    def test_while_it_waits_is_asked_about_or_has_ended(self, office, dossier):
        terms.hold(dossier=dossier, by=office.actor("hoa"), at=NOON, reason_code="disaster", note="Ngập")
        done = cast.to_the_desk(office, cast.take_in(office, TUESDAY), [NOON] * 4)
        for other in (dossier, done, cast.file_online(office, TUESDAY)):
            with pytest.raises(Conflict):
                correct(office, other, "2026-11-02 09:30")


class TestFacts:
    def facts(self, dossier):
        rows = DossierFact.objects.filter(dossier=dossier, known__upper_inf=True)
        return [
            (fact.effective.lower, fact.state, str(fact.received_on), str(fact.due_on))
            for fact in rows.order_by("effective")
        ]

    def test_it_was_received_earlier_ever_since(self, office, online):
        cast.forward(office, online, at("2026-11-03 09:00"), "hoa")
        correct(office, online, "2026-11-02 09:30")
        assert self.facts(online) == [
            (at("2026-11-01 20:00"), State.NEW, "None", "None"),
            (at("2026-11-02 09:30"), State.RECEIVED, "2026-11-02", "2026-11-05"),
            (at("2026-11-03 08:10"), State.RECEIVED, "2026-11-02", "2026-11-05"),
            (at("2026-11-03 09:00"), State.PROCESSING, "2026-11-02", "2026-11-05"),
            (at("2026-11-03 10:00"), State.PROCESSING, "2026-11-02", "2026-11-05"),
        ]

    def test_it_was_received_later_and_not_before(self, office, online):
        correct(office, online, "2026-11-03 09:10")
        assert self.facts(online) == [
            (at("2026-11-01 20:00"), State.NEW, "None", "None"),
            (at("2026-11-03 08:10"), State.NEW, "None", "None"),
            (at("2026-11-03 09:10"), State.RECEIVED, "2026-11-03", "2026-11-06"),
            (at("2026-11-03 10:00"), State.RECEIVED, "2026-11-03", "2026-11-06"),
        ]

    def test_papers_were_there_from_the_earlier_moment_on(self, office, dossier):
        correct(office, dossier, "2026-11-02 09:30")
        assert [row[0] for row in self.facts(dossier)] == [at("2026-11-02 09:30"), TUESDAY, NOON]

    def test_a_wait_of_the_past_is_still_told(self, office, online):
        terms.hold(dossier=online, by=office.actor("hoa"), at=at("2026-11-04 09:00"), reason_code="disaster",
                   note="Nước ngập")  # fmt: skip
        terms.go_on(dossier=online, by=office.actor("hoa"), at=at("2026-11-05 09:00"))
        correct(office, online, "2026-11-02 09:30", when=at("2026-11-05 10:00"))
        told = DossierFact.objects.filter(dossier=online, known__upper_inf=True)
        waiting = told.get(effective__contains=at("2026-11-04 12:00"))
        assert (waiting.clock, waiting.due_on, str(waiting.received_on)) == (
            Clock.STOPPED, None, "2026-11-02",
        )  # fmt: skip

    def test_what_was_known_before_stays_known_as_of_before(self, office, online):
        then = DossierFact.objects.get(dossier=online, known__upper_inf=True, effective__upper_inf=True)
        correct(office, online, "2026-11-02 09:30")
        [same] = DossierFact.objects.filter(
            dossier=online, known__contains=then.known.lower, effective__contains=at("2026-11-03 09:00")
        )
        assert (same.pk, str(same.received_on)) == (then.pk, "2026-11-03")
