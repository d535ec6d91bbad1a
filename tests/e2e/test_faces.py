"""The public figures and the officer's day in a browser: axe, widths, without script, on paper."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.demo.office import PASSWORD, Office, build
from tests import cast
from tests.cast import at
from tests.e2e.checks import check, check_fits

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SHOTS")
COPY, BIRTH = "2.000815", "1.001193"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def office(transactional_db: None, settings: object, now: datetime) -> Iterator[Office]:
    """Xã Sơn Tây with a few results, a dossier in each hand, and one that nobody has taken."""
    settings.DEMO_MODE = True
    found = build(at=at("2026-01-05 08:00"), procedures={COPY, BIRTH}, provinces={"42"})
    for _ in range(3):
        cast.to_the_desk(found, cast.take_in(found, now - timedelta(hours=3), COPY), [now] * 4)
    cast.to_the_desk(found, cast.take_in(found, now - timedelta(hours=3), BIRTH), [now] * 4)
    cast.file_online(found, now - timedelta(days=6), BIRTH)
    cast.forward(found, cast.take_in(found, now - timedelta(days=9), BIRTH), now - timedelta(days=8), "hoa")
    cast.take_in(found, now, BIRTH)
    return found


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [320, 390, 768, 1366])
def test_the_figures_are_accessible_and_fit(office, open_page, width):
    page = open_page(width)
    for path in ("/so-lieu/", "/so-lieu/?ky=nam-truoc", "/so-lieu/18172/?ky=thang"):
        page.goto(path)
        check(page)
    page.goto("/so-lieu/")
    page.get_by_text("Các số liệu này tính thế nào?").click()
    expect(page.get_by_text("Chín trong mười hồ sơ có kết quả")).to_be_visible()
    check(page)
    shoot(page, f"figures-{width}")


def test_the_figures_need_no_script_and_print_whole(office, open_page):
    page = open_page(390, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Số liệu giải quyết hồ sơ").click()
    page.get_by_role("link", name="Quý này").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Quý")
    page.get_by_role("link", name="Chứng thực bản sao").first.click()
    expect(page.locator("h1")).to_contain_text("Chứng thực bản sao")
    page.go_back()
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    expect(page.locator(".procedure-figures thead th").first).to_be_visible()
    expect(page.locator(".period-tabs")).to_be_hidden()
    check_fits(page)


@pytest.mark.parametrize("width", [390, 1366])
def test_the_officers_day_is_accessible_and_leads_on(office, open_page, width):
    page = open_page(width)
    page.goto("/can-bo/")
    page.locator("[name=username]").fill("hoa")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/can-bo/")
    page.get_by_role("link", name="Việc của tôi hôm nay").click()
    expect(page.locator("h1")).to_have_text("Việc của tôi hôm nay")
    check(page)
    shoot(page, f"day-{width}")
    page.get_by_role("link", name="Đã quá hạn: 1 hồ sơ").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    check(page)
    page.get_by_role("link", name="Về việc của tôi hôm nay").click()
    page.get_by_role("link", name="Chờ trả kết quả: 4 hồ sơ").click()
    expect(page.locator("h1")).to_have_text("Chờ trả kết quả")
