"""Opinions through the pages: asked, found in the queue, answered, with what is wrong beside its field."""

import pytest

from dossiers.models import Question
from tests import cast
from tests.cast import at
from tests.desk.test_actions import done, offered, page_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office, clock):
    clock("2026-11-10 09:00")
    found = cast.take_in(office, at("2026-11-10 08:00"))
    return cast.forward(office, found, at("2026-11-10 08:30"), "hoa", office.people["minh"])


def typed(office, **more):
    unit = office.agency.units.get(kind_key="economy")
    return {"to": f"u{unit.pk}", "note": "Có tranh chấp không?", "amount": "4", "unit": "working_hour"} | more


def test_asked_found_and_answered(office, browser, dossier, clock):
    minh, dung = browser("minh"), browser("dung")
    assert done(press(minh, dossier, "xin-y-kien", **typed(office)), dossier)
    assert "Đang chờ ý kiến" in minh.get(page_of(dossier)).content.decode()
    queue = dung.get("/can-bo/hang/opinions/")
    assert [(row["code"], row["flag"]) for row in queue.context["rows"]] == [
        (dossier.code, "Trả lời trước 14:30 10/11/2026")
    ]
    clock("2026-11-10 15:00")
    minh, dung = browser("minh"), browser("dung")
    late = dung.get("/can-bo/hang/opinions/").context["rows"][0]["flag"]
    assert late == "Quá hạn trả lời từ 14:30 10/11/2026"
    question = Question.objects.get()
    assert "cho-y-kien" in offered(dung, dossier)
    empty = press(dung, dossier, "cho-y-kien", question=question.pk)
    assert empty.status_code == 422
    assert "Nhập ý kiến của Anh/Chị." in empty.content.decode()
    assert done(press(dung, dossier, "cho-y-kien", question=question.pk, note="Không"), dossier)
    assert "Trả lời muộn hạn" in minh.get(page_of(dossier)).content.decode()
    twice = press(dung, dossier, "cho-y-kien", question=question.pk, note="Không có")
    assert twice.status_code == 409
    assert "Phạm Quốc Dũng đã cho ý kiến lúc 15:00." in twice.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to": ""}, "Chọn người hoặc bộ phận cần xin ý kiến."),
        ({"to": "p999999"}, "Hãy chọn một mục trong danh sách."),
        ({"note": ""}, "Nhập nội dung cần hỏi."),
        ({"amount": "0"}, "Nhập số từ 1 đến 30."),
        ({"amount": ""}, "Nhập số giờ hoặc số ngày để trả lời."),
        ({"unit": "month"}, "Hãy chọn một mục trong danh sách."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_kept(office, browser, dossier, wrong, words):
    back = press(browser("minh"), dossier, "xin-y-kien", **typed(office, **wrong))
    assert back.status_code == 422
    assert words in back.content.decode()
    assert not Question.objects.exists()


def test_a_question_sent_twice_is_asked_once(office, browser, dossier):
    minh, seen = browser("minh"), dossier.last_seq
    press(minh, dossier, "xin-y-kien", seen=seen, **typed(office))
    assert press(minh, dossier, "xin-y-kien", seen=seen, **typed(office)).status_code == 409
    assert Question.objects.count() == 1


def test_the_asker_calls_it_off(office, browser, dossier):
    minh = browser("minh")
    press(minh, dossier, "xin-y-kien", **typed(office))
    question = Question.objects.get().pk
    assert done(press(minh, dossier, "rut-xin-y-kien", question=question, note="Đã rõ"), dossier)
    assert "Không cần trả lời nữa" in minh.get(page_of(dossier)).content.decode()
