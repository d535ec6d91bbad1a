"""The register at the desk: printed, closed, compared with the books on paper."""

from html import unescape

import pytest

from dossiers.models import BookEntry, RegisterPrint
from dossiers.services import register
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
BOOK = "/can-bo/so-theo-doi/"
CHECK = f"{BOOK}doi-chieu/"


@pytest.fixture
def yen(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("yen")


def words(response) -> str:
    return unescape(response.content.decode())


def test_the_book_is_printed_and_stays_as_it_was_printed(office, yen):
    cast.take_in(office, at("2026-11-10 08:00"))
    asked = yen.post(f"{BOOK}in/", {"year": "2026"}, follow=True)
    assert "Đang in sổ năm 2026." in words(asked)
    assert "hx-get" in words(asked)
    register.print_next(clock=lambda: at("2026-11-10 09:01"))
    page = words(yen.get(BOOK))
    row = RegisterPrint.objects.get()
    assert f"{BOOK}{row.pk}.pdf" in page
    assert "hx-get" not in page.partition('id="ban-in"')[2].partition(">")[0]
    shown = yen.get(f"{BOOK}{row.pk}.pdf")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")


def test_two_clicks_print_once(yen):
    for _ in range(2):
        yen.post(f"{BOOK}in/", {"year": "2026"})
    assert RegisterPrint.objects.count() == 1


def test_a_year_that_is_not_over_cannot_be_closed(yen):
    assert "Khóa sổ" not in words(yen.get(BOOK))
    page = yen.post(f"{BOOK}in/", {"year": "2026", "khoa": "1"})
    assert page.status_code == 422
    assert "khóa được từ ngày 01/01/2027" in words(page)


def test_a_year_that_is_over_is_closed_and_says_by_whom(office, yen, clock):
    cast.take_in(office, at("2026-11-10 08:00"))
    clock("2027-01-04 09:00")
    office_yen = yen
    office_yen.force_login(office.people["yen"])
    assert "Khóa sổ" in words(office_yen.get(BOOK, {"nam": "2026"}))
    office_yen.post(f"{BOOK}in/", {"year": "2026", "khoa": "1"})
    register.print_next(clock=lambda: at("2027-01-04 09:01"))
    page = words(office_yen.get(BOOK, {"nam": "2026"}))
    assert "Sổ đã khóa" in page
    assert "Hồ Thị Yến" in page
    again = office_yen.post(f"{BOOK}in/", {"year": "2026"}, follow=True)
    assert "Sổ năm 2026 đã khóa" in words(again)
    assert RegisterPrint.objects.count() == 1


@pytest.mark.parametrize("year", ["", "abc", "2200", "²026"])
def test_a_year_that_is_none_is_refused_in_words(yen, year):
    page = yen.post(f"{BOOK}in/", {"year": year})
    assert page.status_code == 422
    assert not RegisterPrint.objects.exists()


def test_differences_and_gaps_of_a_month_are_shown(office, yen):
    for _ in range(3):
        cast.take_in(office, at("2026-11-10 08:00"))
    sent = {"month": "11", "count": "2", "first_no": "1", "last_no": "3", "note": "Số 2 gạch bỏ"}
    assert yen.post(f"{CHECK}?nam=2026&so=register", sent)["Location"] == f"{CHECK}?nam=2026&so=register"
    page = words(yen.get(f"{CHECK}?nam=2026&so=register"))
    for said in (
        "Đã ghi số liệu tháng 11", "Sổ ít hơn 1", "Từ số 1 đến số 3 là 3 số, chỉ ghi 2 hồ sơ: thiếu 1.",
        "Số 2 gạch bỏ", "Hồ Thị Yến", "đã nhập 1 trong 12 tháng",
    ):  # fmt: skip
        assert said in page, said
    other = words(yen.get(f"{CHECK}?nam=2026&so=certification"))
    assert "Sổ chứng thực" in other
    assert "Sổ ít hơn 1" not in other


def test_two_clicks_enter_once_and_a_chosen_month_brings_what_was_entered(yen):
    for _ in range(2):
        yen.post(f"{CHECK}?nam=2026&so=labour", {"month": "10", "count": "4"})
    assert BookEntry.objects.count() == 1
    page = yen.get(f"{CHECK}?nam=2026&so=labour&thang=10")
    assert page.context["form"]["count"].value() == 4


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"month": "11"}, "Nhập số hồ sơ ghi trong sổ"),
        ({"month": "13", "count": "1"}, "Chọn tháng."),
        ({"month": "12", "count": "1"}, "Tháng 12/2026 chưa đến."),
        ({"month": "11", "count": "x", "note": "giữ lại"}, "Nhập số từ 0 đến 999999."),
        ({"month": "11", "count": "1", "first_no": "3"}, "Nhập cả số đầu và số cuối"),
    ],
)
def test_a_wrong_figure_is_refused_beside_its_field(yen, sent, sentence):
    page = yen.post(f"{CHECK}?nam=2026", sent)
    assert page.status_code == 422
    assert sentence in words(page)
    assert sent.get("note", "") in words(page)
    assert not BookEntry.objects.exists()


@pytest.mark.parametrize(
    "query", [{"nam": "99999"}, {"nam": "²026"}, {"so": "x"}, {"thang": "0"}, {"thang": "²"}]
)
def test_nonsense_in_the_address_shows_the_present_year(yen, query):
    assert yen.get(CHECK, query).status_code == 200
    assert "năm 2026" in words(yen.get(BOOK, query))


def test_the_pages_ask_the_database_as_often_with_three_as_with_one(office, yen, django_assert_num_queries):
    cast.take_in(office, at("2026-11-10 08:00"))
    yen.post(f"{BOOK}in/", {"year": "2026"})
    register.print_next(clock=lambda: at("2026-11-10 08:30"))
    yen.get(BOOK)
    for _ in range(2):
        with django_assert_num_queries(11):
            yen.get(BOOK)
        with django_assert_num_queries(10):
            yen.get(CHECK)
        for month in ("08", "09"):
            yen.post(CHECK, {"month": month.lstrip("0"), "count": "1"})
            yen.post(f"{BOOK}in/", {"year": "2026"})
            register.print_next(clock=lambda: at("2026-11-10 09:01"))
            cast.take_in(office, at("2026-11-10 08:00"))
