"""Signing in at a real, certified OpenID provider in a real browser; and by phone, with the devices."""

import re
from collections.abc import Iterator

import pytest
import requests
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Citizen, CitizenSession
from accounts.oidc import providers
from audit.models import AuditEntry
from kit.actor import Actor
from notifications.services import send_next
from tests.e2e import provider
from tests.e2e.checks import check
from tests.e2e.test_desk import now, office  # noqa: F401

pytestmark = pytest.mark.e2e
WIDTHS = pytest.mark.parametrize("width", [390, 1366])
PHONE, SECRET = "0912 345 678", "Bong-lua#2026-vang"
TITLE = "Tài khoản định danh (VNeID)"
PEOPLE = {
    "lan": {
        "TechID": "TECH-LAN", "LoaiTaiKhoan": "1", "HoVaTen": "NGUYỄN THỊ LAN", "SoDinhDanh": "042165001234",
        "loAs": "LoA2",
    },
    "htx": {
        "TechID": "TECH-HTX", "LoaiTaiKhoan": "2", "HoVaTen": "TRẦN VĂN BÌNH", "MaSoThue": "3001234567",
        "TenDoanhNghiep": "Hợp tác xã Nông nghiệp Sơn Tây",
    },
    "nobody": {"LoaiTaiKhoan": "1", "HoVaTen": "KHÔNG MÃ"},
}  # fmt: skip


@pytest.fixture
def national(office, live_server, settings, now) -> Iterator[str]:  # noqa: F811
    """The provider, known to the portal as an administrator makes it known; its address."""
    settings.PUBLIC_URL = live_server.url
    callback = f"{live_server.url}/dang-nhap/dinh-danh/dvcqg/tro-ve/"
    with provider.running(PEOPLE, callback=callback, home=f"{live_server.url}/dang-nhap/") as url:
        values = {
            "title": TITLE, "issuer": url, "authorize_url": f"{url}/auth", "token_url": f"{url}/token",
            "userinfo_url": f"{url}/me", "jwks_url": f"{url}/jwks", "logout_url": f"{url}/session/end",
            "client_id": provider.CLIENT, "client_secret": provider.SECRET, "acr_values": "LoA1",
            "enabled": True,
        }  # fmt: skip
        providers.put(key="dvcqg", values=values, by=Actor.system(), at=now)
        requests.get(f"{live_server.url}/dang-nhap/", timeout=60)  # a cold server reads all its pages first
        yield url


def at_the_provider(page: Page, login: str) -> None:
    """Its own pages: who one is, and that the portal may know it."""
    page.wait_for_url("http://127.0.0.1:*/interaction/**")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()


@WIDTHS
def test_a_citizen_signs_in_with_the_national_account_and_out_of_both(national, open_page, width):
    page = open_page(width)
    page.goto("/dang-nhap/")
    check(page)
    page.get_by_role("link", name=TITLE).click()
    at_the_provider(page, "lan")
    page.wait_for_url("**/tai-khoan/")
    expect(page.get_by_text("********1234")).to_be_visible()
    expect(page.get_by_role("link", name="NGUYỄN THỊ LAN")).to_be_visible()
    check(page)
    lan = Citizen.objects.get()
    assert (lan.id_number, lan.loa, lan.phone) == ("042165001234", "LoA2", "")

    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.locator("h1")).to_have_text("Đã đăng xuất")
    check(page)
    page.get_by_role("link", name="Đăng xuất cả ở đó").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url("**/dang-nhap/**")

    page.get_by_role("link", name=TITLE).click()
    at_the_provider(page, "lan")
    page.wait_for_url("**/tai-khoan/")
    assert Citizen.objects.get() == lan


def test_an_organisation_signs_in_and_invites(national, open_page):
    page = open_page(390)
    page.goto("/dang-nhap/")
    page.get_by_role("link", name=TITLE).click()
    at_the_provider(page, "htx")
    page.wait_for_url("**/tai-khoan/")
    expect(page.get_by_role("heading", name="Hợp tác xã Nông nghiệp Sơn Tây")).to_be_visible()
    page.get_by_text("Mời thành viên").click()
    page.get_by_label("Số điện thoại của người được mời").fill(PHONE)
    check(page)
    page.get_by_role("button", name="Gửi lời mời").click()
    expect(page.get_by_text("Đã gửi lời mời")).to_be_visible()
    expect(page.get_by_text("chưa trả lời lời mời")).to_be_visible()
    check(page)


def test_who_says_no_there_and_whom_it_does_not_name_is_not_in(national, open_page, settings):
    page = open_page(390)
    page.goto("/dang-nhap/")
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_url("http://127.0.0.1:*/interaction/**")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("đã dừng đăng nhập")).to_be_visible()
    check(page)
    page.get_by_role("link", name=TITLE).click()
    at_the_provider(page, "nobody")
    expect(page.get_by_text("không gửi đủ thông tin")).to_be_visible()
    assert not CitizenSession.objects.exists()
    assert AuditEntry.objects.filter(action="citizen.failed").count() == 2


@WIDTHS
def test_a_citizen_signs_up_by_phone_and_sees_and_ends_devices(office, open_page, expected_statuses, width):  # noqa: F811
    page = open_page(width)
    page.goto("/dang-ky/")
    check(page)
    page.get_by_label("Số điện thoại di động").fill(PHONE)
    page.get_by_role("button", name="Nhận mã xác nhận").click()
    expect(page.locator("h1")).to_have_text("Nhập mã xác nhận")
    check(page)
    page.get_by_label("Mã xác nhận").fill(code_on_the_phone(open_page(width)))
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Mật khẩu").fill(SECRET)
    check(page)
    page.get_by_role("button", name="Mở tài khoản").click()
    expect(page.locator("h1")).to_have_text("Tài khoản của tôi")
    check(page)
    page.get_by_role("button", name="Đăng xuất", exact=True).click()

    sign_in_with_password(page)
    other = open_page(width)
    sign_in_with_password(other)
    page.reload()
    check(page)
    page.get_by_role("button", name=re.compile(r"Đăng xuất\s*:")).click()
    expect(page.get_by_text("Đã đăng xuất khỏi thiết bị đó")).to_be_visible()
    other.reload()
    expect(other.locator("h1")).to_have_text("Đăng nhập")

    expected_statuses.add(422)
    other.goto("/dang-nhap/mat-khau/")
    other.get_by_label("Số điện thoại").fill(PHONE)
    other.get_by_label("Mật khẩu").fill("sai")
    other.get_by_role("button", name="Đăng nhập").click()
    expect(other.get_by_text("Số điện thoại hoặc mật khẩu chưa đúng").first).to_be_visible()
    check(other)


def sign_in_with_password(page: Page) -> None:
    page.goto("/dang-nhap/")
    page.get_by_role("link", name="Đăng nhập bằng mật khẩu").click()
    page.get_by_label("Số điện thoại").fill(PHONE)
    page.get_by_label("Mật khẩu").fill(SECRET)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("h1")).to_have_text("Tài khoản của tôi")


def code_on_the_phone(page: Page) -> str:
    """What the demo's telephone shows once the worker has sent it."""
    assert send_next(clock=timezone.now)
    page.goto(f"/tin-nhan/?so={PHONE}")
    return re.search(r"la (\d{6})", page.locator("article").first.inner_text())[1]
