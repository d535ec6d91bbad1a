"""Officers at their screens: the counter by keyboard alone, a dossier through all hands; axe everywhere."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from documents.models import StoredFile
from dossiers.models import Dossier
from dossiers.states import State
from portal.demo.office import PASSWORD, Office, build
from tests import cast
from tests.cast import PIXEL, at
from tests.e2e.checks import check

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SHOTS")
CARD = "042165001234|187654321|Nguyễn Thị Lan|05091965|Nữ|Thôn Trung Lưu, xã Sơn Tây, tỉnh Hà Tĩnh|01072021"
PICTURE = {"name": "ket-qua.png", "mimeType": "image/png", "buffer": PIXEL}


@pytest.fixture
def office(transactional_db: None, settings: object) -> Iterator[Office]:
    """Xã Sơn Tây, in the demo house."""
    settings.DEMO_MODE = True
    return build(at=at("2026-01-05 08:00"), procedures={"1.004837", "2.000815", "1.004859"}, provinces={"42"})


class Screen:
    """One officer's screen: every page that comes to it is checked."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.number = page, name, 0

    def look(self) -> None:
        check(self.page)
        if SHOTS:
            self.number += 1
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{self.number:02}.png", full_page=True)

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def act(self, label: str, **typed: str) -> None:
        """Open an action's panel, fill it in, press its button."""
        panel = self.page.locator("details.confirm").filter(
            has=self.page.locator("summary", has_text=re.compile(f"^{label}"))
        )
        panel.locator("summary").first.click()
        for name, value in typed.items():
            panel.locator(f"[name={name}]").fill(value)
        panel.get_by_role("button", name=label, exact=True).click()
        self.page.wait_for_load_state()
        self.look()


@pytest.fixture
def screen(open_page: Callable[..., Page]) -> Callable[..., Screen]:
    """The screen of an officer who has signed in by hand."""

    def sign_in(who: str, width: int = 1366, javascript: bool = True) -> Screen:
        page = open_page(width, javascript)
        page.goto("/can-bo/")
        page.locator("[name=username]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/can-bo/")
        return Screen(page, f"{who}-{width}")

    return sign_in


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def test_a_walk_in_is_taken_in_by_keyboard_alone(office, screen):
    hoa = screen("hoa")
    hoa.open("/can-bo/tiep-nhan/")
    keys = hoa.page.keyboard
    keys.type("dang ky")
    keys.press("Enter")
    expect(hoa.page.get_by_text("Chọn một thủ tục")).to_be_visible()
    hoa.look()
    names = hoa.page.locator("[name=pick]").evaluate_all("all => all.map(one => one.labels[0].innerText)")
    for _ in range(next(place for place, name in enumerate(names) if "1.004837" in name)):
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(hoa.page.get_by_label("Mã QR trên thẻ căn cước")).to_be_focused()
    hoa.look()
    keys.type(CARD)
    keys.press("Enter")
    expect(hoa.page.locator("#id_filer_phone")).to_be_focused()
    expect(hoa.page.locator("#id_filer_name")).to_have_value("Nguyễn Thị Lan")
    keys.type("0912 345 678")
    for _ in range(3):
        keys.press("Enter")  # e-mail, address, same owner
    expect(hoa.page.locator("#id_same")).to_be_focused()
    keys.press("Tab")
    expect(hoa.page.get_by_role("button", name="Đã nhận đủ")).to_be_focused()
    keys.press("Enter")
    expect(hoa.page.locator(".paper input[type=checkbox]").first).to_be_checked()
    hoa.look()
    keys.press("Alt+Digit1")
    expect(hoa.page.get_by_role("link", name="In giấy tiếp nhận")).to_be_visible()
    hoa.look()
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.owner_name) == (State.RECEIVED, "Nguyễn Thị Lan")
    hoa.page.get_by_role("link", name="Nhập hồ sơ tiếp theo").click()
    expect(hoa.page.locator("#thu-tuc")).to_be_focused()
    assert "Nguyễn Thị Lan" not in hoa.page.content().replace("<span>Nguyễn Thị Hoa</span>", "")


