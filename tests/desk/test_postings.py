"""The board's page: what is to print, what hangs, and sheets as PDF."""

from io import BytesIO

import pytest

from agencies.models import Agency
from procedures.models import Posting
from procedures.services.versions import new_draft_from, publish
from tests.desk.test_catalogue import admin, office, page_of, told, words  # noqa: F401
from tests.procedures.builders import AT, BY, DAY, DECISION, published

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.desk.catalogue_urls")]
BOARD = "/can-bo/niem-yet/"


def put_up(admin, *versions, on="01/01/2026"):  # noqa: F811
    data = {"chon": [version.pk for version in versions], "posted_on": on}
    return admin.post(f"{BOARD}ghi/", data, follow=True)


def test_sheet_is_put_up_goes_out_of_date_and_comes_down(admin):  # noqa: F811
    version = published()
    assert "1 thủ tục chưa niêm yết hoặc đang treo bản cũ." in words(admin.get(BOARD))
    assert "Đã ghi niêm yết 1 thủ tục." in words(put_up(admin, version))
    assert "Mọi bản đang treo đều đúng bản hiện hành." in words(admin.get(BOARD))
    draft = new_draft_from(version=version, by=BY, at=AT)
    publish(version=draft, decision=DECISION, valid_from=DAY, by=BY, at=AT)
    assert "Bản cũ, cần in lại" in words(admin.get(BOARD))
    page = words(admin.post(f"{BOARD}{Posting.objects.get().pk}/go/", follow=True))
    assert "Đã ghi gỡ bản niêm yết" in page
    assert "Chưa niêm yết" in page


def test_wrong_posting_says_why(admin):  # noqa: F811
    version = published()
    for data, sentence in (
        ({"posted_on": "01/01/2026"}, "Chọn ít nhất một thủ tục."),
        ({"chon": [version.pk], "posted_on": ""}, "Nhập ngày niêm yết."),
        ({"chon": [version.pk], "posted_on": "01/01/2199"}, "Ngày niêm yết không được sau hôm nay."),
        ({"chon": ["0"], "posted_on": "01/01/2026"}, "Có thủ tục vừa đổi phiên bản."),
    ):
        response = admin.post(f"{BOARD}ghi/", data)
        assert response.status_code == 422
        assert sentence in told(response)
    assert not Posting.objects.exists()


@pytest.mark.parametrize("scope", ["tat-ca", "can-in", "9.000001", "linh-vuc-{sector}"])
def test_sheets_are_printed(admin, scope):  # noqa: F811
    version = published()
    scope = scope.format(sector=version.procedure.sector_id)
    response = admin.get(f"{BOARD}ban-in.pdf", {"pham_vi": scope, "ngay": "27/11/2026"})
    assert response.headers["Content-Type"] == "application/pdf"


def test_nothing_to_print_says_so(admin):  # noqa: F811
    put_up(admin, published())
    page = admin.get(f"{BOARD}ban-in.pdf", {"pham_vi": "can-in"}, follow=True)
    assert "Không có bản nào cần in" in words(page)
    assert admin.get(f"{BOARD}ban-in.pdf", {"pham_vi": "la"}).status_code == 422


def test_sheet_of_another_office_is_not_found(admin):  # noqa: F811
    version = published()
    other = Agency.objects.create(
        code="18173", name="Xã An Phú", kind="commune", short_name="An Phú", sort_name="a", fold_name="a",
        valid_from=DAY,
    )  # fmt: skip
    sheet = Posting.objects.create(
        agency=other, procedure=version.procedure, version=version, posted_on=DAY, posted_at=AT, posted_by="X"
    )
    assert admin.post(f"{BOARD}{sheet.pk}/go/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_board_asks_eight_questions_of_the_database(admin, count, django_assert_num_queries):  # noqa: F811
    for n in range(count):
        published(code=f"9.{n:06}")
    admin.get(BOARD)
    with django_assert_num_queries(8):
        admin.get(BOARD)


def test_process_sheet_is_printed_and_its_table_comes_back_as_a_draft(admin):  # noqa: F811
    version = published()
    assert admin.get(page_of(version, "quy-trinh.pdf")).headers["Content-Type"] == "application/pdf"
    table = admin.get(page_of(version, "cac-buoc.xlsx"))
    file = BytesIO(table.content)
    file.name = "cac-buoc.xlsx"
    page = words(admin.post(page_of(version, "nhap-cac-buoc/"), {"file": file}, follow=True))
    assert "Đã đưa các bước vào bản nháp, phiên bản 2." in page
    assert "Hai phiên bản giống nhau" in page


def test_bad_table_is_told_row_by_row(admin):  # noqa: F811
    version = published()
    file = BytesIO("Trình tự,Trách nhiệm,Thời gian,Vai trò\nNhận,Phòng lạ,1 ngày,Tiếp nhận\n".encode())
    file.name = "x.csv"
    response = admin.post(page_of(version, "nhap-cac-buoc/"), {"file": file})
    assert response.status_code == 422
    assert "Dòng 2, cột “Trách nhiệm”: “Phòng lạ” cần là một trong" in told(response)
    nothing = admin.post(page_of(version, "nhap-cac-buoc/"), {})
    assert "Chọn tệp bảng các bước." in told(nothing)
