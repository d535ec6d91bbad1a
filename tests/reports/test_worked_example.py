"""The law's worked example gives the law's figures: from a history file and from real lives (law.md §1.4)."""

import csv
import io
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from django.core.management import call_command

from dossiers.models import Dossier
from dossiers.selectors.facts import settle
from kit.clock import local_date
from portal.demo.office import Office
from reports.forms import II06A
from reports.selectors import behind, make_edition
from reports.services.paper import as_pdf
from reports.services.tables import as_csv, as_xlsx
from tests.cast import at
from tests.reports import nine
from tests.reports.nine import FIGURES, QUARTER

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["imported", "lived"])
def edition(request: pytest.FixtureRequest, office: Office, tmp_path: Path):
    """The quarter's figures, of the nine dossiers brought in either way."""
    if request.param == "imported":
        call_command("import_dossiers", str(nine.write_csv(tmp_path / "nine.csv", nine.lines())))
    else:
        nine.live(office)
    return make_edition(II06A, office.agency, QUARTER, settle())


def test_the_figures_are_those_of_the_law(edition) -> None:
    assert edition.total == FIGURES


def test_real_lives_are_due_on_the_days_of_the_example(office: Office) -> None:
    nine.live(office)
    wanted = {letter: due for letter, _, _, due, _, _ in nine.NINE if due}
    for letter, due in wanted.items():
        found = Dossier.objects.get(version__procedure__code=nine.code_of(letter))
        assert local_date(found.due_original).isoformat() == due, letter


def test_each_cell_opens_a_list_as_long_as_it_says(edition) -> None:
    for row in edition.rows:
        for number, figure in row.figures.items():
            listed = behind(II06A, number, edition.agency, QUARTER, edition.known_at)
            assert listed.filter(sector=row.sector_id).count() == figure
    for number, figure in edition.total.items():
        assert behind(II06A, number, edition.agency, QUARTER, edition.known_at).count() == figure


def test_fields_stand_in_vietnamese_order_and_only_with_figures(edition) -> None:
    assert [row.name for row in edition.rows] == ["Chứng thực", "Đất đai", "Hộ tịch"]


def test_csv_has_the_forms_thirteen_columns_and_the_total_last(edition) -> None:
    content = as_csv(edition)
    assert content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert len(heading) == 13
    assert heading[:2] == ["STT", "Lĩnh vực, công việc giải quyết theo cấp"]
    assert heading[4] == "Số hồ sơ nhận giải quyết – Trong kỳ – Trực tiếp, dịch vụ bưu chính"
    assert all(len(row) == 13 for row in rows)
    assert [row[1] for row in rows] == ["Chứng thực", "Đất đai", "Hộ tịch", "Tổng cộng"]
    assert rows[-1][2:] == [str(figure) for figure in FIGURES.values()]


def test_xlsx_says_the_same_and_its_sums_are_live(edition) -> None:
    content = as_xlsx(edition)
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True).active
    lines = [[cell if cell is not None else "" for cell in row] for row in values.iter_rows(values_only=True)]
    told = [row for row in csv.reader(io.StringIO(as_csv(edition).decode("utf-8-sig")))]
    assert [[str(cell) for cell in line] for line in lines] == told
    live = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [live.cell(2, column).value for column in (3, 7, 11)] == ["=D2+E2+F2", "=H2+I2+J2", "=L2+M2"]
    assert [live.cell(5, column).value for column in range(3, 14)] == [
        f"=SUM({letter}2:{letter}4)" for letter in "CDEFGHIJKLM"
    ]


def test_the_formulas_compute_to_the_figures(edition) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(edition))).active
    assert [computed(sheet, sheet.cell(5, column)) for column in range(3, 14)] == list(FIGURES.values())


def computed(sheet, cell) -> int:
    """What a reader that computes shows: these sheets know sums of cells and of a column."""
    value = cell.value
    if not isinstance(value, str):
        return value
    if value.startswith("=SUM("):
        return sum(computed(sheet, one) for (one,) in sheet[value[5:-1]])
    return sum(computed(sheet, sheet[name]) for name in value[1:].split("+"))


def test_pdf_is_the_official_form_lying_with_its_fonts_inside(edition) -> None:
    content = as_pdf(edition, at=at("2026-09-15 08:00"), maker="Hồ Thị Yến")
    with pdfplumber.open(io.BytesIO(content)) as document:
        (sheet,) = document.pages
        assert sheet.width > sheet.height
        text = sheet.extract_text()
        (table,) = sheet.extract_tables()
    for words in (
        "Biểu số II.06a/VPCP/KSTT", "Ban hành theo Thông tư số", "01/2020/TT-VPCP ngày 21/10/2020",
        "Từ ngày 15/06/2026 đến ngày 14/09/2026", "Đơn vị báo cáo: UBND xã Sơn Tây",
        "Đơn vị nhận báo cáo: UBND tỉnh", "Đơn vị tính: Số hồ sơ TTHC",
        "Sơn Tây, ngày 15 tháng 9 năm 2026", "NGƯỜI LÀM BÁO CÁO", "THỦ TRƯỞNG ĐƠN VỊ", "Hồ Thị Yến",
    ):  # fmt: skip
        assert words in text
    assert table[-1][1:] == ["Tổng cộng", *map(str, FIGURES.values())]
    assert "/FontFile2" in content.decode("latin-1") or b"ObjStm" in content


def test_pdf_of_the_same_figures_is_the_same(edition) -> None:
    moment = at("2026-09-15 08:00")
    assert as_pdf(edition, at=moment) == as_pdf(edition, at=moment)