def test_a_dossier_goes_through_all_hands(office, screen, now):
    dossier = cast.file_online(office, now, "2.000815")
    hoa = screen("hoa")
    hoa.look()
    hoa.page.keyboard.press("j")
    hoa.page.keyboard.press("Enter")
    expect(hoa.page.get_by_role("heading", level=1)).to_contain_text(dossier.code)
    hoa.look()
    hoa.act("Tiếp nhận hồ sơ", note="Đủ giấy tờ")
    expect(hoa.page.get_by_text("Đã tiếp nhận hồ sơ.").first).to_be_visible()
    hoa.act("Chuyển bước tiếp theo")
    minh = screen("minh")
    minh.open(f"/can-bo/ho-so/{dossier.code}/")
    minh.act("Nhận xử lý")
    minh.open("/can-bo/")
    expect(minh.page.locator("[data-row]")).to_have_count(1)
    minh.page.locator("[data-open]").click()
    minh.act("Chuyển bước tiếp theo", note="Đã kiểm tra")
    khang = screen("khang")
    khang.open(f"/can-bo/ho-so/{dossier.code}/")
    khang.act("Ký duyệt và chuyển bước")
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    hoa.page.locator("summary", has_text="Đã có kết quả tại quầy").click()
    hoa.page.locator("#co-ket-qua_files").set_input_files([PICTURE])
    hoa.page.get_by_role("button", name="Đã có kết quả tại quầy", exact=True).click()
    expect(hoa.page.get_by_text("Đã ghi nhận kết quả")).to_be_visible()
    hoa.look()
    hoa.act("Trả kết quả", to="Nguyễn Thị Lan")
    assert fresh(dossier).state == State.RETURNED
    hoa.open("/can-bo/tim/?q=nguyen thi lan")
    hoa.open("/can-bo/hang/closed/")


def test_a_race_keeps_the_words_on_the_screen(office, screen, now, expected_statuses):
    dossier = cast.file_online(office, now, "2.000815")
    expected_statuses.add(409)
    tam = screen("tam")
    tam.open(f"/can-bo/ho-so/{dossier.code}/")
    cast.receive(office, dossier, now)
    tam.act("Tiếp nhận hồ sơ", note="Tôi đã kiểm tra đủ")
    expect(tam.page.get_by_text("Nguyễn Thị Hoa vừa thực hiện").first).to_be_visible()
    expect(tam.page.locator("#ghi-chu_note")).to_have_value("Tôi đã kiểm tra đủ")


def test_a_supplement_is_asked_for_on_a_phone(office, screen, now, expected_statuses):
    dossier = cast.file_online(office, now, "2.000815")
    expected_statuses.add(422)
    hoa = screen("hoa", 390)
    hoa.look()
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    panel = hoa.page.locator("details.confirm").filter(has_text="Yêu cầu bổ sung").first
    panel.locator("summary").first.click()
    panel.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(hoa.page.get_by_text("Nhập lý do cụ thể để người nộp hiểu.").first).to_be_visible()
    hoa.look()
    panel.locator(".asked-line input[type=checkbox]").last.check()
    panel.locator(".asked-line [name$=_what]").last.fill("Chụp lại cho rõ")
    panel.locator("[name=reason]").fill("Ảnh bị mờ")
    panel.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(hoa.page.get_by_text("Đã yêu cầu bổ sung hồ sơ.")).to_be_visible()
    assert fresh(dossier).state == State.SUPPLEMENT


def test_a_file_is_looked_at_beside_the_dossier(office, screen, now):
    dossier = cast.file_online(office, now, "2.000815")
    hoa = screen("hoa")
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    hoa.page.get_by_role("link", name="anh.png", exact=True).first.click()
    shown = hoa.page.locator("#xem-tep img")
    expect(shown).to_be_visible()
    hoa.page.wait_for_function("() => document.querySelector('#xem-tep img').naturalWidth > 0")
    assert StoredFile.objects.exists()


def test_the_screens_of_administration(office, screen):
    admin = screen("quantri")
    admin.look()
    for path in ("gia-tri-phap-ly/", "gia-tri-phap-ly/accept_limit/", "lich-lam-viec/"):
        admin.open(f"/can-bo/{path}")
    phone = screen("quantri", 390)
    for path in ("gia-tri-phap-ly/", "lich-lam-viec/"):
        phone.open(f"/can-bo/{path}")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_counter_works_without_javascript(office, screen, width):
    hoa = screen("hoa", width, javascript=False)
    page = hoa.page
    page.goto("/can-bo/tiep-nhan/")
    page.get_by_label("Tên hoặc mã thủ tục").fill("1.004837")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_label("Mã QR trên thẻ căn cước").fill(CARD)
    page.get_by_role("button", name="Điền từ thẻ").click()
    expect(page.locator("#id_filer_name")).to_have_value("Nguyễn Thị Lan")
    page.get_by_role("button", name="Đã nhận đủ").click()
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    expect(page.get_by_role("link", name="In giấy tiếp nhận")).to_be_visible()
