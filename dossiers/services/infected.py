"""Files in which malicious code was found: never handed in, and told to whoever has the dossier."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import notices
from accounts.models import User
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Agency
from audit.services import record
from documents.models import ScanState, StoredFile
from dossiers.models import Dossier, DossierFile, StepRun
from dossiers.services.officers import Hearers, dossier_path
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid

BATCH = 100
REPLACE = "Tệp “{name}” có mã độc nên không gửi được. Hãy gỡ bỏ tệp này và chọn tệp khác."


def refuse_infected(files: Iterable[StoredFile]) -> None:
    """Raises Invalid on "files" with a sentence for each; a file that still waits for its verdict passes."""
    if found := [REPLACE.format(name=file.original_name) for file in files if file.is_infected]:
        raise Invalid({"files": found})


def tell_infected(*, at: datetime) -> int:
    """Tell, once, whoever has a dossier with an infected file. Returns how many files. Safe to repeat."""
    told = 0
    while batch := _tell_batch(at):
        told += batch
    return told


@transaction.atomic
def _tell_batch(at: datetime) -> int:
    rows = DossierFile.objects.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    found = rows.filter(threat_told_at__isnull=True, file__scan_state=ScanState.INFECTED)
    files = list(found.select_related("file", "dossier__receiving_agency")[:BATCH])
    for file in files:
        _tell(file, at)
    DossierFile.objects.filter(pk__in=[file.pk for file in files]).update(threat_told_at=at)
    return len(files)


def _tell(row: DossierFile, at: datetime) -> None:
    dossier = row.dossier
    record(
        action="dossier.infected", by=Actor.system(), at=at, object_type="dossier",
        object_id=dossier.pk, summary=f"Một tệp của hồ sơ {dossier.code} có mã độc, đã xóa nội dung.",
        data={"code": dossier.code, "file": str(row.file_id), "threat": row.file.threat},
    )  # fmt: skip
    words = [
        Word(officer, office, "officer_infected", {"code": dossier.code}, f"infected:{row.pk}:{officer.pk}",
             dossier_path(dossier.code, "thanh-phan"), reference=dossier.code)
        for officer, office in _concerned(dossier, Hearers(local_date(at))).items()
    ]  # fmt: skip
    notices.tell(words=words, at=at)


def _concerned(dossier: Dossier, hearers: Hearers) -> dict[User, Agency]:
    """Whoever has an open step; where there is none, whoever takes dossiers in where it lies."""
    runs = StepRun.objects.filter(dossier=dossier, closed_at__isnull=True).order_by("pk")
    runs = runs.select_related("step", "unit", "assignee", "leg__agency")
    if found := {officer: run.leg.agency for run in runs for officer in hearers.of_run(run)}:
        return found
    office = dossier.receiving_agency
    return {officer: office for officer in hearers.may(Permission.RECEIVE, office)}
