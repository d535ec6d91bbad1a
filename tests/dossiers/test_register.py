"""The register: every line printed from the system, closed at year's end, compared with the other books."""

import io
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from documents.selectors import open_file
from dossiers.books import BOOKS, faults
from dossiers.models import BookEntry, Dossier, RegisterPrint
from dossiers.selectors import register as books
from dossiers.services import register, register_book, withdraw
from kit.errors import Invalid
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

NOVEMBER, NEW_YEAR = at("2026-11-02 09:00"), at("2027-01-04 09:00")


def printed(office, year=2026, when=NOVEMBER, closes=False) -> RegisterPrint:
    asked = register.ask_print(
        agency=office.agency, year=year, by=office.actor("yen"), at=when, closes=closes
    )
    assert register.print_next(clock=lambda: when)
    asked.refresh_from_db()
    return asked


def text_of(row: RegisterPrint) -> str:
    with open_file(row.pdf) as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def take_in(office, many: int, moment: datetime = NOVEMBER, code: str = "1.004837") -> list[Dossier]:
    return [cast.take_in(office, moment, code) for _ in range(many)]


def test_the_book_has_a_line_for_each_dossier_with_every_date(office, real_paper):
    first, second = take_in(office, 2, at("2026-11-02 07:30"), "1.004845")
    moments = [at(f"2026-11-{when}") for when in ("02 08:00", "02 15:00", "03 16:30", "03 16:45")]
    cast.to_the_desk(office, first, moments)
    withdraw.stop(dossier=second, by=office.actor("hoa"), at=at("2026-11-02 10:00"), note="Đổi ý")
    row = printed(office, when=at("2026-11-04 09:00"))
    text = text_of(row)
    for words in (
        "SỔ THEO DÕI HỒ SƠ", "Quyển số: 01 – Năm 2026", first.code, second.code, "Nguyễn Thị Lan",
        "Thôn Trung Lưu, Xã Sơn Tây, Hà Tĩnh; 0912 345 678", "Ủy ban nhân dân xã Sơn Tây", "03/11/2026",
        "Dừng giải quyết", "2 hồ sơ, 1 trang. Sổ chưa khóa.",
    ):  # fmt: skip
        assert words in text, words
    assert (row.total, row.missing, row.state) == (2, [], "done")


def test_refused_and_test_dossiers_have_no_line(office):
    take_in(office, 1)
    cast.take_in(office, NOVEMBER, is_test=True)
    cast.file_online(office, NOVEMBER)
    assert books.lines(office.agency, 2026).count() == 1


def test_a_long_book_is_drawn_in_parts_with_pages_numbered_through(office, real_paper, monkeypatch):
    monkeypatch.setattr(register_book, "PART", 2)
    take_in(office, 5)
    row = printed(office)
    with open_file(row.pdf) as file:
        found = PdfReader(io.BytesIO(file.read())).pages
        pages = [" ".join(page.extract_text().split()) for page in found]
    assert len(pages) == row.pdf.pages == 3
    assert "SỔ THEO DÕI HỒ SƠ" in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"{number} Sổ theo dõi hồ sơ – Trung tâm Phục vụ hành chính công – Quyển số: 01" in page
    assert "5 hồ sơ, 3 trang" in pages[2]
    assert "NGƯỜI LẬP SỔ" not in pages[1]


def test_an_empty_book_says_so(office, real_paper):
    assert "Chưa có hồ sơ nào." in text_of(printed(office))


def test_a_part_of_the_book_is_read_with_the_same_questions_however_long(office, django_assert_num_queries):
    take_in(office, 1)
    for _ in range(2):
        with django_assert_num_queries(3):
            part = next(register_book._parts(office.agency, 2026, closed=False))
        take_in(office, 2)
    assert len(part) == 3


def test_asking_twice_prints_once(office):
    by = office.actor("yen")
    one = register.ask_print(agency=office.agency, year=2026, by=by, at=NOVEMBER)
    assert register.ask_print(agency=office.agency, year=2026, by=by, at=NOVEMBER) == one
    assert register.print_next(clock=lambda: NOVEMBER)
    assert not register.print_next(clock=lambda: NOVEMBER)


def test_a_book_is_closed_when_its_year_is_over_and_once(office, real_paper):
    take_in(office, 2)
    with pytest.raises(Invalid, match="khóa được từ ngày 01/01/2027"):
        printed(office, closes=True)
    closed = printed(office, when=NEW_YEAR, closes=True)
    text = text_of(closed)
    assert "Sổ được khóa vào 09 giờ 00 phút, ngày 04 tháng 01 năm 2027, gồm 2 hồ sơ, 1 trang." in text
    assert "chưa có kết quả khi khóa sổ" in text
    assert "Hồ Thị Yến" in text
    again = register.ask_print(
        agency=office.agency, year=2026, by=office.actor("khang"), at=NEW_YEAR, closes=True
    )
    plain = register.ask_print(agency=office.agency, year=2026, by=office.actor("khang"), at=NEW_YEAR)
    assert again == plain == closed
    assert books.closing(office.agency, 2026) == closed


