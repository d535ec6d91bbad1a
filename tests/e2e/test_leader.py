"""A leader with five minutes: what is late, whose it is, down to the dossier; a report made and printed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dossiers.services.history import jobs
from dossiers.services.sweep import sweep
from portal.demo.office import Office, build
from reports.services import make
from tests import cast
from tests.cast import at
from tests.e2e.journey import WAIT
from tests.e2e.test_desk import screen  # noqa: F401
from tests.reports.nine import write_csv

pytestmark = pytest.mark.e2e
PROCEDURES = {"1.004837", "2.000815", "1.004859"}


@pytest.fixture
def office(transactional_db: None, settings: object) -> Iterator[Office]:
    """Xã Sơn Tây with a dossier that is long late, one in time and one that nobody has answered."""
    settings.DEMO_MODE = True
    built = build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
    ago = timezone.now() - timedelta(days=40)
    late = cast.take_in(built, ago)
    cast.forward(built, late, ago + timedelta(minutes=5), "hoa")
    cast.take_in(built, timezone.now(), "1.004859")
    cast.file_online(built, ago)
    sweep(at=timezone.now())
    return built


@pytest.mark.parametrize("width", [390, 1366])
def test_a_late_number_leads_to_its_list_and_on_to_the_dossier(office, screen, width):  # noqa: F811
    khang = screen("khang", width)
    khang.open("/can-bo/lanh-dao/")
    page = khang.page
    late = page.locator("a.figure-number", has_text="Hồ sơ quá hạn")
    expect(late.locator(".figure-value")).to_have_text(re.compile(r"^\s*1\s*$"))
    late.click()
    page.wait_for_url("**/so-lieu/hien-nay/late/")
    khang.look()
    expect(page.get_by_role("status")).to_contain_text("1 hồ sơ")
    page.locator("table.dossier-table a.code").click()
    page.wait_for_url("**/can-bo/ho-so/**")
    khang.look()
    khang.open("/can-bo/lanh-dao/?ky=nam")
    row = khang.page.get_by_role("row", name=re.compile("^Tiếp nhận trong kỳ"))
    row.locator("a.number").first.click()
    khang.page.wait_for_url("**/so-lieu/trong-ky/received/**")
    khang.look()
    expect(khang.page.get_by_role("status")).to_contain_text("2 hồ sơ")


def test_a_report_is_asked_for_comes_by_itself_and_its_pdf_opens(office, screen):  # noqa: F811
    khang = screen("khang")
    khang.open("/can-bo/bao-cao/")
    page = khang.page
    page.locator("[name=period]").select_option("khac")
    page.get_by_text("Khoảng thời gian khác, hoặc số liệu").click()
    today = timezone.localdate()
    page.locator("[name=first]").fill(f"{today - timedelta(days=60):%d/%m/%Y}")
    page.locator("[name=last]").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Lập báo cáo").click()
    page.wait_for_url(re.compile(r"/bao-cao/\d+/$"))
    khang.look()
    expect(page.get_by_text("Đang lập báo cáo")).to_be_visible()
    assert make.run_next(clock=timezone.now)
    expect(page.get_by_role("link", name="Xem và in PDF")).to_be_visible(timeout=WAIT)
    khang.look()
    expect(page.get_by_role("row", name=re.compile("Tổng cộng"))).to_contain_text("2")
    address = page.get_by_role("link", name="Xem và in PDF").get_attribute("href")
    got = page.request.get(address)
    assert got.body().startswith(b"%PDF-")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_report_at_telephone_width_and_without_scripts(office, screen):  # noqa: F811
    khang = screen("khang", 390, javascript=False)
    khang.page.goto("/can-bo/bao-cao/")
    khang.page.locator("[name=period]").select_option(index=1)
    khang.page.get_by_role("button", name="Lập báo cáo").click()
    khang.page.get_by_role("link", name="Tải lại trang").click()
    assert make.run_next(clock=timezone.now)
    khang.page.get_by_role("link", name="Tải lại trang").click()
    expect(khang.page.get_by_role("link", name="Tải CSV")).to_be_visible()


def test_old_dossiers_are_handed_in_and_their_faults_read(office, screen, tmp_path):  # noqa: F811
    yen = screen("yen")
    yen.open("/can-bo/nhap-ho-so-cu/")
    page = yen.page
    line = {
        "code": "A-1", "procedure_code": "2.000815", "agency_code": "18172", "channel": "direct",
        "received_at": "2024-06-10", "finished_at": "2024-06-11", "outcome": "done",
        "owner_name": "Nguyễn Thị Lan",
    }  # fmt: skip
    for outcome, words in (("xong", "Chưa nhập dòng nào"), ("done", "Đã nhập xong")):
        page.goto("/can-bo/nhap-ho-so-cu/")
        file = write_csv(tmp_path / f"{outcome}.csv", [line | {"outcome": outcome}])
        page.locator("[name=file]").set_input_files(file)
        page.get_by_role("button", name="Kiểm tra và nhập").click()
        page.wait_for_url(re.compile(r"/nhap-ho-so-cu/\d+/$"))
        yen.look()
        assert jobs.run_next(clock=timezone.now)
        expect(page.get_by_text(words)).to_be_visible(timeout=WAIT)
        yen.look()
