"""The catalogue kept in a browser: a draft, its comparison, its publication, the board, a table of steps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from procedures.models import Posting, Version
from tests.e2e.test_desk import office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
CODE = "1.004837"


@pytest.mark.parametrize(("width", "javascript"), [(1366, True), (390, False)])
@pytest.mark.usefixtures("office")
def test_a_step_takes_less_time_from_the_next_version_on(screen, width, javascript, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    admin = screen("quantri", width, javascript)
    page = admin.page
    look = admin.look if javascript else lambda: None  # axe needs scripts
    first = Version.objects.get(procedure__code=CODE)
    page.goto(f"/can-bo/danh-muc/phien-ban/{first.pk}/")
    look()
    page.locator("summary", has_text="Lập bản mới từ phiên bản này").click()
    page.get_by_role("button", name="Lập bản mới từ phiên bản này", exact=True).click()
    expect(page.get_by_text("Đã lập bản nháp, phiên bản 2.")).to_be_visible()
    look()
    for part in ("Nội dung", "Thời hạn", "Thành phần hồ sơ", "Phí, lệ phí", "Quy trình nội bộ"):
        page.get_by_role("link", name=part, exact=True).first.click()
        look()
        page.go_back()
    page.get_by_role("link", name="Các bước xử lý", exact=True).first.click()
    page.locator("[name=dong-0-duration]").fill("2 giờ")
    page.get_by_role("button", name="Lưu phần này").click()
    expect(page.get_by_text("Hai số phải bằng nhau").first).to_be_visible()
    look()
    page.locator("[name=dong-1-duration]").fill("14 giờ")
    page.get_by_role("button", name="Thêm dòng").click()
    look()
    page.get_by_role("button", name="Lưu phần này").click()
    expect(page.get_by_text("Đã lưu phần “Các bước xử lý”")).to_be_visible()
    look()
    page.get_by_role("link", name="So sánh và công bố").click()
    expect(page.locator("ins", has_text="2 giờ").first).to_be_visible()
    look()
    page.get_by_role("button", name="Công bố phiên bản này").click()
    expect(page.get_by_text("Nhập số quyết định công bố.").first).to_be_visible()
    look()
    today = timezone.localdate()
    page.locator("[name=number]").fill("15/QĐ-UBND")
    for name, day in (("date", today), ("made_public_on", today), ("valid_from", today + timedelta(days=1))):
        page.locator(f"[name={name}]").fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Công bố phiên bản này").click()
    expect(page.get_by_text("Đã công bố phiên bản 2")).to_be_visible()
    look()
    assert Version.objects.get(procedure__code=CODE, no=2).state == Version.State.PUBLISHED


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.usefixtures("office")
def test_sheets_are_printed_and_put_up(screen, width):  # noqa: F811
    admin = screen("quantri", width)
    admin.open("/can-bo/niem-yet/")
    page = admin.page
    page.locator("[name=pham_vi]").select_option(CODE)
    got = page.request.get(f"/can-bo/niem-yet/ban-in.pdf?pham_vi={CODE}&ngay=27/11/2026")
    assert got.body().startswith(b"%PDF-")
    page.get_by_role("button", name="Ghi các bản đã chọn là đang treo").click()
    expect(page.get_by_text("Mọi bản đang treo đều đúng bản hiện hành.")).to_be_visible()
    admin.look()
    page.get_by_role("button", name="Ghi đã gỡ").first.click()
    expect(page.get_by_text("1 thủ tục chưa niêm yết")).to_be_visible()
    admin.look()
    assert Posting.objects.filter(taken_down_on__isnull=False).count() == 1


@pytest.mark.usefixtures("office")
def test_a_table_of_steps_comes_back_as_a_draft(screen, tmp_path, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    admin = screen("quantri", 390)
    version = Version.objects.get(procedure__code=CODE)
    home = f"/can-bo/danh-muc/phien-ban/{version.pk}/"
    page, table = admin.page, tmp_path / "cac-buoc.xlsx"
    table.write_bytes(page.request.get(f"{home}cac-buoc.xlsx").body())
    admin.open(f"{home}nhap-cac-buoc/")
    page.get_by_role("button", name="Nhập và so sánh").click()
    expect(page.get_by_text("Chọn tệp bảng các bước.").first).to_be_visible()
    admin.look()
    page.locator("[name=file]").set_input_files(table)
    page.get_by_role("button", name="Nhập và so sánh").click()
    expect(page.get_by_text("Đã đưa các bước vào bản nháp, phiên bản 2.")).to_be_visible()
    admin.look()
