"""The two main journeys, from the search on a telephone to the result in the hand (issue 2, Must show 1)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, expect

from portal.demo.office import Office, build
from tests.cast import at, version
from tests.e2e.journey import Blind, Citizen, Officer, key_in, pdf_file, photo

pytestmark = pytest.mark.e2e
COPY, BIRTH = "2.000815", "1.001193"
PHONE = "0912345678"
LAN = {
    "name": "Nguyễn Thị Lan",
    "id_number": "042165001234",
    "phone": "0912 345 678",
    "address": "Thôn Trung Lưu",
}
DIPLOMA = {"loai_giay_to": "Bằng tốt nghiệp", "so_trang": "3", "so_ban": "2"}
COPY_PAPER = "Bản sao cần chứng thực"
BIRTH_PAPER = "Giấy chứng sinh hoặc giấy tờ thay thế"
CHILD = {
    "nyc_quan_he": "Mẹ",
    "tre_ho_ten": "Nguyễn Bảo An",
    "tre_ngay_sinh": "5/3/2026",
    "tre_gioi_tinh": "Nữ",
    "tre_dan_toc": "Kinh",
    "tre_noi_sinh": "Bệnh viện đa khoa Hương Sơn, tỉnh Hà Tĩnh",
    "tre_que_quan": "Xã Sơn Tây, tỉnh Hà Tĩnh",
    "me_ho_ten": "Nguyễn Thị Lan",
    "me_nam_sinh": "1995",
    "me_dan_toc": "Kinh",
    "me_noi_cu_tru": "Thôn Trung Lưu, xã Sơn Tây, tỉnh Hà Tĩnh",
    "me_giay_to": "Thẻ căn cước hoặc căn cước công dân",
    "me_so_giay_to": "042195001234",
    "chua_xac_dinh_cha": "Không",
    "cha_ho_ten": "Nguyễn Văn Bình",
    "cha_nam_sinh": "1993",
    "cha_dan_toc": "Kinh",
    "cha_noi_cu_tru": "Thôn Trung Lưu, xã Sơn Tây, tỉnh Hà Tĩnh",
    "cha_giay_to": "Thẻ căn cước hoặc căn cước công dân",
    "cha_so_giay_to": "042093001234",
    "cap_ban_sao": "Có",
    "so_luong_ban_sao": "2",
}
TOLD_PAUSED = "Hồ sơ cần được bổ sung."
PAUSED = "Tạm dừng tính giờ: chờ bổ sung hồ sơ"
TOLD_WORKING = "Hồ sơ đang được giải quyết."
PeopleOf = Callable[[str], Officer]


@pytest.fixture
def office(transactional_db: None, settings: object) -> Office:
    """Xã Sơn Tây, in the demo house, with a few procedures to choose from."""
    settings.DEMO_MODE = True
    procedures = {COPY, BIRTH, "1.004837", "1.004859"}
    return build(at=at("2026-01-05 08:00"), procedures=procedures, provinces={"42"})


@pytest.fixture
def officer(office, open_page) -> PeopleOf:
    """Somebody of the office, signed in at their own screen."""

    def sit_down(username: str) -> Officer:
        person = Officer(open_page(1366), f"{username}")
        person.sign_in(username)
        return person

    return sit_down


def diploma() -> list[FilePayload]:
    """Two sides of a diploma: one scanned, one photographed."""
    scan = pdf_file("bằng tốt nghiệp.pdf", ["Bằng tốt nghiệp trung học phổ thông"])
    return [scan, photo("mặt sau.jpg", "Bang tot nghiep")]


def test_certified_copy_goes_from_the_search_to_the_hand(office, open_page, officer):
    lan = Citizen(open_page(390), "copy")
    lan.find("chung thuc ban sao", COPY)
    lan.begin()
    lan.say_who(LAN)
    lan.declare(DIPLOMA)
    lan.add_files(COPY_PAPER, diploma())
    lan.choose_office()
    code = lan.send()
    lan.reads("****678")

    filed = lan.read_messages(PHONE)[0]
    assert code in filed
    lan.look_up(code, "Hồ sơ đã nộp, đang chờ cán bộ tiếp nhận.")
    lan.unlock(key_in(filed))
    lan.reads("bằng tốt nghiệp.pdf")
    lan.reads("mặt sau.jpg")

    hoa = officer("hoa")
    hoa.take("Chờ tiếp nhận", code)
    hoa.reads("Tiếp nhận")
    hoa.reads("giờ làm việc")
    hoa.act("Tiếp nhận hồ sơ", done="Đã tiếp nhận hồ sơ.")
    receipt = hoa.pdf("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    assert code in receipt
    assert LAN["name"] in receipt
    lan.sees(code, "Hồ sơ đã được tiếp nhận", "Hẹn trả kết quả")
    assert "tiep nhan" in lan.read_messages(PHONE)[0]

    hoa.act("Chuyển bước tiếp theo", {"assignee": "Trần Văn Minh"}, done="Đã chuyển bước.")
    lan.sees(code, TOLD_WORKING)
    minh = officer("minh")
    minh.take("Của tôi", code)
    minh.act("Chuyển bước tiếp theo", {"note": "Bản sao khớp bản chính."}, done="Đã chuyển bước.")
    lan.sees(code, TOLD_WORKING)
    khang = officer("khang")
    khang.take("Của bộ phận tôi", code)
    khang.act("Ký duyệt và chuyển bước", done="Đã chuyển bước.")
    lan.sees(code, TOLD_WORKING)

    hoa.take("Của bộ phận tôi", code)
    hoa.act("Đã có kết quả tại quầy", done="Đã ghi nhận kết quả")
    lan.sees(code, "Hồ sơ đã có kết quả, mời Ông/Bà đến nhận.")
    assert "ket qua" in lan.read_messages(PHONE)[0]
    hoa.take("Chờ trả kết quả", code)
    hoa.act("Trả kết quả", {"to": LAN["name"]}, done="Đã trả kết quả.")
    assert code in hoa.pdf("Phiếu kiểm soát")
    lan.sees(code, "Hồ sơ đã trả kết quả.")


def test_birth_is_declared_supplemented_and_sent_home(office, open_page, officer):
    lan = Citizen(open_page(390), "birth")
    lan.find("khai sinh", BIRTH)
    lan.begin()
    lan.say_who(LAN)
    lan.declare(CHILD)
    lan.headed("Giấy tờ kèm theo")
    expect(lan.page.locator("input[type=file]")).to_have_count(2)  # the declaration is no file
    assert "Nguyễn Văn Bình" in lan.pdf("Xem tờ khai (PDF)")
    lan.add_files(BIRTH_PAPER, [photo("giấy chứng sinh.jpg", "Giay chung sinh")])
    lan.headed("Cách nhận kết quả")
    lan.page.get_by_label("Tại nhà, qua bưu điện").check()
    lan.press("Lấy địa chỉ người nộp")
    lan.press("Tiếp tục")
    code = lan.send()
    key = key_in(lan.read_messages(PHONE)[0])

    hoa = officer("hoa")
    hoa.take("Chờ tiếp nhận", code)
    hoa.reads("Nguyễn Bảo An")
    assert "Nguyễn Văn Bình" in hoa.pdf("Tờ khai điện tử")
    hoa.act("Tiếp nhận hồ sơ", done="Đã tiếp nhận hồ sơ.")
    hoa.act("Chuyển bước tiếp theo", {"assignee": "Trần Văn Minh"}, done="Đã chuyển bước.")
    minh = officer("minh")
    minh.take("Của tôi", code)
    paper = version(BIRTH).components.get(code="GT02")
    asked = {
        f"c{paper.pk}": "on",
        f"c{paper.pk}_what": "Chụp lại rõ số và ngày cấp",
        "reason": "Ảnh giấy chứng sinh bị mờ, không đọc được số.",
        "basis": "khoản 2 Điều 16 Luật Hộ tịch",
    }
    minh.act("Yêu cầu bổ sung", asked, done="Đã yêu cầu bổ sung hồ sơ.")
    minh.reads(PAUSED)
    assert "Chụp lại rõ số và ngày cấp" in minh.pdf("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")

    told = lan.read_messages(PHONE)[0]
    assert code in told
    assert "bo sung" in told
    lan.look_up(code, TOLD_PAUSED)
    lan.unlock(key)
    lan.reads(PAUSED)
    assert "Nguyễn Bảo An" in lan.pdf("Xem tờ khai (PDF)")
    lan.press("Bổ sung hồ sơ")
    lan.headed("Bổ sung hồ sơ")
    again = photo("giấy chứng sinh chụp lại.jpg", "Giay chung sinh, ro net")
    lan.page.get_by_label(BIRTH_PAPER).set_input_files([again])
    lan.fill({"answer": "Tôi đã chụp lại."})
    lan.press("Gửi bổ sung")
    lan.reads("Đã gửi phần bổ sung.")
    lan.look()
    lan.sees(code, TOLD_WORKING, again["name"])
    expect(lan.page.get_by_text(PAUSED)).to_have_count(0)  # the clock runs again

    minh.take("Của tôi", code)
    minh.reads(again["name"])
    expect(minh.page.get_by_text(PAUSED)).to_have_count(0)
    minh.act("Chuyển bước tiếp theo", done="Đã chuyển bước.")
    khang = officer("khang")
    khang.take("Của bộ phận tôi", code)
    khang.act("Ký duyệt và chuyển bước", done="Đã chuyển bước.")
    hoa.take("Của bộ phận tôi", code)
    certificate = pdf_file("giấy khai sinh.pdf", ["Giấy khai sinh", "Nguyễn Bảo An"])
    hoa.act("Đã có kết quả tại quầy", {"files": [certificate]}, done="Đã ghi nhận kết quả")
    lan.sees(code, "Kết quả sẽ được gửi tới Ông/Bà qua bưu chính.")
    assert "ket qua" in lan.read_messages(PHONE)[0]
    hoa.take("Chờ trả kết quả", code)
    hoa.act("Trả kết quả", {"waybill": "EA123456789VN"}, done="Đã trả kết quả.")
    lan.sees(code, "Hồ sơ đã trả kết quả.", certificate["name"], "Số vận đơn: EA123456789VN.")


def test_filing_needs_no_javascript(office, open_page):
    lan = Blind(open_page(390, javascript=False), "plain")
    lan.find("chung thuc ban sao", COPY)
    lan.begin()
    lan.say_who(LAN)
    lan.declare(DIPLOMA)
    lan.add_files(COPY_PAPER, diploma())
    lan.choose_office()
    code = lan.send(in_words=True)
    assert code in lan.read_messages(PHONE)[0]


def test_draft_goes_on_in_a_browser_that_was_closed(office, open_page):
    lan = Citizen(open_page(390), "before")
    lan.find("chung thuc ban sao", COPY)
    lan.begin()
    lan.say_who(LAN)
    lan.headed("Tờ khai")
    draft = [cookie for cookie in lan.page.context.cookies() if cookie["name"].startswith("ho-so-")]
    lan.page.context.close()

    back = Citizen(open_page(390), "after")  # no session, nothing but the draft's cookie
    back.page.context.add_cookies(draft)
    back.open("/nop-ho-so/")
    back.press("Tiếp tục hồ sơ đang soạn")
    back.declare(DIPLOMA)
    back.add_files(COPY_PAPER, diploma())
    back.choose_office()
    back.headed("Kiểm tra trước khi nộp")
    back.reads(LAN["name"])
