"""The leader puts right procedure, case and moment of reception through the page."""

import pytest

from dossiers.models import Dossier
from dossiers.services import route
from tests import cast
from tests.cast import at
from tests.desk.test_actions import done, fresh, offered, page_of, press

pytestmark = pytest.mark.django_db
RETIME, RECLASSIFY = "sua-thoi-diem-tiep-nhan", "sua-thu-tuc"


@pytest.fixture
def dossier(office, clock) -> Dossier:
    clock("2026-11-10 09:00")
    return cast.take_in(office, at("2026-11-10 08:00"), "1.004859", case="change")


def typed(**more) -> dict[str, str]:
    return {"received_on": "09/11/2026", "received_time": "14h30", "note": "Mất điện"} | more


def form_of(response, slug):
    return next(panel.form for panel in response.context["panels"] if panel.act.slug == slug)


def case_of(code: str, key: str | None = None) -> int:
    cases = cast.version(code).cases.order_by("ord")
    return (cases.get(key=key) if key else cases.first()).pk


def test_the_moment_of_reception_is_typed_as_day_and_time(browser, dossier):
    khang = browser("khang")
    shown = form_of(khang.get(page_of(dossier)), RETIME)
    assert (str(shown["received_on"].value()), f"{shown['received_time'].value():%H:%M}") == (
        "2026-11-10", "08:00",
    )  # fmt: skip
    assert done(press(khang, dossier, RETIME, **typed()), dossier)
    assert fresh(dossier).received_at == at("2026-11-09 14:30")
    page = khang.get(page_of(dossier)).content.decode()
    assert "Đã sửa. Giấy tiếp nhận mới nằm ở mục “Biểu mẫu đã lập”." in page
    assert "đã được thay bằng số 02" in page
    assert "Tiếp nhận lúc 14:30, thứ Hai 09/11/2026." in page


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"received_on": "11/11/2026"}, "received_on", "tương lai"),
        ({"received_on": "30/12/2025"}, "received_on", "đã vào sổ năm 2026"),
        ({"received_on": "09/11"}, "received_on", "Ngày cần viết như"),
        ({"received_on": "01/01/0001"}, "received_on", "đã vào sổ năm 2026"),
        ({"received_on": "31/12/9999", "received_time": "23:59"}, "received_on", "tương lai"),
        ({"received_time": "25:00"}, "received_time", "Giờ cần viết như 14:30."),
        ({"note": ""}, "note", "Nhập lý do đính chính."),
    ],
)
def test_what_is_wrong_stands_beside_its_box_and_is_kept(browser, dossier, more, field, said):
    back = press(browser("khang"), dossier, RETIME, **typed(**more))
    assert back.status_code == 422
    form = form_of(back, RETIME)
    assert said in " ".join(form.errors[field])
    assert form["received_on"].value() == typed(**more)["received_on"]
    assert fresh(dossier).received_at == at("2026-11-10 08:00")


def test_the_other_case_is_offered_with_the_day_it_would_promise(browser, dossier):
    khang = browser("khang")
    labels = [label for _, label in form_of(khang.get(page_of(dossier)), RECLASSIFY).fields["case"].choices]
    [label] = [one for one in labels if "Bổ sung thông tin hộ tịch" in one]
    assert label.endswith("hẹn trả 17:00 ngày 10/11/2026")
    assert done(press(khang, dossier, RECLASSIFY, case=case_of("1.004859", "add"), note="Nhầm"), dossier)
    assert fresh(dossier).case.key == "add"


def test_another_procedure_is_searched_and_then_chosen(browser, dossier):
    khang = browser("khang")
    found = press(khang, dossier, RECLASSIFY, find="giám hộ", note="Nhập nhầm thủ tục")
    assert found.status_code == 422
    page = found.content.decode()
    assert "Chọn thủ tục và trường hợp đúng trong danh sách." in page
    assert "Đăng ký giám hộ: 3 ngày làm việc; hẹn trả 17:00 ngày 13/11/2026" in page
    assert "Nhập nhầm thủ tục</textarea>" in page
    chosen = {"find": "giám hộ", "case": case_of("1.004837"), "note": "Nhập nhầm thủ tục"}
    assert done(press(khang, dossier, RECLASSIFY, **chosen), dossier)
    assert "Đăng ký giám hộ" in khang.get(page_of(dossier)).content.decode()
    assert dossier.runs.get(closed_at=None).step.version == cast.version("1.004837")
    assert "đã nộp, thủ tục này không yêu cầu" in khang.get(page_of(dossier)).content.decode()


@pytest.mark.parametrize("find", ["xin mặt trăng", "%"])
def test_a_search_without_result_says_so(browser, dossier, find):
    back = press(browser("khang"), dossier, RECLASSIFY, find=find, note="x")
    assert back.status_code == 422
    assert form_of(back, RECLASSIFY).errors["find"]


def test_a_case_that_was_never_offered_is_refused(browser, dossier):
    for case in (case_of("1.001193"), "0", "²", ""):
        assert press(browser("khang"), dossier, RECLASSIFY, case=case, note="x").status_code == 422
    assert fresh(dossier).case.key == "change"


def test_sent_twice_it_is_done_once_and_the_words_are_kept(browser, dossier):
    khang, seen = browser("khang"), dossier.last_seq
    press(khang, dossier, RETIME, seen=seen, **typed())
    again = press(khang, dossier, RETIME, seen=seen, **typed(note="Mất điện cả buổi"))
    assert again.status_code == 409
    assert "vừa thực hiện “Sửa thời điểm tiếp nhận”" in again.content.decode()
    assert "Mất điện cả buổi</textarea>" in again.content.decode()
    assert dossier.issued_forms.count() == 2


def test_a_colleague_was_first_and_what_was_chosen_waits(office, browser, dossier):
    seen = dossier.last_seq
    route.add_note(dossier=dossier, by=office.actor("yen"), at=at("2026-11-10 08:50"), note="Khoan đã")
    chosen = {"find": "giám hộ", "case": case_of("1.004837"), "note": "Nhầm"}
    back = press(browser("khang"), dossier, RECLASSIFY, seen=seen, **chosen)
    assert back.status_code == 409
    form = form_of(back, RECLASSIFY)
    assert str(form["case"].value()) == str(chosen["case"])


@pytest.mark.parametrize("who", ["hoa", "yen", "minh"])
def test_nobody_but_the_leader_has_the_buttons(browser, dossier, who):
    assert not {RETIME, RECLASSIFY} & set(offered(browser(who), dossier))
    assert press(browser(who), dossier, RETIME, **typed()).status_code == 403
    assert press(browser(who), dossier, RECLASSIFY, find="giám hộ", note="x").status_code == 403
