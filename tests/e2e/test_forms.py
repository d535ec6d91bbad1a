"""The pages of forms and of the register in a browser: looked at, at a desk's width and a telephone's."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from documents.models import FormWording
from dossiers.models import IssuedForm
from dossiers.services import register
from tests import cast
from tests.e2e.journey import WAIT
from tests.e2e.test_desk import office, screen  # noqa: F401

pytestmark = pytest.mark.e2e
WORDS = "/can-bo/bieu-mau/TT03-2025/refusal/"


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.usefixtures("office")
def test_an_administrator_words_a_form_anew(screen, width, expected_statuses):  # noqa: F811
    expected_statuses.add(422)
    admin = screen("quantri", width)
    admin.open("/can-bo/bieu-mau/")
    page = admin.page
    got = page.request.get(page.get_by_role("link", name="Dài nhất").first.get_attribute("href"))
    assert got.body().startswith(b"%PDF-")
    admin.open(WORDS)
    page.locator("[name=chu_refuse]").fill("Chúng tôi không nhận.")
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_text("Câu này cần giữ {bộ phận}").first).to_be_visible()
    admin.look()
    page.locator("[name=chu_refuse]").fill("{bộ phận} chưa nhận hồ sơ này vì:")
    page.locator("[name=valid_from]").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.locator("[name=basis]").fill("Phụ lục I Thông tư 03/2025/TT-VPCP")
    page.locator("[name=mark]").first.check()
    page.locator("[name=scope]").first.check()
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_text("Phiên bản 1 của").first).to_be_visible()
    admin.look()
    assert FormWording.objects.get().texts["refuse"] == "{bộ phận} chưa nhận hồ sơ này vì:"


@pytest.mark.parametrize("width", [390, 1366])
def test_a_wrong_form_is_put_right(office, screen, width):  # noqa: F811
    dossier = cast.take_in(office, timezone.now())
    hoa = screen("hoa", width)
    hoa.open(f"/can-bo/ho-so/{dossier.code}/")
    page = hoa.page
    page.get_by_role("link", name=re.compile("^Đính chính")).click()
    page.wait_for_url("**/dinh-chinh/")
    hoa.look()
    page.locator("[name=applicant_name]").fill("Nguyễn Thị Lân")
    page.locator("[name=why]").fill("Ghi sai tên")
    page.get_by_role("button", name="Lập giấy mới thay giấy cũ").click()
    expect(page.get_by_text("đã được thay bằng số 02")).to_be_visible()
    hoa.look()
    assert IssuedForm.objects.count() == 2


@pytest.mark.parametrize("width", [390, 1366])
def test_the_register_is_printed_and_compared(office, screen, width):  # noqa: F811
    cast.take_in(office, timezone.now())
    yen = screen("yen", width)
    yen.open("/can-bo/so-theo-doi/")
    page = yen.page
    yen.act("In sổ")
    expect(page.get_by_text("Bản in đang được lập.")).to_be_visible()
    assert register.print_next(clock=timezone.now)
    expect(page.get_by_role("link", name=re.compile("^Xem, in"))).to_be_visible(timeout=WAIT)
    yen.look()
    page.get_by_role("link", name="Đối chiếu với sổ giấy và sổ chuyên ngành").click()
    page.wait_for_url("**/doi-chieu/**")
    yen.look()
    page.locator("[name=month]").select_option(str(timezone.localdate().month))
    for name, value in (("count", "2"), ("first_no", "1"), ("last_no", "3")):
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Ghi số liệu").click()
    expect(page.get_by_text("Sổ nhiều hơn 1")).to_be_visible()
    yen.look()
