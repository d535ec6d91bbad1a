"""What officers are told of the work with dossiers: in the house always, once a level, no citizen's name."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Notice, User
from agencies.selectors import unit_of
from agencies.worktime.limits import Limit, Unit
from dossiers.services import digest, proposals, questions
from dossiers.services.questions import Asked
from dossiers.services.sweep import sweep
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
HOURS = Limit(Unit.WORKING_HOUR, Decimal(4))


@pytest.fixture
def dossier(office):
    """Lies with anh Minh's unit; due Thursday 05/11 at 17:00."""
    found = cast.take_in(office, at("2026-11-02 08:00"))
    return cast.forward(office, found, at("2026-11-02 08:30"), "hoa", office.people["minh"])


def told(kind):
    """Who was told of it in the house, and in which words."""
    rows = Notice.objects.filter(dedupe_key__startswith=f"{kind}:").order_by("user__username")
    return {row.user.username: row.text for row in rows}


def mailed(key):
    return sorted(Message.objects.filter(template_key=key).values_list("address", flat=True))


class TestClocks:
    def test_a_step_that_is_due_soon_is_told_in_the_house_alone(self, office, dossier):
        run = dossier.runs.get(closed_at=None)
        for _ in range(2):
            sweep(at=run.soon_at)
        assert list(told("soon:run")) == ["minh"]
        assert told("soon:run")["minh"].startswith(f"Hồ sơ {dossier.code} sắp đến hạn ở bước")
        assert mailed("officer_soon") == []

    def test_who_wishes_gets_it_by_e_mail(self, office, dossier):
        User.objects.filter(username="minh").update(mail_levels=["soon"])
        sweep(at=dossier.runs.get(closed_at=None).soon_at)
        assert mailed("officer_soon") == ["minh@sontay.example"]

    def test_what_became_late_at_the_close_goes_out_the_next_morning(self, office):
        cast.take_in(office, at("2026-11-02 15:30"), "2.000815")
        sweep(at=at("2026-11-03 19:00"))
        assert list(told("late:run")) == ["hoa"]
        letter = Message.objects.get(template_key="officer_late")
        assert (letter.created_at, letter.not_before) == (at("2026-11-03 19:00"), at("2026-11-04 07:30"))

    def test_a_dossier_past_its_day_is_told_to_its_holder_and_who_assigns(self, office, dossier):
        sweep(at=at("2026-11-06 00:01"))
        assert list(told("late:dossier")) == ["khang", "minh", "yen"]
        assert told("late:dossier")["minh"] == (
            f"Hồ sơ {dossier.code} đã quá hẹn trả kết quả (17:00 ngày 05/11/2026)."
        )

    def test_an_answer_that_is_late_is_told_to_who_may_give_it(self, office):
        for _ in range(2):
            cast.file_online(office, at("2026-11-02 09:00"))
        sweep(at=at("2026-11-03 09:01"))
        assert list(told("late")) == []
        assert list(told("intake-late")) == ["hoa", "tam"]
        assert told("intake-late")["hoa"].startswith("2 hồ sơ đã quá hạn trả lời tiếp nhận: H42.18172-")

    def test_a_step_of_a_unit_without_e_mail_is_told_all_the_same(self, office, dossier):
        User.objects.update(email="")
        sweep(at=at("2026-11-05 19:00"))
        assert list(told("late:run")) == ["minh"]
        assert not Message.objects.filter(template_key__startswith="officer").exists()

    def test_the_digest_stands_in_the_house_for_everybody(self, office, dossier):
        User.objects.update(mail_levels=[])
        sweep(at=at("2026-11-06 07:00"))
        digest.send_due(at=at("2026-11-06 07:31"))
        assert told("digest")["minh"] == "Việc của Anh/Chị: 1 hồ sơ quá hạn."
        assert "Cả cơ quan: 1 hồ sơ quá hạn" in told("digest")["khang"]
        assert mailed("officer_digest") == []

    def test_no_notice_names_a_citizen(self, office, dossier):
        cast.file_online(office, at("2026-11-02 09:00"))
        sweep(at=at("2026-11-30 08:00"))
        assert Notice.objects.count() > 5
        assert not Notice.objects.filter(text__contains="Lan").exists()


