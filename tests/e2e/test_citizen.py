"""Citizens on a phone: file, see the message, look up, complete, withdraw; axe on every page (issue 2)."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from captcha.models import CaptchaStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from dossiers.services import finish, supplement
from dossiers.states import ResultMethod
from notifications.services.send import send_next
from portal.demo.office import Office, build
from tests import cast
from tests.cast import PIXEL, at
from tests.e2e.checks import check
from tests.portal.test_filing import BIRTH
from tests.portal.walk import BIRTH_CODE, COPY_CODE

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SHOTS")
PICTURE = {"name": "trang-1.png", "mimeType": "image/png", "buffer": PIXEL}
SECOND = {**PICTURE, "name": "trang-2.png"}
WRONG = {"name": "giaykhaisinh.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 500}


@pytest.fixture
def office(transactional_db: None, settings: object) -> Iterator[Office]:
    """Xã Sơn Tây, in the demo house."""
    settings.DEMO_MODE = True
    return build(at=at("2026-01-05 08:00"), procedures={COPY_CODE, BIRTH_CODE}, provinces={"42"})


class Phone:
    """Bà Lan's grandson's phone: every page she comes to is checked."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.number = page, name, 0

    def look(self) -> None:
        check(self.page)
        if SHOTS:
            self.number += 1
            shot = Path(SHOTS) / f"{self.name}-{self.number:02}.png"
            self.page.screenshot(path=shot, full_page=True)

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, label: str) -> None:
        """A button or a link that leads to a new page."""
        main = self.page.locator("#noi-dung, aside")
        button = main.get_by_role("button", name=label, exact=True)
        button.or_(main.get_by_role("link", name=label, exact=True)).first.click()
        self.page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name={name}]").fill(value)

    def captcha(self) -> str:
        """What the picture says: the browser can't read it, the test may."""
        key = self.page.locator("[name=captcha_key]").input_value().partition("-")[2]
        return CaptchaStore.objects.get(hashkey=key).response

    def title(self, words: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(words)


def begin(phone: Phone, code: str) -> None:
    phone.open(f"/thu-tuc/{code}/")
    phone.press("Nộp hồ sơ trực tuyến")
    phone.look()
    phone.press("Đồng ý và bắt đầu")


def say_who(phone: Phone) -> None:
    phone.title("Ai nộp hồ sơ")
    phone.look()
    phone.fill(
        name="Nguyễn Thị Lan", id_number="042165001234", phone="0912 345 678", address="Thôn Trung Lưu"
    )
    phone.press("Tiếp tục")
    phone.title("Hồ sơ này của ai")
    phone.look()
    phone.press("Lấy từ thông tin người nộp")
    expect(phone.page.locator("[name=name]")).to_have_value("Nguyễn Thị Lan")
    phone.press("Tiếp tục")


def send(phone: Phone) -> Dossier:
    phone.title("Kiểm tra trước khi nộp")
    phone.look()
    phone.fill(captcha=phone.captcha())
    phone.page.locator("[name=agree]").check()
    phone.press("Nộp hồ sơ")
    phone.title("Hồ sơ đã được nộp")
    phone.look()
    return Dossier.objects.latest("pk")


def read_key(phone: Phone) -> str:
    """The key of the newest message on the demo's telephone."""
    while send_next(clock=timezone.now):
        pass
    phone.open("/tin-nhan/?so=0912345678")
    text = phone.page.locator("article").first.inner_text()
    return re.search(r"[Kk]h[oó]a cap nhat(?: moi)?:? ([A-Z0-9]{4}-[A-Z0-9]{4})", text).group(1)


def open_own(phone: Phone, dossier: Dossier, key: str) -> None:
    phone.open(f"/tra-cuu/?ma={dossier.code}")
    phone.fill(captcha=phone.captcha())
    phone.press("Tra cứu")
    phone.title(dossier.code)
    phone.look()
    phone.fill(key=key)
    phone.press("Mở hồ sơ")
    expect(phone.page.get_by_role("heading", name="Hồ sơ đã nộp")).to_be_visible()
    phone.look()


@pytest.mark.parametrize("javascript", [True, False])
def test_certified_copy_is_filed_on_a_phone_with_two_files(office, open_page, javascript, expected_statuses):
    expected_statuses.add(422)
    phone = Phone(open_page(390, javascript=javascript), f"copy-{javascript}") if javascript else None
    phone = phone or BlindPhone(open_page(390, javascript=False), "copy-plain")
    begin(phone, COPY_CODE)
    say_who(phone)
    phone.title("Tờ khai")
    phone.look()
    phone.fill(loai_giay_to="Bằng tốt nghiệp", so_trang="3", so_ban="2")
    phone.press("Tiếp tục")
    phone.title("Giấy tờ kèm theo")
    phone.look()
    upload = phone.page.locator("input[type=file]")
    upload.set_input_files([PICTURE, WRONG])
    phone.press("Tiếp tục")
    expect(phone.page.locator(".field-error").get_by_text("không phải tệp")).to_be_visible()
    expect(phone.page.get_by_role("link", name="trang-1.png", exact=True)).to_be_visible()
    phone.look()
    phone.page.locator("input[type=file]").set_input_files([SECOND])
    phone.press("Tiếp tục")
    phone.title("Cách nhận kết quả")
    phone.look()
    phone.page.get_by_label("Tại Bộ phận Một cửa").check()
    phone.press("Tiếp tục")
    dossier = send(phone)
    assert dossier.files.count() == 2
    open_own(phone, dossier, read_key(phone))


class BlindPhone(Phone):
    """A phone without JavaScript: axe can't run there, the layout is checked by the server's tests."""

    def look(self) -> None:
        if SHOTS:
            self.number += 1
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{self.number:02}.png", full_page=True)


def test_birth_is_declared_on_a_phone_and_completed_when_asked(office, open_page):
    phone = Phone(open_page(390), "birth")
    begin(phone, BIRTH_CODE)
    say_who(phone)
    phone.title("Tờ khai")
    phone.look()
    for name, value in BIRTH.items():
        declare(phone.page, name, value)
    phone.press("Tiếp tục")
    phone.title("Giấy tờ kèm theo")
    phone.page.locator("input[type=file]").first.set_input_files([PICTURE])
    phone.press("Tiếp tục")
    phone.title("Cách nhận kết quả")
    phone.page.get_by_label("Tại nhà, qua bưu điện").check()
    phone.press("Lấy địa chỉ người nộp")
    expect(phone.page.locator("[name=address]")).to_have_value(re.compile("Thôn Trung Lưu"))
    phone.press("Tiếp tục")
    dossier = send(phone)
    key = read_key(phone)
    ask_for(office, dossier)
    open_own(phone, dossier, key)
    phone.press("Bổ sung hồ sơ")
    phone.title("Bổ sung hồ sơ")
    phone.look()
    phone.page.locator("input[type=file]").first.set_input_files([SECOND])
    phone.fill(answer="Tôi đã chụp lại.")
    phone.press("Gửi bổ sung")
    expect(phone.page.get_by_text("Đã gửi phần bổ sung")).to_be_visible()
    phone.look()
    dossier.refresh_from_db()
    see_each_state(phone, office, dossier)


def see_each_state(phone: Phone, office: Office, dossier: Dossier) -> None:
    """The officers work; the citizen's page says where it is."""

    def sees(words: str) -> None:
        phone.open(f"/ho-so/{dossier.code}/")
        expect(phone.page.locator(".badge-state").first).to_have_text(words)

    cast.receive(office, dossier, timezone.now())
    sees("Được tiếp nhận")
    receipt = phone.page.get_by_role("link", name="Giấy tiếp nhận hồ sơ và hẹn trả kết quả", exact=True)
    expect(receipt).to_be_visible()
    for officer in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, timezone.now(), officer)
        sees("Đang xử lý")
    dossier = finish.finish(dossier=dossier, by=office.actor("hoa"), at=timezone.now())
    sees("Đã xử lý xong")
    finish.hand_over(
        dossier=dossier,
        by=office.actor("hoa"),
        at=timezone.now(),
        how=ResultMethod.OFFICE,
        to="Nguyễn Thị Lan",
    )
    sees("Đã trả kết quả")


