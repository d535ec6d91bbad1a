"""Administration by people in a browser: a unit renamed, a message worded anew, undone; words that stay."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from agencies.models import Unit
from desk.guards import SEEN
from dossiers.models import Dossier
from notifications.models import MessageWording
from portal.demo.office import PASSWORD
from tests.e2e.test_desk import office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
BOTH = pytest.mark.parametrize("width", [390, 1366])


@BOTH
def test_a_unit_is_renamed_and_put_back(office, screen, width):  # noqa: F811
    unit = Unit.objects.get(agency=office.agency, kind_key="justice_civil_status", active=True)
    admin = screen("quantri", width)
    admin.open("/can-bo/co-quan-bo-phan/")
    page = admin.page
    page.get_by_role("link", name=f"bộ phận {unit.name}").click()
    admin.look()
    page.locator("[name=name]").fill("Phòng Tư pháp")
    page.get_by_role("button", name="Lưu bộ phận").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phòng Tư pháp")
    admin.look()
    page.get_by_role("button", name="Đặt lại như cũ").first.click()
    expect(page.get_by_text("Đã đặt lại như cũ").first).to_be_visible()
    admin.look()
    assert Unit.objects.get(pk=unit.pk).name == unit.name


@BOTH
@pytest.mark.usefixtures("office")
def test_a_message_is_put_right_kept_and_gone_back_on(screen, width, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    admin = screen("quantri", width)
    admin.open("/can-bo/mau-tin/")
    page = admin.page
    page.get_by_role("link", name="Sửa mẫu Hồ sơ được tiếp nhận", exact=True).click()
    admin.look()
    page.locator("[name=sms1]").fill("Hồ sơ đã được tiếp nhận, hẹn trả {hạn}.")
    page.locator("[name=note]").fill("Viết ngắn lại")
    page.locator("[name=scope]").first.check()
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_text("Cần có {mã hồ sơ}").first).to_be_visible()
    admin.look()
    page.locator("[name=sms1]").fill("Hồ sơ {mã hồ sơ} đã được tiếp nhận, hẹn trả {hạn}.")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_text("Ho so H42.18172-261123-0007 da duoc tiep nhan").first).to_be_visible()
    admin.look()
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_text("Phiên bản 1 của mẫu").first).to_be_visible()
    admin.look()
    page.get_by_role("button", name="Dùng lại bản gốc").click()
    expect(page.get_by_text("Đã dùng lại: phiên bản 2").first).to_be_visible()
    admin.look()
    assert list(MessageWording.objects.order_by("no").values_list("no", flat=True)) == [1, 2]


@BOTH
@pytest.mark.usefixtures("office")
def test_the_setup_and_its_history_are_read(screen, width):  # noqa: F811
    admin = screen("quantri", width)
    admin.open("/can-bo/cau-hinh/")
    admin.page.get_by_role("link", name="Lịch sử thay đổi").click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text("Lịch sử cấu hình")
    admin.look()


@pytest.mark.usefixtures("office")
def test_the_counters_half_written_sheet_outlives_the_lock(screen):  # noqa: F811
    hoa = screen("hoa")
    hoa.open("/can-bo/tiep-nhan/")
    page = hoa.page
    page.locator("[name=thu_tuc]").fill("1.004837")
    page.locator("[name=thu_tuc]").press("Enter")
    expect(page.locator("[name=content]")).to_be_visible()
    page.locator("[name=filer_name]").fill("Trần Thị Cúc")
    page.locator("[name=content]").fill("Bà Cúc xin nhận giám hộ cho cháu")
    forget()
    page.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    expect(page.get_by_text("được giữ lại trong 10 phút")).to_be_visible()
    hoa.look()
    page.locator("[name=username]").fill("hoa")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/tiep-nhan/")
    expect(page.locator("[name=content]")).to_have_value("Bà Cúc xin nhận giám hộ cho cháu")
    expect(page.locator("[name=filer_name]")).to_have_value("Trần Thị Cúc")
    hoa.look()
    assert not Dossier.objects.exists()


def forget() -> None:
    """Nobody has touched any screen for an hour."""
    for row in Session.objects.all():
        data = row.get_decoded()
        data[SEEN] = data.get(SEEN, 3600) - 3600
        row.session_data = Session.objects.encode(data)
        row.save()
