"""Old dossiers handed in at the desk: taken over by the worker, or every fault by line and column."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiers.models import Dossier, HistoryImport
from dossiers.past import COLUMNS
from dossiers.services.history import jobs
from kit.clock import local_date

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/nhap-ho-so-cu/"
GOOD = "A-1,2.000815,18172,direct,,2024-06-10T08:15,2024-06-12,2024-06-11,,done,Nguyễn Thị Lan,,"


def table(*lines: str, name: str = "cu.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([",".join(COLUMNS), *lines]).encode(), content_type="text/csv")


@pytest.fixture
def morning(clock):
    return clock("2026-10-05 09:00")


@pytest.fixture
def yen(office, morning, browser):
    return browser("yen")


def test_a_table_is_taken_over_and_watched(yen, morning):
    asked = yen.post(PAGE, {"verb": "moi", "file": table(GOOD)})
    batch = HistoryImport.objects.get()
    assert asked.url == reverse("desk:history", args=[batch.pk])
    assert "every 2s" in yen.get(asked.url).content.decode()
    jobs.run_next(clock=lambda: morning)
    page = yen.get(asked.url).content.decode()
    assert "Đã nhập xong" in page
    assert "every 2s" not in page
    assert yen.get(reverse("desk:dossier", args=["A-1"])).status_code == 200


def test_what_was_imported_wrongly_is_corrected_with_a_reason(yen, morning):
    yen.post(PAGE, {"verb": "moi", "file": table(GOOD)})
    jobs.run_next(clock=lambda: morning)
    later = table(GOOD.replace("2024-06-11", "2024-06-13"))
    refused = yen.post(PAGE, {"verb": "dinh-chinh", "file": later})
    assert refused.status_code == 422
    assert "Nhập lý do đính chính" in refused.content.decode()
    later.seek(0)
    asked = yen.post(PAGE, {"verb": "dinh-chinh", "reason": "Nhập nhầm ngày", "file": later})
    jobs.run_next(clock=lambda: morning)
    page = yen.get(asked.url).content.decode()
    assert "1 hồ sơ đã đính chính" in page
    assert "Lý do: Nhập nhầm ngày" in page
    assert str(local_date(Dossier.objects.get().finished_at)) == "2024-06-13"


def test_faults_are_told_by_line_and_column(yen, morning):
    asked = yen.post(
        PAGE, {"verb": "moi", "file": table(GOOD, GOOD.replace("2.000815", "9.999999").replace("A-1", "A-2"))}
    )
    jobs.run_next(clock=lambda: morning)
    page = yen.get(asked.url).content.decode()
    assert "Chưa nhập dòng nào" in page
    assert "<code>procedure_code</code>" in page
    assert "Danh mục chưa có thủ tục" in page
    assert "9.999999" in page
    assert not Dossier.objects.exists()


def test_an_agency_that_is_not_ones_own_is_refused(yen, morning):
    asked = yen.post(PAGE, {"verb": "moi", "file": table(GOOD.replace("18172", "18169"))})
    jobs.run_next(clock=lambda: morning)
    assert "agency_code" in yen.get(asked.url).content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Chọn tệp hồ sơ cũ."),
        (SimpleUploadedFile("x.csv", b""), "không có nội dung"),
        (SimpleUploadedFile("x.pdf", b"%PDF-1.7\n"), "không phải bảng CSV"),
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing"), "không mở được"),
    ],
)
def test_what_is_no_table_is_told_beside_the_field(yen, file, words):
    got = yen.post(PAGE, {"verb": "moi", "file": file} if file else {"verb": "moi"})
    assert got.status_code == 422
    assert words in got.content.decode()
    assert not HistoryImport.objects.exists()


def test_the_sample_has_the_columns_and_can_be_imported(yen, morning):
    sample = yen.get(reverse("desk:history_sample"))
    assert sample.content.decode("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)
    yen.post(PAGE, {"verb": "moi", "file": SimpleUploadedFile("mau.csv", sample.content)})
    jobs.run_next(clock=lambda: morning)
    assert HistoryImport.objects.get().state == "done"
    assert Dossier.objects.count() == 2