class TestQuestions:
    @pytest.fixture
    def question(self, office, dossier):
        """Anh Minh asks Phòng Kinh tế; due at 14:30."""
        return self.ask(office, dossier, Asked(unit=unit_of(office.agency, "economy")))

    def ask(self, office, dossier, to):
        return questions.ask(
            dossier=dossier, by=office.actor("minh"), at=at("2026-11-02 09:00"), to=to, limit=HOURS,
            note="Thửa đất của bà Lan có tranh chấp không?",
        )  # fmt: skip

    def answer(self, office, question, moment="2026-11-02 10:00"):
        questions.answer(question=question, by=office.actor("dung"), at=at(moment), note="Không")

    def test_a_unit_that_is_asked_hears_of_it(self, office, dossier, question):
        assert told("officer_asked") == {
            "dung": f"Trần Văn Minh xin ý kiến về hồ sơ {dossier.code}, trả lời trước 14:30 ngày 02/11/2026."
        }
        assert mailed("officer_asked") == ["dung@sontay.example"]
        assert Notice.objects.get(user__username="dung").path.endswith(f"{dossier.code}/#y-kien")

    def test_a_person_who_is_asked_hears_of_it(self, office, dossier):
        self.ask(office, dossier, Asked(user=office.people["thuy"]))
        assert list(told("officer_asked")) == ["thuy"]

    def test_who_asked_hears_of_the_answer(self, office, dossier, question):
        self.answer(office, question)
        assert told("officer_answered") == {"minh": f"Phạm Quốc Dũng đã cho ý kiến về hồ sơ {dossier.code}."}

    def test_an_answer_that_does_not_come_is_told_to_both_once(self, office, dossier, question):
        assert sweep(at=at("2026-11-02 14:30"))["question_late"] == 0
        assert sweep(at=at("2026-11-02 14:31"))["question_late"] == 1
        assert sweep(at=at("2026-11-02 14:32"))["question_late"] == 0
        assert list(told("officer_answer_late")) == ["dung"]
        assert told("officer_answer_missing")["minh"] == (
            f"Phòng Kinh tế chưa cho ý kiến về hồ sơ {dossier.code} (hạn 14:30 ngày 02/11/2026)."
        )

    def test_what_was_answered_in_time_or_called_off_is_not_late(self, office, dossier, question):
        other = self.ask(office, dossier, Asked(user=office.people["thuy"]))
        self.answer(office, question)
        questions.call_off(question=other, by=office.actor("minh"), at=at("2026-11-02 10:00"), note="Đã rõ")
        assert sweep(at=at("2026-11-03 14:31"))["question_late"] == 0


class TestProposals:
    @pytest.fixture
    def proposal(self, office, dossier):
        return proposals.propose_apology(
            dossier=dossier, by=office.actor("minh"), at=at("2026-11-04 09:00"), cause_code="workload",
            note="Hồ sơ của bà Lan phức tạp", new_day=date(2026, 11, 10),
        )  # fmt: skip

    def test_the_leader_hears_what_waits_for_approval(self, office, dossier, proposal):
        assert told("officer_proposal") == {
            "khang": f"Hồ sơ {dossier.code} có đề nghị chờ duyệt: Xin lỗi và hẹn lại ngày trả."
        }
        assert mailed("officer_proposal") == ["khang@sontay.example"]

    @pytest.mark.parametrize(("yes", "said"), [(True, "đã được duyệt"), (False, "không được duyệt")])
    def test_who_asked_hears_the_answer(self, office, dossier, proposal, yes, said):
        decide = proposals.approve if yes else proposals.decline
        decide(dossier=dossier, by=office.actor("khang"), at=at("2026-11-04 10:00"), note="Đã xem")
        assert told("officer_decided") == {
            "minh": f"Hồ sơ {dossier.code}: đề nghị “Xin lỗi và hẹn lại ngày trả” {said}."
        }
        assert mailed("officer_decided") == ["minh@sontay.example"]


@pytest.mark.parametrize("number", [2, 6])
def test_a_batch_that_became_late_costs_the_same_statements_however_many(
    office, number, django_assert_max_num_queries
):
    for _ in range(number):
        cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    with django_assert_max_num_queries(40):
        assert sweep(at=at("2026-11-02 15:01"))["run_late"] == number
