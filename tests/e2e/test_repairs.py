"""The everyday repairs in a browser: undo, many at once, substitutes, opinions, corrections."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import substitutes
from dossiers.models import Batch
from dossiers.services import batch as jobs
from dossiers.services.transition import open_run_of
from kit.actor import Actor
from kit.clock import local_date
from tests import cast
from tests.e2e.test_desk import now, office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
WIDTHS = pytest.mark.parametrize("width", [390, 1366])


def open_panel(one, label: str) -> None:
    one.page.locator("details.confirm > summary", has_text=label).first.click()
    one.look()


@WIDTHS
def test_sent_on_by_mistake_and_undone(office, screen, now, width):  # noqa: F811
    dossier = cast.take_in(office, now, "1.004837")
    hoa = screen("hoa", width)
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    hoa.act("Chuyển bước tiếp theo", note="Đủ giấy tờ")
    open_panel(hoa, "Hoàn tác")
    hoa.page.get_by_role("button", name="Hoàn tác “Chuyển bước tiếp theo”", exact=True).click()
    expect(hoa.page.get_by_text("Đã hoàn tác.")).to_be_visible()
    hoa.look()
    assert open_run_of(dossier).step.role == "receive"


@WIDTHS
def test_many_are_chosen_checked_and_told_one_by_one(office, screen, now, width):  # noqa: F811
    dossiers = [cast.take_in(office, now, "1.004837") for _ in range(4)]
    hoa = screen("hoa", width)
    hoa.open("/can-bo/hang/mine/")
    hoa.page.locator("summary", has_text="Làm với nhiều hồ sơ").click()
    for dossier in dossiers[:3]:
        hoa.page.get_by_label(f"Chọn hồ sơ {dossier.code}").check()
    hoa.look()
    hoa.page.get_by_role("button", name="Chuyển bước", exact=True).click()
    expect(hoa.page.locator("h1")).to_have_text("Chuyển bước 3 hồ sơ")
    hoa.look()
    hoa.page.locator("[name=note]").fill("Chuyển cuối buổi")
    hoa.page.get_by_role("button", name="Chuyển bước 3 hồ sơ").click()
    expect(hoa.page.get_by_text("0 đã làm, trên 3 hồ sơ")).to_be_visible()
    hoa.look()
    cast.forward(office, dossiers[1], now + timedelta(minutes=1), "tam")
    while jobs.run_next(clock=timezone.now):
        pass
    expect(hoa.page.get_by_text("2 hồ sơ đã làm, 1 hồ sơ chưa làm được")).to_be_visible()
    hoa.look()
    hoa.open("/can-bo/nhieu-ho-so/")
    assert Batch.objects.count() == 1


@WIDTHS
def test_a_substitute_is_named_and_works(office, screen, now, width, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    dossier = cast.take_in(office, now, "1.004837")
    cast.forward(office, dossier, now, "hoa", office.people["minh"])
    yen = screen("yen", width)
    yen.open("/can-bo/xu-ly-thay/")
    yen.page.get_by_role("button", name="Giao xử lý thay").click()
    expect(yen.page.get_by_text("Chọn người vắng mặt.").first).to_be_visible()
    yen.look()
    today = local_date(now)
    substitutes.arrange(
        agency=office.agency, absent=office.people["minh"], substitute=office.people["thuy"],
        valid_from=today, valid_to=today + timedelta(days=3), reason="Nghỉ phép", by=Actor.system(), at=now,
    )  # fmt: skip
    yen.open("/can-bo/xu-ly-thay/")
    thuy = screen("thuy", width)
    thuy.open("/can-bo/hang/mine/")
    expect(thuy.page.get_by_text("Anh/Chị xử lý thay đến hết")).to_be_visible()
    thuy.open(f"/can-bo/ho-so/{dossier.code}/")
    thuy.act("Chuyển bước tiếp theo", note="Đã thẩm tra")


@WIDTHS
def test_an_opinion_is_asked_and_given(office, screen, now, width):  # noqa: F811
    dossier = cast.take_in(office, now, "1.004837")
    cast.forward(office, dossier, now, "hoa", office.people["minh"])
    minh = screen("minh", width)
    minh.open(f"/can-bo/ho-so/{dossier.code}/")
    open_panel(minh, "Xin ý kiến phối hợp")
    minh.page.locator("[name=to]").select_option(label="Phòng Kinh tế")
    minh.page.locator("#xin-y-kien_note").fill("Thửa đất có tranh chấp không?")
    minh.page.get_by_role("button", name="Xin ý kiến phối hợp", exact=True).click()
    expect(minh.page.get_by_text("Đã gửi yêu cầu xin ý kiến.")).to_be_visible()
    minh.look()
    dung = screen("dung", width)
    dung.open("/can-bo/hang/opinions/")
    dung.page.locator("[data-open]").click()
    open_panel(dung, "Cho ý kiến")
    dung.page.locator("#cho-y-kien_note").fill("Không có tranh chấp")
    dung.page.get_by_role("button", name="Cho ý kiến", exact=True).click()
    expect(dung.page.get_by_text("Đã ghi ý kiến.")).to_be_visible()
    dung.look()


@WIDTHS
def test_what_was_written_wrong_is_corrected_and_printed_anew(office, screen, now, width):  # noqa: F811
    dossier = cast.take_in(office, now, "1.004837")
    hoa = screen("hoa", width)
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    open_panel(hoa, "Sửa thông tin hồ sơ")
    hoa.page.locator("details.asked-other > summary", has_text="Chủ hồ sơ").click()
    hoa.page.locator("[name=owner_name]").fill("Nguyễn Thị Lan Anh")
    hoa.page.locator("#sua-thong-tin_note").fill("Ghi nhầm tên")
    hoa.look()
    hoa.page.get_by_role("button", name="Sửa thông tin hồ sơ", exact=True).click()
    expect(hoa.page.get_by_text("thay cho số 01")).to_be_visible()
    hoa.look()
