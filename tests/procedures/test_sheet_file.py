"""The steps as a table: written and read again they are the same; every fault is named by row and column."""

import io

import openpyxl
import pytest

from documents.refusal import Refused
from procedures.entry import entry_of
from procedures.models import Version
from procedures.selectors import whole_version
from procedures.services.import_sheet import import_steps
from procedures.sheet_file import COLUMNS, BadTable, read, write
from tests.procedures.builders import AT, BY, published

pytestmark = pytest.mark.django_db
GOOD = (
    ("B1", "Tiếp nhận", "Bộ phận Một cửa", "0,5 ngày", "Mẫu 01", "Tiếp nhận", "1", "Không"),
    ("B2", "Thẩm định", "Kinh tế", "1,5 ngày", "", "Xử lý", "1", "Có"),
    ("B3", "Trả kết quả", "Bộ phận Một cửa", "1 ngày", "", "Trả kết quả", "1", ""),
)


@pytest.fixture
def version():
    return whole_version(published().pk)


def table(tmp_path, *rows, heading=COLUMNS):
    book = openpyxl.Workbook()
    for row in (heading, *rows):
        book.active.append(row)
    path = tmp_path / "table.xlsx"
    book.save(path)
    return path


def bring_in(version, path):
    return whole_version(import_steps(version=version, path=path, by=BY, at=AT).pk)


@pytest.mark.usefixtures("catalogue")
class TestWholeCatalogue:
    def test_every_shipped_version_comes_back_as_it_went(self, tmp_path):
        for pk in Version.objects.values_list("pk", flat=True):
            version, path = whole_version(pk), tmp_path / f"{pk}.xlsx"
            path.write_bytes(write(version))
            draft = bring_in(version, path)
            assert entry_of(draft) == entry_of(version), version.procedure.code


def test_steps_go_into_a_new_draft_and_what_is_published_stays(version, tmp_path):
    draft = bring_in(version, table(tmp_path, *GOOD))
    assert (draft.no, draft.state) == (2, "draft")
    assert [(s.name, s.unit_kind, str(s.share), s.output, s.may_skip) for s in draft.steps.all()] == [
        ("Tiếp nhận", "one_stop", "0.166667", "Mẫu 01", False),
        ("Thẩm định", "economy", "0.500000", "", True),
        ("Trả kết quả", "one_stop", "0.333333", "", False),
    ]
    assert whole_version(version.pk).steps.count() == 4


def test_steps_go_into_the_draft_that_is_given(version, tmp_path):
    draft = bring_in(version, table(tmp_path, *GOOD))
    again = bring_in(draft, table(tmp_path, *GOOD[:2], ("B3", "Trả", *GOOD[2][2:])))
    assert again.pk == draft.pk
    assert [step.name for step in again.steps.all()] == ["Tiếp nhận", "Thẩm định", "Trả"]


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (1, "", "Dòng 3, cột “Trình tự”: Nhập tên bước."),
        (2, "Phòng lạ", "Dòng 3, cột “Trách nhiệm”: “Phòng lạ” cần là một trong: Bộ phận Một cửa"),
        (3, "mai", "Dòng 3, cột “Thời gian”: “mai” không đọc được. Viết như: 4 giờ"),
        (5, "", "Dòng 3, cột “Vai trò”: “” cần là một trong: Tiếp nhận"),
        (6, "đầu", "Dòng 3, cột “Chặng”: “đầu” cần là số từ 1 đến 20."),
        (7, "có lẽ", "Dòng 3, cột “Được bỏ qua”: Ghi “Có” hoặc “Không”."),
        (3, "9 ngày", "Các bước cộng lại là 10,5 ngày, thời hạn là 3 ngày."),
        (6, "2", "Thủ tục không có chặng 2; số chặng là 1."),
    ],
)
def test_fault_is_named_and_nothing_is_written(version, tmp_path, place, value, sentence):
    row = list(GOOD[1])
    row[place] = value
    with pytest.raises(BadTable) as wrong:
        bring_in(version, table(tmp_path, GOOD[0], row, GOOD[2]))
    assert sentence in " ".join(wrong.value.faults)
    assert Version.objects.count() == 1


def test_missing_column_is_named(tmp_path):
    with pytest.raises(BadTable, match="Dòng 1: thiếu cột “Thời gian”"):
        read(table(tmp_path, heading=("TT", "Trình tự", "Trách nhiệm", "Vai trò")))


def test_table_without_steps_is_refused(tmp_path):
    with pytest.raises(BadTable, match="chưa có bước nào"):
        read(table(tmp_path))


def test_what_is_no_table_is_refused(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(Refused, match="không phải bảng"):
        read(path)


def test_formula_is_written_as_text(version):
    version.steps.all()[0].name = "=1+1"
    version.steps.all()[0].output = '=HYPERLINK("x")'
    sheet = openpyxl.load_workbook(io.BytesIO(write(version))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
