"""Imports that a screen asks for: kept, taken over, told, erased."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import disk
from documents.models import FileState, StoredFile
from dossiers.models import Dossier, HistoryImport
from dossiers.services import strays
from dossiers.services.history import jobs
from dossiers.tasks import import_history
from kit.errors import Invalid
from portal.demo.office import Office
from tests.cast import at
from tests.dossiers.past_lines import DONE, LATE, NOW, OPEN, REFUSED, line, table


def clock() -> object:
    return NOW


def upload(
    *lines: dict[str, str], name: str = "ho-so.csv", content: bytes | None = None
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, table(lines) if content is None else content)


def ask(office: Office, *lines: dict[str, str], **more: object) -> HistoryImport:
    return jobs.ask(upload=upload(*lines), agency=office.agency, by=office.actor("yen"), at=NOW, **more)


def fresh(batch: HistoryImport) -> HistoryImport:
    return HistoryImport.objects.get(pk=batch.pk)


@pytest.mark.django_db
def test_a_file_is_kept_taken_over_and_erased(office, django_capture_on_commit_callbacks):
    batch = ask(office, DONE, OPEN)
    path = disk.absolute(batch.file.path)
    assert (batch.state, batch.is_open, path.exists()) == ("waiting", True, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.run_next(clock=clock)
    done = fresh(batch)
    assert (done.state, done.row_count, done.imported, done.skipped) == ("done", 2, 2, 0)
    assert (done.progress, done.ended_at, done.file) == (100, NOW, None)
    assert not path.exists()
    assert StoredFile.objects.get().state == FileState.ERASED
    assert Dossier.objects.get(code=DONE["code"]).events.get().actor == office.people["yen"]
    assert not jobs.run_next(clock=clock)


@pytest.mark.django_db
def test_a_file_with_faults_is_told_and_erased_and_nothing_is_taken_over(
    office, django_capture_on_commit_callbacks
):
    batch = ask(office, DONE, line(REFUSED, channel="?"))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.run_next(clock=clock)
    done = fresh(batch)
    assert (done.state, done.row_count, done.fault_count) == ("faulty", 2, 1)
    said = "“?” không dùng được; cần một trong: online, direct, post."
    assert done.faults == [[3, "channel", said]]
    assert not Dossier.objects.exists()
    assert StoredFile.objects.get().state == FileState.ERASED


@pytest.mark.django_db
def test_faults_that_cannot_be_shown_are_kept_all_the_same(office):
    content = table([DONE]).replace(b",phone", b",ph\xd5\xe1\x00ne").replace(b"Lan", b"L\xd5\x00n")
    batch = jobs.ask(
        upload=upload(content=b"x" * 9000 + content), agency=office.agency, by=office.actor("yen"), at=NOW
    )
    assert jobs.run_next(clock=clock)
    assert fresh(batch).state == "faulty"


@pytest.mark.django_db
def test_a_file_that_is_no_csv_after_all_is_told_in_a_sentence(office):
    content = table([DONE]).replace(b"direct", b'"direct')
    batch = jobs.ask(upload=upload(content=content), agency=office.agency, by=office.actor("yen"), at=NOW)
    assert jobs.run_next(clock=clock)
    ((number, column, said),) = fresh(batch).faults
    assert (number, column) == (1, "")
    assert said.startswith("Tệp “ho-so.csv” không đúng dạng CSV từ dòng 2")


@pytest.mark.django_db
def test_what_is_no_table_is_not_even_kept(office):
    with pytest.raises(Invalid, match="không phải bảng CSV"):
        jobs.ask(upload=upload(content=b"%PDF-1.7"), agency=office.agency, by=office.actor("yen"), at=NOW)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_correction_is_asked_for_with_its_reason(office):
    ask(office, DONE)
    jobs.run_next(clock=clock)
    batch = ask(office, line(due_at="2026-06-02"), reason="Sai ngày hẹn")
    assert jobs.run_next(clock=clock)
    assert (fresh(batch).state, fresh(batch).imported) == ("done", 1)
    assert Dossier.objects.get().events.last().note == "Sai ngày hẹn"
    with pytest.raises(Invalid, match="Nhập lý do đính chính"):
        ask(office, DONE, reason=" ")


@pytest.mark.django_db
def test_the_task_does_every_file_that_waits_the_oldest_first(office):
    for cells in (DONE, REFUSED, LATE):
        ask(office, cells)
    assert import_history() == 3
    assert import_history() == 0
    assert list(HistoryImport.objects.order_by("pk").values_list("state", flat=True)) == ["done"] * 3


@pytest.mark.django_db
def test_a_file_that_waits_is_no_stray(office):
    batch = ask(office, DONE)
    assert strays.erase_strays(at=at("2026-12-26 10:00")) == 0
    assert disk.absolute(batch.file.path).exists()


@pytest.mark.django_db
def test_faults_are_told_in_the_order_of_the_file(office):
    doubled = ask(office, DONE, DONE, line(REFUSED, channel="?"))
    assert jobs.run_next(clock=clock)
    assert [fault[0] for fault in fresh(doubled).faults] == [3, 4]
