"""Answering a new dossier: receive it or refuse it (law.md R02–R06, R10; domain.md 1, 12, 14, 22)."""

from datetime import date

import pytest

from accounts.access import scope
from agencies.services import change_law_value
from dossiers.models import Event, IssuedForm, Lateness, StepRun
from dossiers.selectors import queues
from dossiers.services import between, intake
from dossiers.states import Clock, Outcome, State, Target
from kit.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from portal.demo.office import DECISION
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import at
from tests.neighbours import with_neighbour

pytestmark = pytest.mark.django_db

REFUSAL = {"reason_code": "not_competent", "reason": "Thuộc xã Sơn Kim 1", "basis": "Khoản 1 Điều 9"}


def refuse(office, dossier, moment, who="hoa", **changed):
    return intake.refuse(dossier=dossier, by=office.actor(who), at=moment, **(REFUSAL | changed))


def test_receiving_gives_the_due_date_the_register_line_the_first_run_and_the_receipt(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    dossier = cast.receive(office, dossier, at("2026-11-02 10:00"))
    assert (dossier.state, dossier.clock) == (State.RECEIVED, Clock.RUNNING)
    assert dossier.due_at == dossier.due_original == at("2026-11-05 17:00")
    assert (dossier.register_book, dossier.register_no) == ("01/2026", 1)
    assert dossier.received_by == office.people["hoa"]
    run = StepRun.objects.get(dossier=dossier)
    assert (run.step.role, run.unit.kind_key, run.assignee) == ("receive", "one_stop", dossier.received_by)
    assert IssuedForm.objects.get(dossier=dossier).key == "receipt"
    told = Message.objects.get(template_key="dossier_accepted")
    assert told.values["due"] == "17:00 ngày 05/11/2026"


def test_receiving_ends_the_clock_of_the_answer(office):
    dossier = cast.receive(office, cast.file_online(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    assert dossier.intake_clock == Clock.ENDED
    assert not Lateness.objects.exists()


@pytest.mark.parametrize(
    ("answered", "late"), [("2026-11-03 09:00:00", False), ("2026-11-03 09:00:01", True)]
)
def test_an_answer_after_eight_working_hours_is_late_even_before_the_sweep(office, answered, late):
    dossier = cast.receive(office, cast.file_online(office, at("2026-11-02 09:00")), at(answered))
    rows = list(Lateness.objects.filter(dossier=dossier, target=Target.INTAKE))
    assert bool(rows) is late
    assert bool(dossier.intake_late_marked_at) is late
    assert all(row.became_late_at == at("2026-11-03 09:00") for row in rows)


def test_the_hours_of_the_answer_may_be_plain_hours(office):
    change_law_value(
        key="intake_unit", value="plain", valid_from=date(2026, 10, 1), basis="Quyết định thử", mark="U",
        agency=office.agency, by=Actor.system(), at=at("2026-09-01 08:00"),
    )  # fmt: skip
    dossier = cast.file_online(office, at("2026-11-02 16:00"))
    assert dossier.intake_due_at == at("2026-11-03 00:00")


def test_a_changed_hours_limit_counts_for_new_dossiers_only(office):
    before = cast.file_online(office, at("2026-11-02 09:00"))
    change_law_value(
        key="accept_limit", value=4, valid_from=date(2026, 11, 3), basis="Quyết định thử", mark="U",
        agency=office.agency, by=Actor.system(), at=at("2026-11-02 12:00"),
    )  # fmt: skip
    after = cast.file_online(office, at("2026-11-03 07:30"))
    before.refresh_from_db()
    assert before.intake_due_at == at("2026-11-03 09:00")
    assert after.intake_due_at == at("2026-11-03 11:30")


def test_two_officers_receiving_get_one_reception_and_one_kind_sentence(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    cast.receive(office, dossier, at("2026-11-02 10:00"))
    with pytest.raises(Conflict) as told:
        intake.receive(dossier=dossier, by=office.actor("tam"), at=at("2026-11-02 10:01"))
    assert str(told.value) == (
        "Nguyễn Thị Hoa vừa thực hiện “Tiếp nhận hồ sơ” với hồ sơ này lúc 10:00. "
        "Hồ sơ đang ở bước “Tiếp nhận”. Trang đã được cập nhật; ghi chú của Anh/Chị vẫn được giữ."
    )


def test_a_page_older_than_the_dossier_is_refused(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    with pytest.raises(Conflict):
        intake.receive(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 10:00"), seen=0)


def test_a_moment_before_the_last_event_becomes_that_event_s_moment(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    dossier = cast.receive(office, dossier, at("2026-11-02 08:00"))
    assert dossier.received_at == at("2026-11-02 09:00")


@pytest.mark.parametrize("who", ["minh", "khang", "yen", "quantri"])
def test_only_the_desk_receives_and_refuses(office, who):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    with pytest.raises(NotAllowed):
        intake.receive(dossier=dossier, by=office.actor(who), at=at("2026-11-02 10:00"))
    with pytest.raises(NotAllowed):
        refuse(office, dossier, at("2026-11-02 10:00"), who)


def test_a_refusal_ends_the_dossier_with_its_reason_and_form(office):
    dossier = refuse(office, cast.file_online(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    assert (dossier.state, dossier.outcome) == (State.REFUSED, Outcome.REFUSED)
    assert (dossier.finished_at, dossier.received_at) == (at("2026-11-02 10:00"), None)
    assert dossier.intake_clock == Clock.ENDED
    assert IssuedForm.objects.get(dossier=dossier).key == "refusal"
    told = Event.objects.get(dossier=dossier, action="refuse").public_text
    assert told == "Không thuộc thẩm quyền giải quyết của cơ quan. Thuộc xã Sơn Kim 1 Căn cứ: Khoản 1 Điều 9"
    assert Message.objects.filter(template_key="dossier_refused").count() == 1


@pytest.mark.parametrize("field", ["reason_code", "reason", "basis"])
@pytest.mark.parametrize("value", ["", "   "])
def test_a_refusal_without_code_words_or_law_is_refused_itself(office, field, value):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    with pytest.raises(Invalid) as told:
        refuse(office, dossier, at("2026-11-02 10:00"), **{field: value})
    assert set(told.value.errors) == {field}
    dossier.refresh_from_db()
    assert dossier.state == State.NEW


def test_a_refused_code_is_never_used_again(office):
    first = refuse(office, cast.file_online(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    second = cast.file_online(office, at("2026-11-02 11:00"))
    assert (first.code[-4:], second.code[-4:]) == ("0001", "0002")


# The version in force on the day of reception (domain.md 22).


def newer_version(code, since, change=lambda draft: None):
    moment = at("2026-10-01 08:00")
    draft = new_draft_from(version=cast.version(code), by=Actor.system(), at=moment)
    change(draft)
    return publish(version=draft, decision=DECISION, valid_from=since, by=Actor.system(), at=moment)


def test_the_limit_is_that_of_the_version_in_force_at_reception(office):
    dossier = cast.file_online(office, at("2026-11-02 16:00"))
    newer = newer_version(
        "1.004837",
        date(2026, 11, 3),
        lambda draft: draft.cases.update(limit={"unit": "working_day", "amount": 5}),
    )
    dossier = cast.receive(office, dossier, at("2026-11-03 08:00"))
    assert dossier.version == newer
    assert dossier.due_at == at("2026-11-10 17:00")


def test_the_receipt_names_the_papers_that_came_under_the_older_version(office):
    dossier = cast.file_online(office, at("2026-11-02 16:00"))
    newer_version("1.004837", date(2026, 11, 3))
    dossier = cast.receive(office, dossier, at("2026-11-03 08:00"))
    names = [line["name"] for line in IssuedForm.objects.get(dossier=dossier).data["components"]]
    assert len(names) == dossier.files.values("component").distinct().count()


def test_a_newer_version_with_other_legs_lays_them_anew(office):
    dossier = cast.file_online(office, at("2026-11-02 16:00"), "1.004845")

    def two_legs(draft):
        draft.legs.create(ord=2, agency_kind="commune", limit={"unit": "working_day", "amount": 1})
        draft.legs.filter(ord=1).update(limit={"unit": "working_day", "amount": 1})
        draft.steps.filter(role="return").update(leg_ord=2, share=1)

    newer_version("1.004845", date(2026, 11, 3), two_legs)
    dossier = cast.receive(office, dossier, at("2026-11-03 08:00"))
    assert dossier.legs.count() == 2
    assert dossier.due_at == at("2026-11-05 17:00")


def test_a_newer_version_hides_it_from_nobody_who_filed_it(office):
    two = with_neighbour(office, at("2026-01-05 08:00"))
    dossier = cast.file_online(two, at("2026-11-02 16:00"))
    between.route(
        dossier=dossier, by=two.actor("hoa"), at=at("2026-11-02 16:30"), to=two.neighbour, receive_here=False
    )
    newer = newer_version("1.004837", date(2026, 11, 3))
    dossier = intake.receive(dossier=dossier, by=two.actor("nga"), at=at("2026-11-03 08:00"))
    assert dossier.version == newer
    assert dossier in queues.visible(scope(two.people["hoa"], date(2026, 11, 3)))


def test_a_dossier_whose_case_is_gone_stays_at_its_version(office):
    dossier = cast.file_online(office, at("2026-11-02 16:00"), "1.013225")
    newer_version(
        "1.013225",
        date(2026, 11, 3),
        lambda draft: draft.cases.filter(key=dossier.case.key).update(key="gone"),
    )
    kept = cast.receive(office, dossier, at("2026-11-03 08:00"))
    assert (kept.version, kept.case) == (dossier.version, dossier.case)
    assert kept.due_at is not None
