"""The catalogue on paper, drawn as it leaves the printer: what must be read on it, and on how many pages."""

import datetime as dt
import io

import pypdf
import pytest

from documents.forms.data import Letterhead
from procedures import papers
from procedures.models import Version
from procedures.selectors import whole_version, whole_versions
from procedures.services.versions import new_draft_from
from tests.procedures.builders import AT, BY, bring_in, entry, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_paper")]
HEAD = Letterhead("Ủy ban nhân dân xã Sơn Tây", "Trung tâm Phục vụ hành chính công", "Sơn Tây", AT)
LONG = "Người yêu cầu nộp hồ sơ tại Bộ phận Một cửa hoặc trên Cổng Dịch vụ công quốc gia. " * 60


def read(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def posted(commune, *versions, on=dt.date(2026, 11, 27)) -> list[str]:
    rows = list(whole_versions(Version.objects.filter(pk__in=[version.pk for version in versions])))
    return read(papers.posting(rows, title="Toàn bộ thủ tục", agency=commune, head=HEAD, posted_on=on, at=AT))


def test_one_procedure_is_one_page_with_every_part(commune):
    [page] = posted(commune, published())
    for said in (
        "Niêm yết ngày 27/11/2026", "Mã thủ tục: 9.000001", "1. Trình tự thực hiện Đang cập nhật.",
        "3 ngày làm việc.", "Không thu phí, lệ phí.", "9. Tên mẫu đơn, mẫu tờ khai Tờ khai",
        "11. Căn cứ pháp lý Luật Cư trú 68/2020/QH14", "Quyết định số 2873/QĐ-UBND ngày 19/11/2025",
    ):  # fmt: skip
        assert said in page, said


def test_day_is_left_to_the_pen(commune):
    assert "Niêm yết ngày …… tháng …… năm ………" in posted(commune, published(), on=None)[0]


def test_several_have_contents_with_the_pages_on_which_they_begin(commune):
    long = published(code="9.000001", sequence_of_steps_text=LONG)
    rest = [published(code=f"9.00000{n}", name=f"Thủ tục số {n}") for n in (2, 3)]
    pages = posted(commune, long, *rest)
    contents = pages[0]
    for version in (long, *rest):
        code = version.procedure.code
        first = next(n for n, text in enumerate(pages[1:], start=2) if f"Mã thủ tục: {code}" in text)
        assert f"{code} {version.name} {first:02}" in contents
        assert pages[first - 1].endswith(f"{first} {code} – Cư trú")


def test_process_sheet_has_the_parts_of_its_template():
    process = {"symbol": "QT.TP.01", "partners": "Công an xã", "records": ["Tờ khai"], "kept": "05 năm"}
    steps = entry()["steps"]
    steps[1]["output"] = "Dự thảo giấy xác nhận"
    version = published(process=process, steps=steps)
    words = " ".join(read(papers.process_sheet(whole_version(version.pk), head=HEAD)))
    for said in (
        "1. KÝ HIỆU QUY TRÌNH QT.TP.01", "2.3. Thành phần hồ sơ", "2.7. Cơ quan thực hiện",
        "Cơ quan phối hợp: Công an xã", "B1 Tiếp nhận Bộ phận Một cửa",
        "7,2 giờ", "Dự thảo", "4. HỒ SƠ LƯU Tờ khai",
        "Thời gian lưu: 05 năm", "áp dụng từ ngày 01/01/2026",
    ):  # fmt: skip
        assert said in words, said


def test_draft_says_that_it_is_one():
    bring_in(entry(), published=True)
    draft = new_draft_from(version=Version.objects.get(), by=BY, at=AT)
    assert "Bản nháp, chưa công bố." in read(papers.process_sheet(whole_version(draft.pk), head=HEAD))[0]
