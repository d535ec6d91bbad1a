"""Malicious code on its way into a dossier, and in one: refused, marked, told (docs/uploads.md)."""

from datetime import timedelta

import pytest

from accounts.models import Notice
from audit.models import AuditEntry
from documents import quarantine
from documents.models import FileState, ScanState, StoredFile
from documents.services import erase
from dossiers.models import DossierFile, HistoryImport
from dossiers.selectors.drafts import kept_files, missing_components
from dossiers.services import amend, drafts, supplement
from dossiers.services.history import jobs
from dossiers.services.infected import tell_infected
from dossiers.services.submit import submit
from dossiers.services.supplement import Asked
from kit.errors import Invalid
from tests import cast
from tests.cast import CITIZEN, at, photo
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db
FILED = at("2026-11-02 09:00")
MINUTE = timedelta(minutes=1)
REPLACE = "Tệp “anh.png” có mã độc nên không gửi được. Hãy gỡ bỏ tệp này và chọn tệp khác."


@pytest.fixture(autouse=True)
def _scanned(settings) -> None:
    settings.SCAN_UPLOADS, settings.CLAMD_ADDRESS = True, "127.0.0.1:9"


def infect(file: StoredFile, moment=FILED) -> None:
    """The scanner's verdict, as `quarantine` writes it."""
    found = StoredFile.objects.filter(pk=file.pk)
    found.update(
        scan_state=ScanState.INFECTED, threat="Worm", scanned_at=moment, queued_at=None, next_try_at=None,
        state=FileState.ERASED, erased_at=moment, gone_at=moment,
    )  # fmt: skip


def test_filing_does_not_wait_for_the_scanner(office):
    dossier = cast.file_online(office, FILED)
    states = dossier.files.values_list("file__scan_state", flat=True)
    assert set(states) == {ScanState.WAITING}


def test_a_draft_with_a_file_known_to_be_infected_is_not_filed_until_it_is_replaced(office):
    draft = cast.fill_in(office, FILED)
    row = kept_files(draft).first()
    infect(row.file)
    assert missing_components(draft) == [row.component]
    with pytest.raises(Invalid) as refused:
        submit(draft=draft, at=FILED)
    assert refused.value.errors == {"files": [REPLACE]}
    drafts.remove(draft=draft, draft_file_id=row.pk, at=FILED)
    assert StoredFile.objects.get(pk=row.file_id).original_name == ""
    drafts.attach(draft=draft, component=row.component, upload=photo(), at=FILED)
    assert submit(draft=draft, at=FILED).fresh


def test_an_answer_to_a_request_is_not_handed_in_with_an_infected_file(office):
    dossier = cast.file_online(office, FILED)
    asked = [Asked(dossier.version.components.order_by("ord").first(), what="Chụp lại")]
    supplement.ask(dossier=dossier, by=office.actor("hoa"), at=FILED, reason="Ảnh mờ", items=asked)
    file = stored_photo(FILED)
    infect(file)
    file.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        supplement.complete(dossier=dossier, by=CITIZEN, at=FILED, files=[(None, file)])
    assert refused.value.errors == {"files": [REPLACE]}


def test_before_reception_the_citizen_puts_another_file_in_its_place(office):
    dossier = cast.file_online(office, FILED)
    row = dossier.files.select_related("component").first()
    infect(row.file)
    fresh = stored_photo(FILED)
    changed = amend.amend(
        dossier=dossier, by=CITIZEN, at=FILED, files_added=[(row.component, fresh)], file_ids_removed=[row.pk]
    )
    assert changed.files.filter(removed_at__isnull=True, file=fresh).exists()


def told() -> set[str]:
    return set(Notice.objects.filter(text__contains="mã độc").values_list("user__username", flat=True))


