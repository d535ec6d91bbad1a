"""What a leader is asked for: apology and new day, extensions, another supplement (law.md R01a, R11–R13)."""

from datetime import date

import pytest

from dossiers.models import ClockEntry, Dossier, IssuedForm, Lateness, Proposal
from dossiers.selectors import queues
from dossiers.selectors.ledger import derived, run_derived, why
from dossiers.services import finish, proposals, supplement
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.states import EntryKind, Target
from kit.actor import Actor
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Message
from portal.demo.office import DECISION
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import at
from tests.dossiers.test_queues import seen_by

pytestmark = pytest.mark.django_db

MONDAY = at("2026-11-02 08:00")
BASIS = "Khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP"


@pytest.fixture
def dossier(office):
    """Three working days, due Thursday 05/11 at 17:00; chị Hoa has it."""
    return cast.take_in(office, MONDAY)


def apologise(office, dossier, moment, day=date(2026, 11, 10), **rest):
    common = {"cause_code": "workload", "note": "Hồ sơ tăng gấp đôi trong tháng", "new_day": day}
    return proposals.propose_apology(dossier=dossier, by=office.actor("hoa"), at=moment, **common | rest)


def extend(office, dossier, moment, days=2, **rest):
    return proposals.propose_extension(
        dossier=dossier,
        by=office.actor("hoa"),
        at=moment,
        note="Vụ việc phức tạp",
        basis=BASIS,
        days=days,
        **rest,
    )


def approve(office, dossier, moment, **rest):
    return proposals.approve(dossier=dossier, by=office.actor("khang"), at=moment, **rest)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


