"""Asking to complete a dossier, and the answer (law.md R01, R09; domain.md 5, 6, 13)."""

import pytest

from dossiers.models import Event, IssuedForm, StepRun, Supplement
from dossiers.selectors.way import Way
from dossiers.services import supplement
from dossiers.services.supplement import Asked
from dossiers.states import Clock, State
from kit.errors import Conflict, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import CITIZEN, at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db

BASIS = "Điểm a khoản 2 Điều 17 Nghị định 118/2025/NĐ-CP"


def ask(office, dossier, moment, who="hoa", **changed):
    first = dossier.version.components.order_by("ord").first()
    given = {"reason": "Ảnh bị mờ", "items": [Asked(first, what="Chụp lại cho rõ")]} | changed
    return supplement.ask(dossier=dossier, by=office.actor(who), at=moment, **given)


def complete(dossier, moment, **changed):
    return supplement.complete(
        dossier=dossier, by=CITIZEN, at=moment, **({"answer": "Tôi gửi lại"} | changed)
    )  # fmt: skip


def test_asked_before_reception_the_clock_of_the_answer_ends_and_starts_anew(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.intake_clock) == (State.SUPPLEMENT, Clock.ENDED)
    dossier = complete(dossier, at("2026-11-09 10:00"))
    assert (dossier.state, dossier.intake_clock) == (State.NEW, Clock.RUNNING)
    assert dossier.intake_due_at == at("2026-11-10 10:00")
    assert (dossier.clock, dossier.due_at) == (Clock.OFF, None)


def test_asked_after_reception_eight_new_hours_measure_the_officer_s_answer(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    dossier = complete(dossier, at("2026-11-09 10:00"))
    assert (dossier.state, dossier.intake_clock) == (State.PROCESSING, Clock.RUNNING)
    assert dossier.intake_due_at == at("2026-11-10 10:00")
    dossier = cast.forward(office, dossier, at("2026-11-09 15:00"), "hoa")
    assert dossier.intake_clock == Clock.ENDED


def test_the_citizen_is_told_what_to_bring_and_by_when(office):
    ask(office, cast.take_in(office, at("2026-11-02 09:00")), at("2026-11-02 10:00"))
    told = Message.objects.get(template_key="supplement_asked")
    assert told.values["deadline"] == "23/11/2026"  # 15 working days
    assert IssuedForm.objects.filter(key="supplement").count() == 1


def test_asking_twice_in_one_stage_is_against_the_law(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    complete(dossier, at("2026-11-03 10:00"))
    with pytest.raises(Invalid, match="chỉ được yêu cầu bổ sung một lần"):
        ask(office, dossier, at("2026-11-03 11:00"))


def test_each_stage_may_ask_once(office):
    dossier = cast.file_online(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    dossier = complete(dossier, at("2026-11-02 11:00"))
    dossier = cast.receive(office, dossier, at("2026-11-02 13:00"))
    ask(office, dossier, at("2026-11-02 14:00"))
    stages = Supplement.objects.filter(dossier=dossier).values_list("stage", "round")
    assert list(stages) == [("intake", 1), ("appraisal", 1)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"items": []}, "items"),
        ({"reason": " "}, "reason"),
        ({"basis": "x" * 301}, "basis"),
        ({"items": [Asked(name="Giấy tờ khác")]}, "items"),
        ({"items": [Asked(name=" ", basis=BASIS)]}, "items"),
        ({"items": [Asked(name="Giấy tờ khác", basis=BASIS, what="x" * 501)]}, "items"),
    ],
)
def test_a_faulty_request_says_what_is_wrong(office, changed, field):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    with pytest.raises(Invalid) as told:
        ask(office, dossier, at("2026-11-02 10:00"), **changed)
    assert set(told.value.errors) == {field}


