"""Imports that a screen asks for: kept, done by a worker, watched meanwhile, done again after a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from documents import disk
from documents.models import FileState, StoredFile
from dossiers.models import Dossier, HistoryImport
from dossiers.services import strays
from dossiers.services.history import jobs, take_over
from dossiers.tasks import import_history
from kit.errors import Invalid
from portal.demo.office import Office, build
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.past_lines import DONE, LATE, NOW, OPEN, REFUSED, line, table
from tests.workers import test_database_url


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


@pytest.fixture
def real_office() -> Office:
    """The office, committed: other connections see it."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


def apart(deed: Callable[[], object]) -> object:
    """Do it on a connection of its own."""
    try:
        return deed()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
@pytest.mark.slow
def test_a_file_that_breaks_the_worker_is_given_up_after_three_tries(real_office, monkeypatch):
    def crash(**_: object) -> None:
        raise MemoryError

    batch, good = ask(real_office, DONE), ask(real_office, REFUSED)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "take_over", crash)
        for attempt in (1, 2, 3):
            with pytest.raises(MemoryError):
                jobs.run_next(clock=clock)
            assert (fresh(batch).state, fresh(batch).attempts) == ("running", attempt)
    assert jobs.run_next(clock=clock)
    assert (fresh(batch).state, fresh(batch).file) == ("broken", None)
    assert not Dossier.objects.exists()
    assert jobs.run_next(clock=clock)
    assert fresh(good).state == "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
@pytest.mark.slow
def test_of_two_workers_one_takes_the_file_and_everybody_sees_how_far_it_is(real_office, monkeypatch):
    batch = ask(real_office, DONE, OPEN)
    half, go_on = Event(), Event()

    def slow(*, progress: Callable, **more: object) -> object:
        progress("Ghi hồ sơ", 1, 2)
        half.set()
        assert go_on.wait(60)
        return take_over(progress=progress, **more)

    monkeypatch.setattr(jobs, "take_over", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(apart, lambda: jobs.run_next(clock=clock))
        assert half.wait(60)
        seen = fresh(batch)
        assert (seen.state, seen.stage, seen.progress, seen.attempts) == ("running", "Ghi hồ sơ", 50, 1)
        assert not jobs.run_next(clock=clock)  # the second worker finds nothing that is free
        assert not Dossier.objects.exists()
        go_on.set()
        assert first.result(60)
    done = fresh(batch)
    assert (done.state, done.imported, done.attempts, done.progress) == ("done", 2, 1, 100)
    assert Dossier.objects.count() == 2


WORKER = """
import sys, time, pathlib, django
django.setup()
from django.utils import timezone
from dossiers.services.history import jobs, take_over
module = sys.modules[take_over.__module__]
def stand_still(*args):
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(300)
module._audit = stand_still  # everything is written, nothing is committed
jobs.run_next(clock=timezone.now)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.db
@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_whole(real_office, tmp_path):
    batch = ask(real_office, DONE, OPEN, REFUSED, LATE)
    sign, log = tmp_path / "sign", tmp_path / "worker.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(sign)], env=environment(), stdout=out, stderr=out,
            cwd=django_settings.BASE_DIR, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while not sign.exists():
            assert child.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        seen = fresh(batch)
        assert (seen.state, seen.attempts) == ("running", 1)
        assert not jobs.run_next(clock=clock)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(10)
    assert not Dossier.objects.exists()
    until = time.monotonic() + 30
    while not jobs.run_next(clock=clock):  # the database gives the lock back when it sees the dead connection
        assert time.monotonic() < until
        time.sleep(0.2)
    done = fresh(batch)
    assert (done.state, done.attempts, done.imported) == ("done", 2, 4)
    assert Dossier.objects.count() == 4


def environment() -> dict[str, str]:
    """A process of the product on this test's database and files."""
    kept = {k: v for k, v in os.environ.items() if k not in ("TEST_PG_DIR", "DJANGO_ALLOW_ASYNC_UNSAFE")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": test_database_url(),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "FILES_DIR": str(django_settings.MEDIA_ROOT),
        "DEMO_MODE": "1",
    }