def test_whoever_receives_is_told_once_of_an_infected_file_of_a_new_dossier(office):
    dossier = cast.file_online(office, FILED)
    infect(dossier.files.first().file)
    assert tell_infected(at=FILED + MINUTE) == 1
    assert tell_infected(at=FILED + MINUTE) == 0
    assert "hoa" in told()
    assert "quantri" not in told()
    line = AuditEntry.objects.get(action="dossier.infected")
    assert (line.object_id, line.data["threat"]) == (str(dossier.pk), "Worm")
    notice = Notice.objects.filter(user__username="hoa", text__contains="mã độc").get()
    assert (notice.path, dossier.code in notice.text) == (f"/can-bo/ho-so/{dossier.code}/#thanh-phan", True)


def test_whoever_has_the_step_is_told_and_may_ask_for_the_paper_anew(office):
    dossier = cast.receive(office, cast.file_online(office, FILED), FILED)
    dossier = cast.forward(office, dossier, FILED + MINUTE, "hoa", to=office.people["minh"])
    row = dossier.files.select_related("component").first()
    infect(row.file)
    assert tell_infected(at=FILED + 2 * MINUTE) == 1
    assert told() == {"minh"}
    assert supplement.ask(
        dossier=dossier, by=office.actor("minh"), at=FILED + 3 * MINUTE, reason="Tệp có mã độc",
        items=[Asked(row.component, what="Gửi lại bằng tệp khác")],
    )  # fmt: skip


def test_a_file_that_is_clean_or_waits_is_nothing_to_tell(office):
    cast.file_online(office, FILED)
    assert tell_infected(at=FILED) == 0
    assert not DossierFile.objects.filter(threat_told_at__isnull=False).exists()


def test_administrators_are_told_once_when_files_wait_too_long(office):
    stored_photo(FILED)
    assert not quarantine.alert(at=FILED + 10 * MINUTE)
    assert quarantine.alert(at=FILED + 11 * MINUTE)
    assert quarantine.alert(at=FILED + 12 * MINUTE)
    found = Notice.objects.filter(text__contains="Không quét được vi-rút từ 09:00")
    assert [notice.user.username for notice in found] == ["quantri"]


def table(office) -> HistoryImport:
    upload = photo("lich-su.csv")
    upload.file.write(b"ma,ten\n1,2\n")
    upload.file.truncate(upload.file.seek(0, 1))
    upload.file.seek(0)
    return jobs.ask(upload=upload, agency=office.agency, by=office.actor("hoa"), at=FILED)


def test_a_table_of_history_is_taken_over_after_its_verdict(office):
    batch = table(office)
    assert not jobs.run_next(clock=lambda: FILED)
    StoredFile.objects.filter(pk=batch.file_id).update(
        scan_state=ScanState.CLEAN, scanned_at=FILED, queued_at=None, next_try_at=None
    )
    assert jobs.run_next(clock=lambda: FILED)


def test_an_infected_table_of_history_is_refused_in_words(office):
    batch = table(office)
    infect(batch.file)
    assert jobs.run_next(clock=lambda: FILED)
    batch.refresh_from_db()
    assert batch.state == HistoryImport.State.FAULTY
    assert "có mã độc nên hệ thống đã xóa nội dung" in batch.faults[0][2]


def test_no_dossier_takes_files_without_end(office, monkeypatch):
    draft = cast.fill_in(office, FILED)
    paper = kept_files(draft).first().component
    there = sum(kept_files(draft).values_list("file__size", flat=True))
    monkeypatch.setattr(drafts, "BYTES_TOGETHER", there + photo().size)
    for changed, value in (
        ("BYTES_TOGETHER", there + photo().size),
        ("FILES_TOGETHER", kept_files(draft).count()),
    ):
        monkeypatch.setattr(drafts, changed, value)
        with pytest.raises(Invalid, match="nhiều nhất 100 tệp, tổng cộng dưới 500 MB"):
            drafts.attach(draft=draft, component=paper, upload=photo(), at=FILED)
        monkeypatch.undo()
    assert drafts.attach(draft=draft, component=paper, upload=photo(), at=FILED)


def test_erasing_a_file_in_quarantine_ends_its_waiting(office):
    file = stored_photo(FILED)
    erase(file=file, by=CITIZEN, at=FILED)
    assert quarantine.longest_waiting(FILED + timedelta(hours=1)) is None
