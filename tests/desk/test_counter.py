"""The counter: one screen from the scanned card to the receipt, and nothing of the last person left on it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import StoredFile
from dossiers.models import Dossier
from dossiers.states import Channel, Source, State
from tests import cast
from tests.cast import PIXEL

pytestmark = pytest.mark.django_db
URL = "/can-bo/tiep-nhan/"
CODE = "1.004837"
CARD = "042165001234|187654321|Nguyễn Thị Lan|05091965|Nữ|Thôn Trung Lưu, xã Sơn Tây, tỉnh Hà Tĩnh|01072021"


@pytest.fixture
def hoa(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("hoa")


def sheet(code: str = CODE, **changes) -> dict:
    """All that is typed for a walk-in with every paper on the counter."""
    version = cast.version(code)
    typed = {
        "act": "take_in", "once": "phieu-1", "version": version.pk,
        "thu_tuc": f"{version.name} ({code})", "channel": "direct", "same": "on", "sets": "1",
        "result_method": "office", "filer_name": "Nguyễn Thị Lan", "filer_id_number": "042165001234",
        "filer_phone": "0912 345 678", "filer_address": "Thôn Trung Lưu",
        "case": version.cases.order_by("ord").first().pk,
    }  # fmt: skip
    for component in version.components.all():
        typed[f"c{component.pk}"] = "on"
        typed[f"c{component.pk}_originals"] = "1"
    return {key: value for key, value in (typed | changes).items() if value is not None}


def words(response) -> str:
    return response.content.decode()


def test_an_empty_sheet_waits_for_the_procedure(hoa):
    page = hoa.get(URL)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert 'autocomplete="off"' in words(page)
    assert "Tiếp nhận hồ sơ</button>" not in words(page)


@pytest.mark.parametrize("text", [CODE, "giam ho", "dang ky giam ho"])
def test_a_procedure_is_found_by_code_or_words_without_accents(hoa, text):
    page = hoa.post(URL, {"act": "look", "thu_tuc": text})
    found = [page.context["version"], *page.context["matches"]]
    assert cast.version(CODE) in found


def test_several_procedures_are_offered_and_one_is_picked(hoa):
    several = hoa.post(URL, {"act": "look", "thu_tuc": "ch"})
    assert len(several.context["matches"]) > 1
    picked = several.context["matches"][1]
    page = hoa.post(URL, {"act": "look", "thu_tuc": "ch", "searched": "ch", "pick": picked.pk})
    assert page.context["version"] == picked


def test_words_that_fit_nothing_say_so(hoa):
    page = hoa.post(URL, {"act": "look", "thu_tuc": "zzzz"})
    assert "Không tìm thấy thủ tục nào với “zzzz”" in words(page)


def test_a_scanned_card_fills_the_person_and_leaves_its_box(hoa):
    page = hoa.post(URL, sheet(act="look", card=CARD, filer_name="", filer_id_number="", filer_address=""))
    form = page.context["form"]
    assert form["filer_name"].value() == "Nguyễn Thị Lan"
    assert form["filer_id_number"].value() == "042165001234"
    assert form["filer_birth_date"].value() == "05/09/1965"
    assert form["filer_sex"].value() == "Nữ"
    assert form["filer_address"].value().startswith("Thôn Trung Lưu")
    assert form["card"].value() == ""
    assert form["filer_phone"].value() == "0912 345 678"
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize("card", ["abc", "1|2|3", "042165001234||Lan|99999999|Nữ|x|", "😀|😀|😀|😀|😀|😀|😀"])
def test_a_card_that_cannot_be_read_gets_a_sentence_and_takes_nothing(hoa, card):
    page = hoa.post(URL, sheet(act="take_in", card=card))
    assert page.status_code == 422
    assert 'id="id_card_error"' in words(page)
    assert page.context["form"]["filer_name"].value() == "Nguyễn Thị Lan"
    assert Dossier.objects.count() == 0


def test_a_walk_in_is_taken_in_and_the_receipt_is_ready(hoa, office):
    response = hoa.post(URL, sheet(card="", content="Giám hộ cháu Bình"))
    dossier = Dossier.objects.get()
    assert response["Location"] == f"/can-bo/ho-so/{dossier.code}/?vua-nhan=1"
    assert (dossier.state, dossier.channel, dossier.source) == (State.RECEIVED, "direct", Source.COUNTER)
    assert dossier.received_by == office.people["hoa"]
    page = hoa.get(response["Location"])
    assert "In giấy tiếp nhận" in words(page)
    assert "Nhập hồ sơ tiếp theo" in words(page)
    assert "Nguyễn Thị Lan" not in words(hoa.get(URL))


def test_the_owner_may_be_somebody_else_without_a_number(hoa):
    owner = {"same": None, "owner_name": "Nguyễn Bình An", "owner_address": "Thôn Trung Lưu"}
    hoa.post(URL, sheet(**owner))
    assert Dossier.objects.get().owner_name == "Nguyễn Bình An"


def test_a_posted_dossier_has_a_waybill(hoa):
    missing = hoa.post(URL, sheet(channel="post"))
    assert "Nhập số vận đơn của bưu gửi." in words(missing)
    hoa.post(URL, sheet(channel="post", waybill="EA123456789VN", once="phieu-2"))
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.source, dossier.waybill) == (Channel.POST, Source.POST, "EA123456789VN")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"filer_name": ""}, "Nhập họ và tên người nộp hồ sơ."),
        ({"filer_name": "Lan 😀"}, "không dùng được"),
        ({"filer_name": "A" * 201}, "dài quá 200 ký tự"),
        ({"filer_phone": "12"}, "Số điện thoại cần có 10 chữ số"),
        ({"filer_id_number": "123"}, "Số định danh cá nhân gồm 12 chữ số"),
        ({"filer_birth_date": "31/02/2000"}, "Ngày cần viết như"),
        ({"filer_email": "khong-phai-thu"}, "Địa chỉ thư điện tử cần có dạng"),
        ({"filer_address": ""}, "Nhập địa chỉ của người nộp hồ sơ."),
        ({"same": None}, "Nhập họ và tên chủ hồ sơ."),
        ({"channel": "online"}, "Hãy chọn một mục trong danh sách."),
        ({"result_method": "post"}, "Nhập địa chỉ nhận kết quả qua bưu chính."),
        ({"sets": "0"}, "Nhập số từ 1 đến 99."),
        ({"content": "x" * 501}, "dài quá 500 ký tự"),
    ],
)
def test_bad_input_gets_its_sentence_and_what_was_typed_stays(hoa, changes, sentence):
    page = hoa.post(URL, sheet(**changes))
    assert page.status_code == 422
    assert sentence in words(page)
    assert Dossier.objects.count() == 0
    if "filer_phone" not in changes:
        assert page.context["form"]["filer_phone"].value() == "0912 345 678"


def test_a_procedure_with_several_cases_asks_which(hoa):
    wrong = hoa.post(URL, sheet("1.004859", case="999999"))
    assert "Hãy chọn một mục trong danh sách." in words(wrong)
    second = cast.version("1.004859").cases.order_by("ord").last()
    hoa.post(URL, sheet("1.004859", case=second.pk))
    assert Dossier.objects.get().case == second


def test_a_missing_paper_is_named(hoa):
    version = cast.version(CODE)
    component = version.components.filter(required=True).first()
    page = hoa.post(URL, sheet(**{f"c{component.pk}": None}))
    assert f"Còn thiếu: {component.name}" in words(page)


def test_a_ticked_paper_needs_a_count(hoa):
    component = cast.version(CODE).components.filter(shown_only=False).first()
    page = hoa.post(URL, sheet(**{f"c{component.pk}_originals": "0"}))
    assert "Ghi số bản chính hoặc bản sao đã nhận." in words(page)


def test_everything_is_ticked_by_one_button(hoa):
    page = hoa.post(URL, sheet(act="all"))
    assert all(paper["tick"].value() for paper in page.context["papers"])


def test_scans_stay_while_the_sheet_is_put_right_and_go_with_the_dossier(hoa):
    component = cast.version(CODE).components.filter(shown_only=False).first()
    scan = SimpleUploadedFile("ban-chup.png", PIXEL, content_type="image/png")
    page = hoa.post(URL, sheet(filer_name="", **{f"c{component.pk}_files": [scan]}))
    assert "ban-chup.png" in words(page)
    tickets = re.findall(r'name="kept" value="([^"]+)"', words(page))
    hoa.post(URL, sheet(kept=tickets))
    assert Dossier.objects.get().files.get().component == component


def test_a_scan_is_taken_away_again(hoa):
    component = cast.version(CODE).components.filter(shown_only=False).first()
    scan = SimpleUploadedFile("ban-chup.png", PIXEL, content_type="image/png")
    page = hoa.post(URL, sheet(act="look", **{f"c{component.pk}_files": [scan]}))
    tickets = re.findall(r'name="kept" value="([^"]+)"', words(page))
    gone = hoa.post(URL, sheet(act="look", kept=tickets, drop=str(StoredFile.objects.get(state="ok").pk)))
    assert "ban-chup.png" not in words(gone)
    assert StoredFile.objects.get().state == "erased"


def test_a_refused_scan_has_its_sentence_beside_its_paper(hoa):
    component = cast.version(CODE).components.filter(shown_only=False).first()
    program = SimpleUploadedFile("don.pdf", b"MZ\x90\x00" + b"x" * 99, content_type="application/pdf")
    page = hoa.post(URL, sheet(**{f"c{component.pk}_files": [program]}))
    assert "Tệp “don.pdf”" in words(page)
    assert Dossier.objects.count() == 0


def test_a_ticket_of_another_officer_or_a_forged_one_brings_nothing(hoa, browser):
    component = cast.version(CODE).components.filter(shown_only=False).first()
    scan = SimpleUploadedFile("ban-chup.png", PIXEL, content_type="image/png")
    page = hoa.post(URL, sheet(act="look", **{f"c{component.pk}_files": [scan]}))
    tickets = re.findall(r'name="kept" value="([^"]+)"', words(page))
    assert browser("tam").post(URL, sheet(act="look", kept=[*tickets, "x:y:z"])).context["papers"]
    browser("tam").post(URL, sheet(kept=tickets))
    assert Dossier.objects.get().files.count() == 0


def test_sending_the_sheet_twice_makes_one_dossier(hoa):
    first, second = hoa.post(URL, sheet()), hoa.post(URL, sheet())
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1
    hoa.post(URL, sheet(once="phieu-2"))
    assert Dossier.objects.count() == 2


def test_a_procedure_of_another_version_or_nonsense_is_no_crash(hoa):
    for nonsense in (
        {"version": "999999", "thu_tuc": ""},
        {"version": "²", "thu_tuc": "\x00"},
        {"pick": "9" * 40},
    ):
        assert hoa.post(URL, sheet(**nonsense)).status_code in (200, 302, 422)
    missing = hoa.post(URL, {"act": "take_in"})
    assert "Chọn thủ tục trước khi tiếp nhận." in words(missing)


def test_who_does_not_sit_at_the_counter_may_not_open_it(office, browser, clock):
    clock("2026-11-10 09:00")
    assert [browser(who).get(URL).status_code for who in ("minh", "khang", "yen", "quantri")] == [403] * 4
