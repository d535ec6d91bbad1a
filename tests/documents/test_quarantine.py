"""The life of an upload between its arrival and its verdict, with a real clamd (docs/uploads.md)."""

import io
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pypdf
import pytest
from django.conf import settings as django_settings
from pypdf.generic import DecodedStreamObject

from audit.models import AuditEntry
from documents import disk, quarantine, services
from documents.http import file_response, preview_response
from documents.models import FileState, ScanState, StoredFile
from documents.scanning import registry
from documents.scanning.contract import Clean, Failed, Infected, Verdict
from documents.selectors import Damaged, NotServed, longest_waiting, open_file, preview_image
from documents.tasks import scan
from tests.documents.clamav import EICAR, LIMIT, THREAT, ClamAV
from tests.documents.conftest import AT, DOCX, LAN, zipped

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def scan_all(at: datetime = AT) -> int:
    done = 0
    while quarantine.scan_next(clock=lambda: at):
        done += 1
    return done


def fresh(file: StoredFile) -> StoredFile:
    return StoredFile.objects.get(pk=file.pk)


class Answers:
    """A scanner that answers as it is told, one verdict after the other."""

    def __init__(self, *verdicts: Verdict | Callable[[], Verdict]) -> None:
        self.verdicts = list(verdicts)

    def version(self) -> str:
        return "Sổ tay 1"

    def scan(self, file) -> Verdict:
        said = self.verdicts.pop(0)
        return said() if callable(said) else said


@pytest.fixture
def answers(settings, monkeypatch):
    """Uploads go through a scanner with these verdicts."""

    def _answers(*verdicts) -> None:
        settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, "127.0.0.1:9"
        made = Answers(*verdicts)
        monkeypatch.setattr(quarantine, "scanner", lambda: made)

    return _answers


def test_a_trial_without_a_scanner_says_that_nobody_scanned(take, pdf):
    assert not django_settings.SCAN_UPLOADS
    assert registry.scanner() is None
    stored = take(pdf)
    assert (stored.scan_state, stored.may_open) == (ScanState.SKIPPED, True)
    assert scan() == 0
    assert fresh(stored).scan_state == ScanState.SKIPPED


def test_what_the_product_made_is_its_own_and_is_not_scanned(scanned, pdf):
    form = services.store_bytes(content=pdf, name="a.pdf", media_type="application/pdf", by=LAN, at=AT)
    assert (form.scan_state, form.may_open) == (ScanState.OWN, True)
    assert scan_all() == 0


def test_clean_upload_is_opened_after_its_verdict_and_not_before(scanned, take, pdf):
    stored = take(pdf, "giay-khai-sinh.pdf")
    assert (stored.scan_state, stored.queued_at, stored.can_preview) == (ScanState.WAITING, AT, False)
    for look in (open_file, preview_image, preview_response, lambda f: file_response(f, inline=True)):
        with pytest.raises(NotServed, match="đang được kiểm tra an toàn, thường trong vòng một phút") as held:
            look(stored)
        assert held.value.code == "waiting"
    assert scan_all(AT + SECOND) == 1
    stored = fresh(stored)
    assert (stored.scan_state, stored.scanned_at) == (ScanState.CLEAN, AT + SECOND)
    assert stored.scanner.startswith("ClamAV ")
    assert (stored.scan_tries, stored.queued_at, stored.next_try_at) == (1, None, None)
    with open_file(stored) as content:
        assert content.read() == pdf
    assert preview_image(stored)


