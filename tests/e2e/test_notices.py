"""What officers are told, in a browser: bell, list, the way to what has to be done, the choice of ways."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from dossiers.models import Dossier
from dossiers.services.sweep import sweep
from tests import cast
from tests.e2e.test_desk import now, office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
WIDTHS = pytest.mark.parametrize("width", [390, 1366])


@WIDTHS
def test_from_the_bell_to_the_form_of_the_apology(office, screen, now, width):  # noqa: F811
    dossier = cast.take_in(office, now, "1.004837")
    Dossier.objects.filter(pk=dossier.pk).update(duty_at=now - timedelta(minutes=1))
    sweep(at=now)
    hoa = screen("hoa", width)
    hoa.look()
    hoa.page.get_by_role("link", name="Thông báo 1 chưa đọc").click()
    hoa.look()
    hoa.page.get_by_role("button", name=f"Mới Hồ sơ {dossier.code} hẹn trả lúc").click()
    expect(hoa.page.get_by_text("Hồ sơ sắp đến hẹn trả kết quả")).to_be_visible()
    hoa.look()
    hoa.page.get_by_role("link", name="Đề nghị xin lỗi và hẹn lại").click()
    expect(hoa.page.locator("#viec-de-nghi-xin-loi [name=note]")).to_be_visible()
    hoa.look()
    hoa.page.get_by_role("link", name="Thông báo", exact=True).click()
    expect(hoa.page.get_by_role("button", name="Đánh dấu đã đọc tất cả")).to_have_count(0)
    hoa.look()


@WIDTHS
def test_an_officer_chooses_what_comes_by_text_message(office, screen, expected_statuses, width):  # noqa: F811
    expected_statuses.add(422)
    hoa = screen("hoa", width)
    hoa.page.get_by_role("link", name="Nguyễn Thị Hoa").click()
    expect(hoa.page.locator("h1")).to_have_text("Tài khoản của tôi")
    hoa.page.get_by_role("group", name="Nhận qua tin nhắn").get_by_label("Việc gấp").check()
    hoa.page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(hoa.page.get_by_role("alert").get_by_text("Nhập số điện thoại di động")).to_be_visible()
    hoa.page.get_by_label("Điện thoại di động").fill("0912 000 111")
    hoa.page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(hoa.page.get_by_text("Đã ghi nhận cách nhận thông báo")).to_be_visible()
    hoa.look()
