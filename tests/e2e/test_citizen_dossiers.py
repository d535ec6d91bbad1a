"""Bà Lan, signed in, files for her mother with an authorisation; the mother objects; the officer answers."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from tests.cast import PIXEL
from tests.e2e.journey import WAIT, Citizen, Officer
from tests.e2e.test_citizen import office  # noqa: F401
from tests.portal.citizens import MOTHER, browser_of, proven

pytestmark = pytest.mark.e2e
WIDTHS = pytest.mark.parametrize("width", [390, 1366])
PAPER = {"name": "giay-uy-quyen.png", "mimeType": "image/png", "buffer": PIXEL}
KEY = re.compile(r"ma ([A-Z0-9]{4}-[A-Z0-9]{4})")


def sign_in(page: Page, address: str, who) -> None:
    """The browser of somebody who has just come back from the national identity."""
    session = browser_of(who, at=timezone.now()).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def file_for_mother(lan: Citizen) -> str:
    lan.open("/nop-ho-so/2.000815/")
    lan.press("Đồng ý và bắt đầu")
    lan.headed("Ai nộp hồ sơ này?")
    expect(lan.page.locator("[name=id_number]")).to_be_disabled()
    lan.fill({"phone": "0912 345 678", "address": "Thôn Trung Lưu"})
    lan.press("Tiếp tục")
    lan.headed("Hồ sơ này của ai?")
    hers = {"name": MOTHER.name, "id_number": MOTHER.id_number, "phone": "0977 000 111"}
    lan.fill({**hers, "address": "Thôn Trung Lưu", "relation": "Người được ủy quyền"})
    lan.press("Tiếp tục")
    lan.headed("Tờ khai")
    lan.fill({"loai_giay_to": "Bằng tốt nghiệp", "so_trang": "3", "so_ban": "2"})
    lan.press("Tiếp tục")
    lan.headed("Giấy tờ kèm theo")
    for box in lan.page.locator("input[type=file]").all():
        box.set_input_files([PAPER])
    lan.press("Tiếp tục")
    lan.choose_office()
    lan.headed("Kiểm tra trước khi nộp")
    lan.reads("Ông/Bà đang nộp thay cho Trần Thị Sâm.")
    lan.reads("Người được ủy quyền")
    return lan.send()


@WIDTHS
def test_a_mother_objects_to_what_was_filed_for_her(office, open_page, live_server, settings, width):  # noqa: F811
    settings.PUBLIC_URL = live_server.url
    lan = Citizen(open_page(width), f"lan-{width}")
    sign_in(lan.page, live_server.url, proven())
    code = file_for_mother(lan)
    lan.open("/tai-khoan/ho-so/")
    lan.press(code)
    lan.headed(code)
    lan.reads("Người được ủy quyền")

    mother = Citizen(open_page(width), f"me-{width}")
    newest = mother.read_messages(MOTHER.phone)[0]
    key = KEY.search(newest)[1]
    mother.open(f"/ho-so/{code}/phan-doi/")
    mother.fill({"key": key, "reason": "Tôi không nhờ ai nộp hồ sơ này"})
    mother.press("Gửi ý kiến không đồng ý")
    mother.headed("Đã ghi nhận ý kiến của Ông/Bà")

    hoa = Officer(open_page(1366), f"hoa-{width}")
    hoa.sign_in("hoa")
    hoa.take("Chủ hồ sơ không đồng ý", code)
    hoa.reads("Tôi không nhờ ai nộp hồ sơ này")
    hoa.reads("Nộp thay cho người khác")
    hoa.reads("giay-uy-quyen.png")
    hoa.act(
        "Trả lời ý kiến chủ hồ sơ", {"decision": "go_on", "note": "Đã gặp và thống nhất"},
        done="Đã trả lời ý kiến của chủ hồ sơ.",
    )  # fmt: skip
    assert Dossier.objects.get(code=code).objecting == "answered"

    signed_in = Citizen(open_page(width), f"me-dang-nhap-{width}")
    sign_in(signed_in.page, live_server.url, proven(MOTHER))
    signed_in.open(f"/ho-so/{code}/")
    signed_in.reads("Đã gặp và thống nhất")
    expect(signed_in.page.get_by_text("Rút hồ sơ")).to_have_count(0, timeout=WAIT)
    for path in ("/tai-khoan/", "/tai-khoan/ho-so/", "/tai-khoan/ho-so/nhan/", "/tai-khoan/du-lieu/"):
        signed_in.open(path)
    for path in ("/tra-cuu/so-dinh-danh/", "/tra-cuu/"):
        mother.open(path)