def test_another_paper_needs_its_article_of_law(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    asked = ask(office, dossier, at("2026-11-02 10:00"), items=[Asked(name="Văn bản ủy quyền", basis=BASIS)])
    assert list(asked.items.values_list("name", "basis")) == [("Văn bản ủy quyền", BASIS)]


def test_a_paper_of_another_procedure_cannot_be_asked_for(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    foreign = cast.version("1.004845").components.first()
    with pytest.raises(Invalid, match="không thuộc thủ tục"):
        ask(office, dossier, at("2026-11-02 10:00"), items=[Asked(foreign)])


def test_a_very_long_name_of_a_paper_is_cut_not_refused(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    asked = ask(office, dossier, at("2026-11-02 10:00"), items=[Asked(name="Giấy " * 90, basis=BASIS)])
    assert len(asked.items.get().name) <= 300


def test_files_of_the_answer_hang_on_their_papers_and_on_the_request(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    asked = ask(office, dossier, at("2026-11-02 10:00"))
    component = dossier.version.components.order_by("ord").first()
    moment = at("2026-11-03 10:00")
    files = [(component, stored_photo(moment)), (None, stored_photo(moment))]
    complete(dossier, moment, files=files, answer="")
    assert list(asked.files.order_by("pk").values_list("kind", "component")) == [
        ("component", component.pk), ("other", None),
    ]  # fmt: skip


def test_an_answer_with_a_paper_of_another_procedure_is_refused(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    foreign = cast.version("1.004845").components.first()
    with pytest.raises(Invalid, match="không thuộc thủ tục"):
        complete(dossier, at("2026-11-03 10:00"), files=[(foreign, stored_photo(at("2026-11-03 10:00")))])


def test_an_empty_answer_is_refused(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    with pytest.raises(Invalid, match="thêm tệp hoặc viết"):
        complete(dossier, at("2026-11-03 10:00"), answer="  ")


def test_answering_twice_is_a_race_told_without_naming_the_officer(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    complete(dossier, at("2026-11-03 10:00"))
    with pytest.raises(Conflict) as told:
        complete(dossier, at("2026-11-03 10:01"))
    assert "Ông/Bà" in str(told.value)
    assert "Nguyễn Thị Hoa" not in str(told.value)


def test_only_the_counter_may_record_an_answer_for_the_citizen(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    for who in ("minh", "khang", "quantri"):
        with pytest.raises(NotAllowed):
            supplement.complete(dossier=dossier, by=office.actor(who), at=at("2026-11-03 10:00"), answer="Đủ")
    done = supplement.complete(
        dossier=dossier, by=office.actor("tam"), at=at("2026-11-03 10:00"), answer="Mang đến quầy"
    )
    assert done.state == State.PROCESSING


def test_the_approver_cannot_ask_and_a_handler_only_at_their_step(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    with pytest.raises(NotAllowed):
        ask(office, dossier, at("2026-11-02 10:00"), "minh")
    dossier = cast.forward(office, dossier, at("2026-11-02 10:00"), "hoa")
    with pytest.raises(NotAllowed):
        ask(office, dossier, at("2026-11-02 11:00"), "thuy")  # a handler of another unit
    ask(office, dossier, at("2026-11-02 11:00"), "minh")
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT


def test_a_step_that_asked_keeps_its_person_after_the_answer(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    dossier = cast.forward(office, dossier, at("2026-11-02 10:00"), "hoa", office.people["minh"])
    ask(office, dossier, at("2026-11-02 11:00"), "minh")
    complete(dossier, at("2026-11-03 10:00"))
    run = StepRun.objects.get(dossier=dossier, closed_at=None)
    assert (run.assignee, run.attempt, run.step.role) == (office.people["minh"], 2, "process")


def test_the_public_reads_what_is_asked_and_why(office):
    dossier = cast.take_in(office, at("2026-11-02 09:00"))
    ask(office, dossier, at("2026-11-02 10:00"))
    event = Event.objects.get(dossier=dossier, action="ask_supplement")
    assert event.public_text.startswith("Cần bổ sung: ")
    assert event.public_text.endswith("Lý do: Ảnh bị mờ")


def test_a_step_that_waits_keeps_the_minutes_it_had_used(office):
    dossier = cast.take_in(office, at("2026-11-02 08:00"))
    ask(office, dossier, at("2026-11-02 09:30"))
    first = Way(dossier).steps(at("2026-11-05 10:00"))[0]
    assert (first["state"], first["used_minutes"]) == ("stopped", 90)
