"""A term that moves: a storm's closure is previewed and published, a late dossier gets its apology."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from agencies.models import Day
from agencies.selectors import calendar_for
from agencies.services import add_day
from agencies.worktime.arithmetic import next_working_day
from dossiers.services import calendar_change
from dossiers.services.sweep import sweep
from kit.actor import Actor
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.e2e.test_desk import screen  # noqa: F401

pytestmark = pytest.mark.e2e
PROCEDURES = {"1.004837", "2.000815", "1.013225"}


@pytest.fixture
def office(transactional_db: None, settings: object) -> Iterator[Office]:
    """Xã Sơn Tây with two dossiers of many days at work."""
    settings.DEMO_MODE = True
    built = build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
    cast.take_in(built, timezone.now(), "1.004837")
    cast.take_in(built, timezone.now(), "1.013225")
    return built


def panel(page: Page, words: str) -> None:
    """Open one of the actions at the right."""
    page.locator("summary", has_text=words).first.click()


def press(page: Page, words: str) -> None:
    """The button of the open action."""
    page.locator("details[open]").get_by_role("button", name=words).first.click()


def tomorrow(office: Office) -> date:
    return next_working_day(calendar_for(office.agency), timezone.localdate())


@pytest.mark.parametrize("width", [390, 1366])
def test_a_closure_is_previewed_published_and_followed(office, screen, width):  # noqa: F811
    add_day(
        agency=office.agency, date=tomorrow(office), kind=Day.Kind.CLOSURE, name="Bão số 12", basis="",
        by=Actor.system(), at=timezone.now(),
    )  # fmt: skip
    yen = screen("yen", width)
    yen.open("/can-bo/lich-lam-viec/")
    yen.page.get_by_role("link", name="Xem trước hồ sơ nào sẽ đổi ngày hẹn").click()
    yen.page.wait_for_url("**/xem-truoc/")
    yen.look()
    expect(yen.page.get_by_text("hồ sơ được hẹn muộn hơn")).to_be_visible()
    yen.page.get_by_role("link", name="Về lịch làm việc").click()
    panel(yen.page, "Công bố lịch")
    yen.page.locator("[name=note]").last.fill("Nghỉ tránh bão số 12")
    press(yen.page, "Công bố lịch")
    expect(yen.page.get_by_text("Đang tính lại theo lịch số")).to_be_visible()
    yen.look()
    assert calendar_change.run(clock=timezone.now)
    yen.open("/can-bo/lich-lam-viec/")
    expect(yen.page.get_by_text(re.compile("hồ sơ đổi ngày hẹn"))).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_a_late_dossier_gets_its_apology_and_the_citizen_reads_why(office, screen, width):  # noqa: F811
    dossier = cast.take_in(office, timezone.now() - timedelta(days=40))
    sweep(at=timezone.now())
    address = f"/can-bo/ho-so/{dossier.code}/"
    hoa, khang = screen("hoa", width), screen("khang", width)
    khang.open("/can-bo/hang/apology/")
    expect(khang.page.get_by_text(dossier.code)).to_be_visible()
    hoa.open(address)
    panel(hoa.page, "Đề nghị xin lỗi và hẹn lại")
    hoa.look()
    form = hoa.page.locator("details[open]")
    form.locator("[name=cause_code]").select_option("workload")
    form.locator("[name=note]").fill("Số hồ sơ tăng gấp đôi trong tháng")
    press(hoa.page, "Đề nghị xin lỗi và hẹn lại")
    expect(hoa.page.get_by_text("Đã trình lãnh đạo văn bản xin lỗi")).to_be_visible()
    hoa.look()
    khang.open("/can-bo/hang/asked/")
    khang.page.locator("a.code", has_text=dossier.code).first.click()
    khang.page.wait_for_url(f"**{address}")
    panel(khang.page, "Duyệt đề nghị")
    khang.look()
    press(khang.page, "Duyệt đề nghị")
    expect(khang.page.get_by_text("Đã duyệt đề nghị.")).to_be_visible()
    khang.look()
    letter = khang.page.locator(
        "#noi-dung a[href*='/bieu-mau/']", has_text=re.compile("xin lỗi", re.IGNORECASE)
    ).first
    got = khang.page.request.get(letter.get_attribute("href"))
    assert got.body().startswith(b"%PDF-")
    khang.open("/can-bo/hang/apology/")
    expect(khang.page.get_by_text(dossier.code)).to_have_count(0)


def test_a_dossier_that_has_to_wait_says_so_and_goes_on(office, screen, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    dossier = cast.take_in(office, timezone.now())
    hoa = screen("hoa", 390)
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    panel(hoa.page, "Ghi nhận phải chờ")
    press(hoa.page, "Ghi nhận phải chờ")
    expect(hoa.page.get_by_text("Chọn lý do phải chờ.").first).to_be_visible()
    hoa.look()
    form = hoa.page.locator("details[open]")
    form.locator("[name=reason_code]").select_option("disaster")
    form.locator("[name=note]").fill("Nước ngập trụ sở, dự kiến hai ngày")
    press(hoa.page, "Ghi nhận phải chờ")
    expect(hoa.page.get_by_text("Đã ghi nhận hồ sơ phải chờ.")).to_be_visible()
    hoa.look()
    panel(hoa.page, "Hết chờ, giải quyết tiếp")
    press(hoa.page, "Hết chờ, giải quyết tiếp")
    expect(hoa.page.get_by_text("Hồ sơ được giải quyết tiếp.").first).to_be_visible()
