"""A leader signs in with a phone: set-up, recovery codes, the code next time; and when the phone is lost."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from accounts import second
from accounts.models import SecondFactor
from portal.demo.office import PASSWORD
from tests.e2e.checks import check
from tests.e2e.test_desk import now, office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
WIDTHS = pytest.mark.parametrize("width", [390, 1366])


@WIDTHS
def test_a_leader_sets_it_up_and_signs_in_with_it(office, open_page, settings, width):  # noqa: F811
    settings.REQUIRE_SECOND_FACTOR = True
    page = open_page(width)
    sign_in(page, "khang")
    expect(page.locator("h1")).to_have_text("Thiết lập xác thực hai lớp")
    check(page)
    secret = re.sub(r"\s", "", page.locator("li strong").inner_text())
    page.get_by_label("Mã xác thực").fill(pyotp.TOTP(secret).now())
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_role("button", name="Thiết lập").click()
    expect(page.locator("h1")).to_have_text("Mã dự phòng")
    check(page)
    recovery = page.locator("li code").first.inner_text()
    page.get_by_role("link", name="Đã cất mã, vào làm việc").click()
    page.get_by_role("button", name="Đăng xuất").click()

    sign_in(page, "khang")
    expect(page.locator("h1")).to_have_text("Nhập mã xác thực")
    check(page)
    page.get_by_label("Mã xác thực").fill("000000")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert").get_by_text("Mã chưa đúng")).to_be_visible()
    check(page)
    page.get_by_label("Mã xác thực").fill(recovery)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/can-bo/")
    page.goto("/can-bo/tai-khoan/xac-thuc/")
    expect(page.get_by_text("Còn 9 mã dự phòng")).to_be_visible()
    check(page)


@WIDTHS
def test_the_administrator_takes_a_lost_one_away(office, screen, now, width):  # noqa: F811
    SecondFactor.objects.create(user=office.people["khang"], secret="x", confirmed_at=now)
    tri = screen("quantri", width)
    tri.open("/can-bo/can-bo-va-quyen/")
    tri.page.get_by_role("link", name="Võ Đình Khang").click()
    tri.look()
    tri.page.get_by_label("Lý do").fill("Mất điện thoại")
    tri.page.get_by_role("button", name="Gỡ xác thực hai lớp").click()
    expect(tri.page.get_by_text("Mật khẩu tạm thời mới")).to_be_visible()
    tri.look()
    assert not second.has(office.people["khang"])
    tri.open("/can-bo/can-bo-va-quyen/ra-soat/")
    tri.page.get_by_role("button", name="Đã rà soát").click()
    expect(tri.page.get_by_text("Đã ghi nhận lần rà soát")).to_be_visible()
    tri.look()


def sign_in(page, who: str) -> None:
    page.goto("/can-bo/")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
