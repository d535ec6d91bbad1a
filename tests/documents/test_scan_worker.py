"""Real workers, a real clamd and SIGKILL: every upload gets its verdict, none twice, none unscanned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from audit.models import AuditEntry
from documents.models import IN_QUARANTINE, FileState, ScanState, StoredFile
from documents.quarantine import LEASE
from documents.selectors import NotServed, open_file
from documents.services import store_upload
from tests.documents.clamav import EICAR, ClamAV
from tests.documents.conftest import LAN, named, zipped
from tests.notifications import kannel as real
from tests.workers import Worker, empty

pytestmark = [pytest.mark.tasks, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 120


class Scanning(Worker):
    """A worker that scans with the clamd that the settings name as it starts."""

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"CLAMD_ADDRESS": django_settings.CLAMD_ADDRESS}


@pytest.fixture
def worker(redis_url: str, tmp_path: Path, scanned: ClamAV) -> Iterator[Scanning]:
    url = real.own_redis_database(redis_url, 0)
    empty(url)
    process = Scanning(url, tmp_path)
    yield process
    if process.child:
        process.kill()
    empty(url)


def upload(many: int) -> None:
    """Every fourth one carries the test virus."""
    for number in range(many):
        content = zipped({"a.txt": b"giay to" if number % 4 else EICAR})
        store_upload(upload=named(content, f"{number}.zip"), by=LAN, at=timezone.now())


def waiting() -> int:
    return StoredFile.objects.filter(scan_state__in=IN_QUARANTINE).count()


def test_workers_that_are_killed_leave_no_file_without_a_verdict_and_none_with_two(worker):
    upload(MANY)
    assert waiting() == MANY
    for _ in range(2):
        worker.start()
        before = waiting()
        worker.beat("documents.scan", "documents.scan", "documents.scan")
        real.wait_for(lambda: waiting() < before - 10, 60, "the first verdicts")  # noqa: B023
        worker.kill()
    # What was in a worker's hands when it died is due again once its lease has run out.
    held = StoredFile.objects.filter(scan_state__in=IN_QUARANTINE, next_try_at__gt=timezone.now())
    assert all(file.next_try_at <= timezone.now() + LEASE for file in held)
    held.update(next_try_at=timezone.now())
    worker.start()
    worker.beat("documents.scan", "documents.scan")
    real.wait_for(lambda: waiting() == 0, 60, "every verdict")
    infected = StoredFile.objects.filter(scan_state=ScanState.INFECTED, state=FileState.ERASED)
    assert infected.count() == MANY // 4
    assert StoredFile.objects.filter(scan_state=ScanState.CLEAN).count() == MANY - MANY // 4
    assert AuditEntry.objects.filter(action="documents.infected").count() == MANY // 4


def test_clamd_stopped_and_started_again_under_a_running_worker(worker, scanned):
    scanned.stop()
    try:
        worker.start()
        upload(8)
        worker.beat("documents.scan")
        real.wait_for(lambda: "the scanner is away" in worker.log.read_text(), 60, "the worker to notice")
        assert waiting() == 8
        for file in StoredFile.objects.all():
            with pytest.raises(NotServed):
                open_file(file)
    finally:
        scanned.start()
    worker.beat("documents.scan")  # the next minute's
    real.wait_for(lambda: waiting() == 0, 60, "every verdict")
    assert StoredFile.objects.filter(scan_state=ScanState.CLEAN).count() == 6
    for file in StoredFile.objects.filter(scan_state=ScanState.CLEAN):
        open_file(file).close()