class TestApology:
    def test_approved_in_time_it_moves_the_day_and_tells_the_citizen_once(self, office, dossier):
        apologise(office, dossier, at("2026-11-04 09:00"))
        assert not Message.objects.filter(template_key="apology").exists()
        assert fresh(dossier).due_at == at("2026-11-05 17:00")
        approve(office, dossier, at("2026-11-04 10:00"))
        moved = fresh(dossier)
        assert (moved.due_at, moved.appointed_at) == (at("2026-11-10 17:00"), at("2026-11-10 17:00"))
        assert moved.due_original == at("2026-11-05 17:00")
        letter = IssuedForm.objects.get(dossier=dossier, key="apology")
        assert (letter.number, letter.data["explanation"]) == (1, "Hồ sơ tăng gấp đôi trong tháng.")
        told = moved.events.latest("seq").public_text
        assert told.endswith("Hồ sơ tăng gấp đôi trong tháng. Hẹn trả lại: 17:00 ngày 10/11/2026.")
        assert Message.objects.filter(template_key="apology").count() == 1
        row = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.REAPPOINT, target=Target.DOSSIER)
        assert (row.approved_by, row.reason_code) == (office.people["khang"].full_name, "workload")
        assert derived(moved).due_at == moved.due_at
        sweep(at=at("2026-11-10 08:00"))
        assert not Lateness.objects.filter(target=Target.DOSSIER).exists()

    def test_approved_after_the_due_time_the_dossier_stays_late(self, office, dossier):
        sweep(at=at("2026-11-06 08:00"))
        assert fresh(dossier).owes_apology
        apologise(office, dossier, at("2026-11-06 09:00"))
        approve(office, dossier, at("2026-11-06 10:00"))
        late = fresh(dossier)
        assert (late.due_at, late.promised_at) == (at("2026-11-05 17:00"), at("2026-11-10 17:00"))
        assert not late.owes_apology
        assert any("vẫn tính là trễ" in line for line in why(late))

    def test_nd_61_dieu_19_9_a_second_re_appointment_is_refused(self, office, dossier):
        apologise(office, dossier, at("2026-11-04 09:00"))
        approve(office, dossier, at("2026-11-04 10:00"))
        with pytest.raises(DomainError, match="chỉ được hẹn lại 1 lần"):
            apologise(office, dossier, at("2026-11-09 09:00"), day=date(2026, 11, 16))

    def test_an_extension_before_does_not_use_the_re_appointment_up(self, office, dossier):
        extend(office, dossier, at("2026-11-03 09:00"))
        approve(office, dossier, at("2026-11-03 10:00"))
        assert fresh(dossier).due_at == at("2026-11-09 17:00")
        apologise(office, dossier, at("2026-11-05 09:00"), day=date(2026, 11, 12))
        approve(office, dossier, at("2026-11-05 10:00"))
        assert fresh(dossier).due_at == at("2026-11-12 17:00")

    @pytest.mark.parametrize(
        ("day", "said"),
        [
            (None, "Chọn ngày hẹn mới"),
            (date(2026, 11, 3), "đã qua"),
            (date(2026, 11, 7), "ngày nghỉ"),
            (date(2026, 11, 24), "ngày nghỉ"),
            (date(2026, 11, 5), "phải sau hạn hiện nay"),
        ],
    )
    def test_the_new_day_is_a_working_day_after_the_promise(self, office, dossier, day, said):
        with pytest.raises(Invalid) as refused:
            apologise(office, dossier, at("2026-11-04 09:00"), day=day)
        assert said in refused.value.errors["new_day"][0]
        assert not Proposal.objects.exists()

    def test_what_came_too_late_to_the_leader_is_asked_anew(self, office, dossier):
        apologise(office, dossier, at("2026-11-04 09:00"))
        with pytest.raises(DomainError, match="đã qua"):
            approve(office, dossier, at("2026-11-11 09:00"))
        assert Proposal.objects.get().state == "open"

    def test_a_late_result_gets_its_letter_without_a_new_day(self, office, dossier):
        moments = [
            at("2026-11-06 08:00"),
            at("2026-11-06 09:00"),
            at("2026-11-06 10:00"),
            at("2026-11-06 11:00"),
        ]
        cast.to_the_desk(office, dossier, moments)
        assert fresh(dossier).owes_apology
        apologise(office, dossier, at("2026-11-06 14:00"), day=None)
        approve(office, dossier, at("2026-11-06 15:00"))
        assert not fresh(dossier).owes_apology
        assert IssuedForm.objects.filter(key="apology").count() == 1
        assert Message.objects.filter(template_key="apology_only").count() == 1
        with pytest.raises(DomainError, match="đã có văn bản xin lỗi"):
            apologise(office, dossier, at("2026-11-06 16:00"), day=None)

    def test_a_punctual_result_needs_no_apology(self, office, dossier):
        cast.to_the_desk(office, dossier, [at("2026-11-03 08:00")] * 4)
        with pytest.raises(DomainError, match="đúng hạn"):
            apologise(office, dossier, at("2026-11-03 14:00"), day=None)

    def test_who_had_the_letter_is_owed_no_second_one_after_the_clock_started_anew(self, office, dossier):
        apologise(office, dossier, at("2026-11-04 09:00"))
        approve(office, dossier, at("2026-11-04 10:00"))
        items = [Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ")]
        supplement.ask(
            dossier=dossier, by=office.actor("hoa"), at=at("2026-11-05 09:00"), reason="Mờ", items=items
        )
        supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-06 09:00"), answer="Đây")
        sweep(at=at("2026-11-20 08:00"))
        late = fresh(dossier)
        assert late.late_marked_at is not None
        assert not late.owes_apology

    def test_a_late_dossier_stays_on_the_leaders_list_until_its_letter(self, office, dossier):
        khang = seen_by(office, "khang")

        def listed(moment):
            return queues.queue(khang, "apology", moment).count()

        moments = [
            at("2026-11-06 08:00"),
            at("2026-11-06 09:00"),
            at("2026-11-06 10:00"),
            at("2026-11-06 11:00"),
        ]
        cast.to_the_desk(office, dossier, moments)
        finish.hand_over(
            dossier=dossier,
            by=office.actor("hoa"),
            at=at("2026-11-06 14:00"),
            how="office",
            to="Nguyễn Thị Lan",
        )
        assert listed(at("2026-11-09 08:00")) == 1
        assert queues.counts(khang, at("2026-11-09 08:00"))["apology"] == 1
        apologise(office, dossier, at("2026-11-09 09:00"), day=None)
        approve(office, dossier, at("2026-11-09 10:00"))
        assert listed(at("2026-11-09 11:00")) == 0


class TestExtension:
    def test_it_gives_the_time_to_the_step_that_has_the_dossier(self, office, dossier):
        run = dossier.runs.get()
        before = run.due_at
        extend(office, dossier, at("2026-11-02 09:00"))
        approve(office, dossier, at("2026-11-02 10:00"))
        run.refresh_from_db()
        assert run.due_at > before
        assert run_derived(run).due_at == run.due_at
        assert fresh(dossier).due_at == at("2026-11-09 17:00")
        assert Message.objects.filter(template_key="extended").count() == 1

    def test_after_the_due_time_it_would_launder_a_lateness(self, office, dossier):
        with pytest.raises(DomainError, match="đã quá hạn"):
            extend(office, dossier, at("2026-11-05 17:01"))

    @pytest.mark.parametrize("days", [0, -1, 61])
    def test_a_number_of_days_that_nobody_means(self, office, dossier, days):
        with pytest.raises(Invalid, match="ngày"):
            extend(office, dossier, at("2026-11-02 09:00"), days=days)

    def test_without_an_article_of_law_it_is_not_asked(self, office, dossier):
        with pytest.raises(Invalid) as refused:
            proposals.propose_extension(
                dossier=dossier, by=office.actor("hoa"), at=MONDAY, note="Phức tạp", basis=" ", days=2
            )
        assert "basis" in refused.value.errors


class TestVerification:
    @pytest.fixture
    def verified(self, office):
        """A procedure whose version gives five working days for verification from 02/02/2026 on."""
        by, moment = Actor.system(), at("2026-01-20 08:00")
        draft = new_draft_from(version=cast.version("1.004837"), by=by, at=moment)
        draft.cases.update(extension={"unit": "working_day", "amount": 5})
        publish(version=draft, decision=DECISION, valid_from=date(2026, 2, 2), by=by, at=moment)
        return cast.take_in(office, MONDAY)

    def ask(self, office, dossier, moment):
        return proposals.propose_verification(
            dossier=dossier, by=office.actor("hoa"), at=moment, note="Xác minh nhân thân", basis=BASIS
        )

    def test_domain_10_it_extends_once_and_leaves_the_re_appointment(self, office, verified):
        self.ask(office, verified, at("2026-11-03 09:00"))
        approve(office, verified, at("2026-11-03 10:00"))
        assert fresh(verified).due_at == at("2026-11-12 17:00")
        assert fresh(verified).appointed_at is None
        with pytest.raises(DomainError, match="một lần"):
            self.ask(office, verified, at("2026-11-04 09:00"))
        apologise(office, verified, at("2026-11-11 09:00"), day=date(2026, 11, 17))
        approve(office, verified, at("2026-11-11 10:00"))
        assert fresh(verified).due_at == at("2026-11-17 17:00")

    def test_a_version_without_it_gives_none(self, office, dossier):
        with pytest.raises(DomainError, match="không quy định"):
            proposals.propose_verification(
                dossier=dossier, by=office.actor("hoa"), at=MONDAY, note="Xác minh", basis=BASIS
            )


class TestAnotherSupplement:
    def ask(self, office, dossier, moment):
        items = [Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ")]
        return supplement.ask(dossier=dossier, by=office.actor("hoa"), at=moment, reason="Mờ", items=items)

    def test_nd_118_dieu_11_2_the_second_one_needs_a_leaders_leave_and_uses_it_up(self, office, dossier):
        self.ask(office, dossier, at("2026-11-02 09:00"))
        supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-02 10:00"), answer="Đây")
        with pytest.raises(Invalid, match="lãnh đạo duyệt"):
            self.ask(office, dossier, at("2026-11-02 11:00"))
        proposals.propose_supplement(
            dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 13:30"), note="Không khớp", basis=BASIS
        )
        approve(office, dossier, at("2026-11-02 14:00"))
        second = self.ask(office, dossier, at("2026-11-02 15:00"))
        assert (second.round, second.approved_by) == (2, office.people["khang"])
        assert Proposal.objects.get().supplement == second
        supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-02 15:30"), answer="Đây")
        with pytest.raises(Invalid, match="lãnh đạo duyệt"):
            self.ask(office, dossier, at("2026-11-02 16:00"))

    def test_the_first_one_is_free(self, office, dossier):
        with pytest.raises(DomainError, match="không cần lãnh đạo duyệt"):
            proposals.propose_supplement(
                dossier=dossier, by=office.actor("hoa"), at=MONDAY, note="Không khớp", basis=BASIS
            )


class TestTheLeadersAnswer:
    def test_no_is_said_with_its_reason_and_changes_nothing(self, office, dossier):
        extend(office, dossier, at("2026-11-02 09:00"))
        with pytest.raises(Invalid):
            proposals.decline(dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 10:00"), note=" ")
        proposals.decline(
            dossier=dossier, by=office.actor("khang"), at=at("2026-11-02 10:00"), note="Chưa cần thiết"
        )
        assert fresh(dossier).due_at == at("2026-11-05 17:00")
        assert Proposal.objects.get().answer == "Chưa cần thiết"

    def test_one_question_at_a_time(self, office, dossier):
        extend(office, dossier, at("2026-11-02 09:00"))
        with pytest.raises(Conflict):
            extend(office, dossier, at("2026-11-02 09:05"))
        assert Proposal.objects.count() == 1

    def test_two_clicks_approve_once(self, office, dossier):
        extend(office, dossier, at("2026-11-02 09:00"))
        approve(office, dossier, at("2026-11-02 10:00"))
        with pytest.raises(Conflict):
            approve(office, dossier, at("2026-11-02 10:00"))
        assert ClockEntry.objects.filter(kind=EntryKind.EXTEND, target=Target.DOSSIER).count() == 1

    def test_who_may_not_sign_may_not_approve(self, office, dossier):
        extend(office, dossier, at("2026-11-02 09:00"))
        with pytest.raises(NotAllowed):
            proposals.approve(dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 10:00"))

    def test_a_dossier_that_ends_needs_no_answer_any_more(self, office, dossier):
        dossier = cast.forward(office, dossier, at("2026-11-02 08:10"), "hoa")
        dossier = cast.forward(office, dossier, at("2026-11-02 08:20"), "minh")
        dossier = cast.forward(office, dossier, at("2026-11-02 08:30"), "khang")
        extend(office, dossier, at("2026-11-02 09:00"))
        finish.finish(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 10:00"))
        assert Proposal.objects.get().state == "lapsed"
        assert not fresh(dossier).asked

    def test_the_leader_finds_the_question_in_a_list(self, office, dossier):
        extend(office, dossier, at("2026-11-02 09:00"))
        khang = seen_by(office, "khang")
        assert [d.pk for d in queues.queue(khang, "asked", at("2026-11-02 09:10"))] == [dossier.pk]