def armed_pdf(pdf: bytes) -> bytes:
    """A sound PDF with the test virus compressed in a stream, where no eye and no text search meets it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    stream = DecodedStreamObject()
    stream.set_data(EICAR)
    writer._add_object(stream.flate_encode())
    box = io.BytesIO()
    writer.write(box)
    return box.getvalue()


@pytest.mark.parametrize("kind", ["pdf", "jpg", "zip", "zip in zip", "docx", "docx in zip"])
def test_the_test_virus_is_found_in_whatever_is_taken(
    scanned, take, pdf, photo, django_capture_on_commit_callbacks, kind
):
    docx = zipped(DOCX | {"word/media/eicar.bin": EICAR})
    content, name = {
        "pdf": (armed_pdf(pdf), "don.pdf"),
        "jpg": (photo + EICAR, "anh.jpg"),
        "zip": (zipped({"anh/eicar.txt": EICAR}), "anh.zip"),
        "zip in zip": (zipped({"trong.zip": zipped({"eicar.txt": EICAR})}), "anh.zip"),
        "docx": (docx, "don.docx"),
        "docx in zip": (zipped({"don.docx": docx}), "don.zip"),
    }[kind]
    stored = take(content, name)
    with django_capture_on_commit_callbacks(execute=True):
        assert scan_all(AT + SECOND) == 1
    row = fresh(stored)
    assert (row.scan_state, row.threat, row.state) == (ScanState.INFECTED, THREAT, FileState.ERASED)
    assert (row.original_name, row.sha256, row.erased_at) == (name, stored.sha256, AT + SECOND)
    assert not disk.absolute(row.path).exists()
    for look in (open_file, preview_image):
        with pytest.raises(NotServed, match="có mã độc"):
            look(row)
    line = AuditEntry.objects.get(action="documents.infected")
    assert (line.object_id, line.data["threat"]) == (str(row.pk), THREAT)
    assert name not in line.summary


def test_the_test_virus_by_itself_is_of_no_type_that_is_taken(take, refused):
    assert "không phải tệp văn bản hay ảnh" in refused(EICAR, "eicar.com")
    assert "không phải tệp văn bản hay ảnh" in refused(EICAR, "eicar.pdf")


def test_an_infected_file_that_is_taken_away_loses_its_name_too(scanned, take):
    stored = take(zipped({"eicar.txt": EICAR}), "Nguyen Van A.zip")
    scan_all()
    services.erase(file=stored, by=LAN, at=AT + MINUTE)
    row = fresh(stored)
    assert (row.original_name, row.erased_at, row.scan_state) == ("", AT, ScanState.INFECTED)


def test_a_file_the_scanner_gives_up_on_is_tried_again_ever_more_rarely_and_never_clean(scanned, take):
    big = zipped({"ban-do.txt": random.Random(1).randbytes(LIMIT)})  # more than this clamd takes
    stored, at, pauses = take(big, "to.zip"), AT, []
    for _ in range(8):
        assert scan_all(at) == 1
        row = fresh(stored)
        assert (row.scan_state, row.may_open, row.state) == (ScanState.FAILED, False, FileState.OK)
        pauses.append(int((row.next_try_at - at) / MINUTE))
        at = row.next_try_at
        assert scan_all(at - SECOND) == 0
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    with pytest.raises(NotServed, match="Chưa kiểm tra được tệp này") as held:
        open_file(row)
    assert held.value.code == "failed"


def test_scanner_away_for_ten_minutes_loses_nothing_and_serves_nothing_unscanned(
    settings, clamav: ClamAV, take, pdf, photo, png, caplog
):
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, clamav.address
    clamav.stop()
    try:
        uploads = []
        for minute in range(10):
            for content, name in ((pdf, "a.pdf"), (photo, "b.jpg"), (zipped({"x": EICAR}), "c.zip")):
                uploads.append(take(content, f"{minute}{name}"))
            assert scan_all(AT + minute * MINUTE) == 0
        for file in StoredFile.objects.all():
            assert (file.scan_state, file.scan_tries) == (ScanState.WAITING, 0)
            with pytest.raises(NotServed):
                open_file(file)
        assert "the scanner is away, uploads wait" in caplog.text
        assert longest_waiting(AT + 10 * MINUTE) is None
        assert longest_waiting(AT + 10 * MINUTE + SECOND) in uploads
    finally:
        clamav.start()
    assert scan_all(AT + 11 * MINUTE) == 30
    assert StoredFile.objects.filter(scan_state=ScanState.CLEAN, state=FileState.OK).count() == 20
    assert StoredFile.objects.filter(scan_state=ScanState.INFECTED).count() == 10
    assert longest_waiting(AT + 60 * MINUTE) is None
    for file in StoredFile.objects.filter(scan_state=ScanState.CLEAN):
        open_file(file).close()


def test_scanner_that_dies_in_the_middle_leaves_the_file_waiting(answers, take, pdf):
    answers(Failed("ConnectionResetError"), Clean())
    stored = take(pdf)
    assert scan_all(AT) == 1
    assert fresh(stored).scan_state == ScanState.FAILED
    assert scan_all(AT + MINUTE) == 1
    assert fresh(stored).scan_state == ScanState.CLEAN


def test_the_newest_upload_is_scanned_first(answers, take, pdf):
    answers(Clean(), Clean())
    old, new = take(pdf), take(pdf)
    StoredFile.objects.filter(pk=old.pk).update(created_at=AT - MINUTE)
    quarantine.scan_next(clock=lambda: AT)
    assert [fresh(file).scan_state for file in (old, new)] == ["waiting", "clean"]


def test_a_file_under_scan_is_nobody_elses_until_its_worker_must_be_dead(answers, take, pdf):

    def meanwhile() -> Verdict:
        assert quarantine.scan_next(clock=lambda: AT + MINUTE) is False
        return Clean()

    answers(meanwhile)
    stored = take(pdf)
    assert quarantine.scan_next(clock=lambda: AT)
    assert fresh(stored).scan_state == ScanState.CLEAN


def test_verdict_of_a_worker_that_was_too_slow_counts_for_nothing(answers, take):
    """It said "clean" after another had taken the file up, who found something."""

    def late() -> Verdict:
        assert quarantine.scan_next(clock=lambda: AT + quarantine.LEASE)
        return Clean()

    answers(late, Infected("Worm"))
    stored = take(zipped({"a": b"a"}), "a.zip")
    assert quarantine.scan_next(clock=lambda: AT)
    assert (fresh(stored).scan_state, fresh(stored).threat) == (ScanState.INFECTED, "Worm")


def test_file_taken_back_while_it_is_scanned_stays_taken_back(answers, take, pdf):

    def meanwhile() -> Verdict:
        services.erase(file=stored, by=LAN, at=AT)
        return Infected("Worm")

    answers(meanwhile)
    stored = take(pdf)
    quarantine.scan_next(clock=lambda: AT)
    assert (fresh(stored).state, fresh(stored).threat) == (FileState.ERASED, "")


def test_switching_the_scanner_on_scans_what_was_skipped_and_off_lets_go(settings, take, pdf):
    stored = take(pdf)
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, "127.0.0.1:9"
    assert quarantine.follow_settings(at=AT + MINUTE) == 1
    assert (fresh(stored).scan_state, fresh(stored).queued_at) == (ScanState.WAITING, AT + MINUTE)
    settings.SCAN_UPLOADS = False
    assert quarantine.follow_settings(at=AT + MINUTE) == 1
    assert fresh(stored).scan_state == ScanState.SKIPPED


@pytest.mark.parametrize("harm", ["changed", "cut", "gone"])
def test_bytes_that_are_not_those_handed_in_are_never_served(take, photo, harm):
    stored = take(photo)
    place = disk.absolute(stored.path)
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(photo[:-1] + b"!" if harm == "changed" else photo[:-1])
    for look in (open_file, preview_image, lambda f: file_response(f, inline=False)):
        with pytest.raises(Damaged, match="không còn đúng như khi nhận"):
            look(stored)


def test_damaged_file_gets_no_verdict(answers, take, pdf, caplog):
    answers()
    stored = take(pdf)
    disk.absolute(stored.path).write_bytes(b"%PDF-other")
    with caplog.at_level(logging.ERROR):
        assert scan_all() == 1
    assert fresh(stored).scan_state == ScanState.FAILED
    assert "could not be scanned (try 1): Damaged" in caplog.text
