"""Each action through the page: done once, by who may, with words kept when somebody was first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import StoredFile
from dossiers.models import Dossier, Supplement
from dossiers.services import route, supplement, withdraw
from dossiers.states import Outcome, State
from tests import cast
from tests.cast import CITIZEN, PIXEL, at

pytestmark = pytest.mark.django_db
CODE = "2.000815"


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def filed(office, morning) -> Dossier:
    return cast.file_online(office, at("2026-11-10 08:00"), CODE)


@pytest.fixture
def received(office, filed) -> Dossier:
    return cast.receive(office, filed, at("2026-11-10 08:10"))


@pytest.fixture
def processing(office, received) -> Dossier:
    return cast.forward(office, received, at("2026-11-10 08:20"), "hoa")


@pytest.fixture
def signing(office, processing) -> Dossier:
    return cast.forward(office, processing, at("2026-11-10 08:30"), "minh")


@pytest.fixture
def at_return(office, signing) -> Dossier:
    return cast.forward(office, signing, at("2026-11-10 08:40"), "khang")


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def page_of(dossier: Dossier) -> str:
    return f"/can-bo/ho-so/{dossier.code}/"


def press(client, dossier: Dossier, slug: str, *, seen: int | None = None, **typed):
    seen = fresh(dossier).last_seq if seen is None else seen
    return client.post(f"{page_of(dossier)}{slug}/", {"seen": seen} | typed)


def offered(client, dossier: Dossier) -> dict[str, str]:
    panels = client.get(page_of(dossier)).context["panels"]
    return {panel.act.slug: panel.label for panel in panels}


def done(response, dossier: Dossier) -> bool:
    return (response.status_code, response.headers.get("Location")) == (302, page_of(dossier))


def test_an_officer_receives_and_the_page_gives_due_date_and_receipt(browser, filed):
    hoa = browser("hoa")
    assert done(press(hoa, filed, "tiep-nhan", note="Đủ giấy tờ"), filed)
    assert fresh(filed).state == State.RECEIVED
    page = hoa.get(page_of(filed))
    assert "Đã tiếp nhận hồ sơ." in page.content.decode()
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page.content.decode()
    receipt = page.context["issued"][0]
    assert b"".join(hoa.get(receipt["url"]).streaming_content).startswith(b"%PDF")


def test_refusing_asks_for_reason_and_article_of_law_and_keeps_what_was_typed(browser, filed):
    hoa = browser("hoa")
    back = press(hoa, filed, "tu-choi-tiep-nhan", reason="Nộp nhầm thủ tục")
    assert back.status_code == 422
    words = back.content.decode()
    assert "Chọn lý do từ chối." in words
    assert "Nhập điều, khoản của văn bản làm căn cứ." in words
    assert "Nộp nhầm thủ tục</textarea>" in words
    typed = {"reason_code": "wrong_procedure", "reason": "Nộp nhầm thủ tục", "basis": "Điều 19"}
    assert done(press(hoa, filed, "tu-choi-tiep-nhan", **typed), filed)
    assert fresh(filed).outcome == Outcome.REFUSED
    assert offered(hoa, filed) == {}


@pytest.mark.parametrize("stage", ["filed", "received"])
def test_a_supplement_names_components_and_stops_the_clock(request, browser, stage):
    dossier = request.getfixturevalue(stage)
    slug = "yeu-cau-bo-sung" if stage == "filed" else "yeu-cau-bo-sung-khi-xu-ly"
    component = dossier.version.components.order_by("ord").last()
    typed = {
        f"c{component.pk}": "on",
        f"c{component.pk}_what": "Chụp lại cho rõ",
        f"c{component.pk}_copies": "2",
        "reason": "Ảnh bị mờ",
    }
    assert done(press(browser("hoa"), dossier, slug, **typed), dossier)
    asked = Supplement.objects.get(dossier=dossier)
    item = asked.items.get()
    assert (item.component, item.what, item.copies) == (component, "Chụp lại cho rõ", 2)
    page = browser("hoa").get(page_of(dossier)).content.decode()
    assert "Chụp lại cho rõ" in page
    assert "chưa bổ sung" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "Thiếu"}, "Chọn ít nhất một giấy tờ cần bổ sung."),
        ({"reason": "Thiếu", "other_name": "Giấy khác"}, "cần có tên và điều luật"),
        ({}, "Nhập lý do cụ thể để người nộp hiểu."),
    ],
)
def test_a_supplement_without_item_law_or_reason_is_refused_with_a_sentence(browser, filed, typed, sentence):
    back = press(browser("hoa"), filed, "yeu-cau-bo-sung", **typed)
    assert back.status_code == 422
    assert sentence in back.content.decode()


def test_another_paper_may_be_asked_with_its_article_of_law(browser, filed):
    typed = {"reason": "Thiếu", "other_name": "Giấy ủy quyền", "other_basis": "Điều 55 BLDS"}
    assert done(press(browser("hoa"), filed, "yeu-cau-bo-sung", **typed), filed)
    assert Supplement.objects.get().items.get().name == "Giấy ủy quyền"


def test_forwarding_to_a_person_puts_it_on_their_desk(office, browser, received):
    minh = office.people["minh"]
    assert done(press(browser("hoa"), received, "chuyen-buoc", assignee=minh.pk, note="Gấp"), received)
    assert received.runs.get(closed_at=None).assignee == minh
    assert "Gấp" in browser("minh").get(page_of(received)).content.decode()


def test_forwarding_offers_only_officers_of_the_next_unit(office, browser, received):
    panels = {p.act.slug: p for p in browser("hoa").get(page_of(received)).context["panels"]}
    choices = panels["chuyen-buoc"].form.fields["assignee"].queryset
    assert list(choices) == [office.people["minh"]]
    back = press(browser("hoa"), received, "chuyen-buoc", assignee=office.people["khang"].pk)
    assert back.status_code == 422
    assert "không còn nhận được việc ở bước đó" in back.content.decode()


def test_an_officer_takes_what_lies_in_the_unit(office, browser, processing):
    assert done(press(browser("minh"), processing, "nhan-xu-ly"), processing)
    assert processing.runs.get(closed_at=None).assignee == office.people["minh"]
    assert "nhan-xu-ly" not in offered(browser("minh"), processing)


def test_the_office_gives_work_to_a_person(office, browser, processing):
    minh = office.people["minh"]
    assert done(press(browser("yen"), processing, "giao-nguoi-xu-ly", assignee=minh.pk), processing)
    assert processing.runs.get(closed_at=None).assignee == minh


def test_a_leader_signs_and_it_goes_on_to_the_desk(browser, signing):
    assert offered(browser("khang"), signing)["chuyen-buoc"] == "Ký duyệt và chuyển bước"
    assert done(press(browser("khang"), signing, "chuyen-buoc"), signing)
    assert signing.runs.get(closed_at=None).step.role == "return"


def test_a_leader_sends_back_with_a_reason_only(browser, signing):
    assert press(browser("khang"), signing, "tra-lai").status_code == 422
    assert done(press(browser("khang"), signing, "tra-lai", note="Thiếu chữ ký nháy"), signing)
    assert signing.runs.get(closed_at=None).step.role == "process"


def test_a_leader_rejects_with_an_article_of_law(browser, signing):
    typed = {"reason": "Không đủ điều kiện", "basis": "Điều 10"}
    assert done(press(browser("khang"), signing, "tu-choi-giai-quyet", **typed), signing)
    assert fresh(signing).outcome == Outcome.REJECTED


def test_the_result_comes_with_its_files_and_is_handed_over(browser, at_return):
    hoa = browser("hoa")
    picture = SimpleUploadedFile("ket-qua.png", PIXEL, content_type="image/png")
    assert done(press(hoa, at_return, "co-ket-qua", files=[picture]), at_return)
    assert at_return.files.get(kind="result").file.original_name == "ket-qua.png"
    assert press(hoa, at_return, "tra-ket-qua", how="office", to="").status_code == 422
    assert press(hoa, at_return, "tra-ket-qua", how="post").status_code == 422
    assert press(hoa, at_return, "tra-ket-qua", how="office", to="Nguyễn Thị Lan").status_code == 422
    typed = {"how": "office", "to": "Nguyễn Thị Lan", "proof": "receipt"}
    assert done(press(hoa, at_return, "tra-ket-qua", **typed), at_return)
    assert fresh(at_return).state == State.RETURNED


def test_a_refused_result_file_leaves_nothing_behind(browser, at_return):
    before = StoredFile.objects.filter(state="ok").count()
    files = [
        SimpleUploadedFile("ket-qua.png", PIXEL, content_type="image/png"),
        SimpleUploadedFile("ket-qua.pdf", b"MZ\x90\x00" + b"x" * 100, content_type="application/pdf"),
    ]
    back = press(browser("hoa"), at_return, "co-ket-qua", files=files, note="Bản ký số")
    assert back.status_code == 422
    assert "Tệp “ket-qua.pdf”" in back.content.decode()
    assert "Bản ký số</textarea>" in back.content.decode()
    assert fresh(at_return).state == State.PROCESSING
    assert StoredFile.objects.filter(state="ok").count() == before


@pytest.mark.parametrize(
    ("slug", "typed", "state"),
    [("dong-y-rut", {}, State.STOPPED), ("khong-dong-y-rut", {"note": "Đã ký"}, State.PROCESSING)],
)
def test_a_withdrawal_is_answered(browser, received, slug, typed, state):
    withdraw.withdraw(dossier=received, by=CITIZEN, at=at("2026-11-10 08:30"))
    assert done(press(browser("hoa"), received, slug, **typed), received)
    assert fresh(received).state == state


def test_handling_is_stopped_on_request_with_a_notice(browser, received):
    assert done(press(browser("hoa"), received, "dung-giai-quyet", note="Ông Bình xin dừng"), received)
    assert fresh(received).outcome == Outcome.STOPPED
    assert "Thông báo dừng giải quyết" in browser("hoa").get(page_of(received)).content.decode()


def test_a_note_is_read_by_colleagues_and_moves_nothing(browser, processing):
    assert done(press(browser("yen"), processing, "ghi-chu", note="Đã gọi điện"), processing)
    assert fresh(processing).state == State.PROCESSING
    assert "Đã gọi điện" in browser("minh").get(page_of(processing)).content.decode()


def test_of_two_officers_one_receives_and_one_is_told_with_the_note_kept(office, browser, filed):
    seen = filed.last_seq
    assert done(press(browser("hoa"), filed, "tiep-nhan", seen=seen), filed)
    second = press(browser("tam"), filed, "tiep-nhan", seen=seen, note="Tôi đã kiểm tra đủ")
    words = second.content.decode()
    assert second.status_code == 409
    assert "Nguyễn Thị Hoa vừa thực hiện “Tiếp nhận hồ sơ” với hồ sơ này lúc" in words
    assert "Tôi đã kiểm tra đủ</textarea>" in words
    assert filed.events.filter(action="receive").count() == 1


def test_a_stale_page_is_told_and_the_action_waits_with_its_words(office, browser, processing):
    seen = processing.last_seq
    route.add_note(dossier=processing, by=office.actor("yen"), at=at("2026-11-10 08:50"), note="Khoan đã")
    minh = browser("minh")
    stale = press(minh, processing, "chuyen-buoc", seen=seen, note="Xong việc của tôi")
    assert stale.status_code == 409
    assert "Hồ Thị Yến vừa thực hiện" in stale.content.decode()
    panel = next(p for p in stale.context["panels"] if p.act.slug == "chuyen-buoc")
    assert panel.opened
    assert "Xong việc của tôi</textarea>" in stale.content.decode()
    assert done(press(minh, processing, "chuyen-buoc", note="Xong việc của tôi"), processing)


def test_a_double_click_makes_one_step(browser, processing):
    minh, seen = browser("minh"), processing.last_seq
    press(minh, processing, "chuyen-buoc", seen=seen)
    press(minh, processing, "chuyen-buoc", seen=seen)
    assert processing.runs.count() == 3


@pytest.mark.parametrize("who", ["thuy", "khang", "yen"])
def test_who_does_not_hold_the_step_may_not_do_it(browser, processing, who):
    assert "chuyen-buoc" not in offered(browser(who), processing)
    assert press(browser(who), processing, "chuyen-buoc").status_code == 403


def test_no_button_leads_nowhere(browser, office, filed, received, processing, signing, at_return):
    for who in ("hoa", "minh", "khang", "yen"):
        assert "ghi-chu" in offered(browser(who), at_return)


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 30, "²"])
def test_nonsense_in_the_hidden_number_is_no_crash(browser, filed, seen):
    response = browser("hoa").post(f"{page_of(filed)}tiep-nhan/", {"seen": seen})
    assert response.status_code in (302, 409)


def test_an_unknown_action_or_dossier_is_not_found(browser, filed):
    assert press(browser("hoa"), filed, "khong-co").status_code == 404
    assert browser("hoa").get("/can-bo/ho-so/H42.18172-000000-0000/").status_code == 404
    assert browser("hoa").post("/can-bo/ho-so/x/tiep-nhan/").status_code == 404


def test_an_action_opened_as_a_page_leads_to_the_dossier(browser, filed):
    assert done(browser("hoa").get(f"{page_of(filed)}tiep-nhan/"), filed)


def test_an_answer_to_a_supplement_shows_on_the_page(office, browser, filed):
    component = filed.version.components.order_by("ord").last()
    supplement.ask(
        dossier=filed, by=office.actor("hoa"), at=at("2026-11-10 08:20"), reason="Mờ",
        items=[supplement.Asked(component=component)],
    )  # fmt: skip
    supplement.complete(dossier=filed, by=CITIZEN, at=at("2026-11-10 08:40"), answer="Tôi đã chụp lại")
    page = browser("hoa").get(page_of(filed))
    assert "Tôi đã chụp lại" in page.content.decode()
    assert [title for title, _ in page.context["deadlines"]] == ["Tiếp nhận"]


def test_a_dossier_just_sent_on_is_undone_on_its_page(browser, clock, received):
    hoa = browser("hoa")
    assert done(press(hoa, received, "chuyen-buoc"), received)
    assert offered(hoa, received)["hoan-tac"] == "Hoàn tác “Chuyển bước tiếp theo”"
    assert done(press(hoa, received, "hoan-tac"), received)
    assert received.runs.get(closed_at=None).step.role == "receive"
    assert "Rút lại việc “Chuyển bước tiếp theo” lúc 09:00." in hoa.get(page_of(received)).content.decode()


def test_a_dossier_sent_on_by_mistake_is_recalled_with_a_reason(browser, processing):
    hoa = browser("hoa")
    assert "thu-hoi" in offered(hoa, processing)
    back = press(hoa, processing, "thu-hoi")
    assert back.status_code == 422
    assert "Nhập lý do để người khác hiểu việc này." in back.content.decode()
    assert done(press(hoa, processing, "thu-hoi", note="Chuyển nhầm"), processing)
    assert processing.runs.get(closed_at=None).step.role == "receive"


def test_a_recall_that_comes_too_late_keeps_the_words_and_says_what_to_do(office, browser, processing):
    hoa, seen = browser("hoa"), processing.last_seq
    route.add_note(dossier=processing, by=office.actor("minh"), at=at("2026-11-10 08:50"), note="Đang xem")
    assert "thu-hoi" not in offered(hoa, processing)
    for number in (seen, seen + 1):
        back = press(hoa, processing, "thu-hoi", seen=number, note="Chuyển nhầm")
        assert back.status_code == 409
        assert "Chuyển nhầm</textarea>" in back.content.decode()
    assert "Bên nhận đã làm việc với hồ sơ" in back.content.decode()


def test_an_undo_pressed_twice_is_done_once(browser, received):
    hoa = browser("hoa")
    press(hoa, received, "chuyen-buoc")
    seen = fresh(received).last_seq
    assert done(press(hoa, received, "hoan-tac", seen=seen), received)
    assert press(hoa, received, "hoan-tac", seen=seen).status_code == 409
    assert received.runs.count() == 3
