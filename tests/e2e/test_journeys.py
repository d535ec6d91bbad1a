"""The two main journeys, from the search on a telephone to the result in the hand (issue 2, Must show 1)."""

from collections.abc import Callable

import pytest

from portal.demo.office import Office, build
from tests.cast import at
from tests.e2e.journey import Citizen, Officer, key_in, pdf_file, photo

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


def test_certified_copy_goes_from_the_search_to_the_hand(office, open_page, officer):
    lan = Citizen(open_page(390), "copy")
    lan.find("chung thuc ban sao", COPY)
    lan.begin()
    lan.say_who(LAN)
    lan.declare(DIPLOMA)
    lan.add_files(
        "Bản sao cần chứng thực",
        [
            pdf_file("bằng tốt nghiệp.pdf", ["Bằng tốt nghiệp trung học phổ thông"]),
            photo("mặt sau.jpg", "Bang tot nghiep"),
        ],
    )
    lan.headed("Cách nhận kết quả")
    lan.page.get_by_label("Tại Bộ phận Một cửa").check()
    lan.press("Tiếp tục")
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
