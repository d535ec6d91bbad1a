"""A form's figures as a table file: CSV, and an Excel workbook whose sums are live formulas."""

import csv
import io

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from kit.clock import local
from reports.forms import Column, ReportForm
from reports.selectors import Edition, Row

TOTAL = "Tổng cộng"
WIDTHS = {1: 6, 2: 42}
USUAL_WIDTH = 13


def as_csv(edition: Edition) -> bytes:
    """UTF-8 with the mark that Excel needs; one heading row, one row a field, last the total."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.flat for column in edition.form.columns])
    for number, row in enumerate(edition.rows, start=1):
        writer.writerow([number, row.name, *row.figures.values()])
    writer.writerow(["", TOTAL, *edition.total.values()])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(edition: Edition) -> bytes:
    """The same table; sums are formulas that also carry their value, for readers that do not compute."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": f"Biểu số {edition.form.printed_code}",
            "company": edition.agency.committee,
            "created": local(edition.known_at).replace(tzinfo=None),
        }
    )
    sheet = book.add_worksheet(edition.form.code)
    _Sheet(book, sheet, edition).draw()
    book.close()
    return out.getvalue()


class _Sheet:
    """Draws one table: row 0 the headings, then the fields, then the total."""

    def __init__(
        self, book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet, edition: Edition
    ) -> None:
        self.sheet, self.edition, self.form = sheet, edition, edition.form
        cell = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "valign": "vcenter"}
        self.head = book.add_format({**cell, "bold": True, "text_wrap": True, "align": "center"})
        self.text = book.add_format({**cell, "text_wrap": True})
        self.number = book.add_format({**cell, "num_format": "#,##0", "align": "right"})
        self.strong = book.add_format({**cell, "bold": True})
        self.strong_number = book.add_format({**cell, "bold": True, "num_format": "#,##0", "align": "right"})

    def draw(self) -> None:
        for place, column in enumerate(self.form.columns):
            self.sheet.set_column(place, place, WIDTHS.get(column.number, USUAL_WIDTH))
            self.sheet.write_string(0, place, column.flat, self.head)
        for line, row in enumerate(self.edition.rows, start=1):
            self._row(line, row)
        self._total(len(self.edition.rows) + 1)
        self.sheet.freeze_panes(1, 2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)

    def _row(self, line: int, row: Row) -> None:
        self.sheet.write_number(line, 0, line, self.text)
        self.sheet.write_string(line, 1, row.name, self.text)
        for column in self.form.counted:
            figure, place = row.figures[column.number], _place(self.form, column.number)
            if parts := self.form.sums.get(column.number):
                cells = [xl_rowcol_to_cell(line, _place(self.form, part)) for part in parts]
                self.sheet.write_formula(line, place, "=" + "+".join(cells), self.number, figure)
            else:
                self.sheet.write_number(line, place, figure, self.number)

    def _total(self, line: int) -> None:
        self.sheet.write_blank(line, 0, None, self.strong)
        self.sheet.write_string(line, 1, TOTAL, self.strong)
        for column in self.form.counted:
            self._sum(line, column)

    def _sum(self, line: int, column: Column) -> None:
        place, total = _place(self.form, column.number), self.edition.total[column.number]
        if line == 1:  # no field has any figure: nothing to sum up
            self.sheet.write_number(line, place, 0, self.strong_number)
            return
        first, last = xl_rowcol_to_cell(1, place), xl_rowcol_to_cell(line - 1, place)
        self.sheet.write_formula(line, place, f"=SUM({first}:{last})", self.strong_number, total)


def _place(form: ReportForm, number: int) -> int:
    return next(place for place, column in enumerate(form.columns) if column.number == number)