def declare(page: Page, name: str, value: str) -> None:
    """Text, list or choice: as the field is."""
    field = page.locator(f"[name={name}]")
    kind = field.first.evaluate("one => one.type")
    if kind == "radio":
        page.locator(f"[name={name}][value='{value}']").check()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def ask_for(office: Office, dossier: Dossier) -> None:
    component = dossier.version.components.get(code="GT02")
    supplement.ask(
        dossier=dossier,
        by=office.actor("hoa"),
        at=timezone.now(),
        reason="Giấy chứng sinh chụp bị mờ.",
        items=[supplement.Asked(component=component, what="Chụp lại rõ nét")],
    )


def test_desk_screen_shows_the_wizard_and_the_way_back(office, open_page):
    phone = Phone(open_page(1366), "wide")
    phone.open("/nop-ho-so/")
    begin(phone, COPY_CODE)
    say_who(phone)
    phone.title("Tờ khai")
    phone.press("Quay lại")
    phone.title("Hồ sơ này của ai")
    phone.page.go_back()
    phone.open("/nop-ho-so/")
    phone.press("Tiếp tục hồ sơ đang soạn")
    phone.title("Tờ khai")
    phone.look()


def test_double_click_on_send_makes_one_dossier(office, open_page):
    phone = Phone(open_page(1366), "double")
    begin(phone, COPY_CODE)
    say_who(phone)
    phone.fill(loai_giay_to="Bằng tốt nghiệp", so_trang="3", so_ban="2")
    phone.press("Tiếp tục")
    phone.page.locator("input[type=file]").set_input_files([PICTURE])
    phone.press("Tiếp tục")
    phone.title("Cách nhận kết quả")
    phone.page.get_by_label("Bản điện tử").check()
    phone.press("Tiếp tục")
    phone.title("Kiểm tra trước khi nộp")
    phone.fill(captcha=phone.captcha())
    phone.page.locator("[name=agree]").check()
    phone.page.get_by_role("button", name="Nộp hồ sơ", exact=True).dblclick()
    phone.title("Hồ sơ đã được nộp")
    assert Dossier.objects.count() == 1
    open_own(phone, Dossier.objects.get(), read_key(phone))