def test_a_closed_book_cannot_be_drawn_over(office):
    closed = printed(office, when=NEW_YEAR, closes=True)
    closed.total = 7
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        closed.save()
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        RegisterPrint.objects.filter(pk=closed.pk).delete()


def test_a_print_that_failed_three_times_can_be_asked_for_again(office):
    row = register.ask_print(
        agency=office.agency, year=2026, by=office.actor("yen"), at=NEW_YEAR, closes=True
    )
    RegisterPrint.objects.filter(pk=row.pk).update(attempts=register.MOST_ATTEMPTS)
    assert register.print_next(clock=lambda: NEW_YEAR)
    row.refresh_from_db()
    assert row.state == "broken"
    assert printed(office, when=NEW_YEAR, closes=True).state == "done"


def test_lines_without_a_dossier_are_named(office):
    take_in(office, 5)
    Dossier.objects.filter(receiving_agency=office.agency, register_no__in=[2, 3]).update(
        register_book="", register_no=None
    )
    assert books.missing(office.agency, 2026) == [2, 3]
    assert printed(office).missing == [2, 3]


# The other books.


def enter(office, month=11, book="register", when=NOVEMBER, **said) -> BookEntry:
    return register.enter_book(
        agency=office.agency,
        book=BOOKS[book],
        year=2026,
        month=month,
        by=office.actor("yen"),
        at=when,
        **said,
    )


def month_of(office, number: int, book: str = "register") -> books.Month:
    return books.compare(office.agency, 2026, BOOKS[book])[number - 1]


def test_the_book_is_compared_month_by_month_with_the_system(office):
    take_in(office, 2, at("2026-10-05 09:00"))
    take_in(office, 3)
    enter(office, count=5, first_no=3, last_no=7)
    october, november = month_of(office, 10), month_of(office, 11)
    assert (october.in_system, october.entry, october.difference) == (2, None, None)
    assert (november.in_system, november.difference) == (3, 2)
    assert (november.first_no, november.last_no) == (3, 5)


def test_a_specialist_book_is_compared_with_the_dossiers_of_its_field(office):
    take_in(office, 2)
    take_in(office, 1, code="2.000815")
    counted = {key: month_of(office, 11, key).in_system for key in BOOKS}
    assert counted == {"register": 3, "civil_status": 2, "certification": 1, "labour": 0}


def test_a_month_belongs_to_the_local_day_of_reception(office):
    take_in(office, 1, at("2026-11-30 23:30"))
    take_in(office, 1, at("2026-12-01 00:10"))
    assert (month_of(office, 11).in_system, month_of(office, 12).in_system) == (1, 1)


def test_a_correction_is_a_later_entry_and_the_same_figures_add_nothing(office):
    enter(office, count=5)
    enter(office, count=5)
    enter(office, count=4, note="Đếm nhầm")
    assert BookEntry.objects.count() == 2
    assert month_of(office, 11).entry.note == "Đếm nhầm"


@pytest.mark.parametrize(
    ("first", "last", "count", "before", "said"),
    [
        (1, 5, 5, None, []),
        (1, 5, 3, None, ["Từ số 1 đến số 5 là 5 số, chỉ ghi 3 hồ sơ: thiếu 2."]),
        (1, 5, 6, None, ["Từ số 1 đến số 5 là 5 số mà ghi 6 hồ sơ: thừa 1."]),
        (9, 10, 2, 5, ["Bỏ trống từ số 6 đến số 8 so với tháng trước."]),
        (7, 8, 2, 5, ["Bỏ trống số 6 so với tháng trước."]),
        (5, 6, 2, 5, ["Số 5 đã dùng trước đó: tháng trước kết thúc ở số 5."]),
        (None, None, 4, 5, []),
    ],
)
def test_the_gap_in_the_numbering_is_told(first, last, count, before, said):
    assert faults(first, last, count, before) == said


def test_the_gap_reaches_over_months_without_an_entry(office):
    enter(office, month=8, count=4, first_no=1, last_no=4)
    enter(office, month=10, count=2, first_no=7, last_no=8)
    assert month_of(office, 10).faults == ["Bỏ trống từ số 5 đến số 6 so với tháng trước."]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"month": 12, "count": 1}, "month"),
        ({"count": -1}, "count"),
        ({"count": 1_000_000}, "count"),
        ({"count": 1, "first_no": 1}, "last_no"),
        ({"count": 1, "last_no": 1}, "first_no"),
        ({"count": 1, "first_no": 5, "last_no": 4}, "last_no"),
    ],
)
def test_what_cannot_stand_in_a_book_is_refused_by_field(office, said, field):
    with pytest.raises(Invalid) as refused:
        enter(office, **said)
    assert list(refused.value.errors) == [field]
    assert not BookEntry.objects.exists()
