"""From quarantine to a verdict: each upload is scanned once by one worker, again where there was no verdict.

A worker claims a file by moving its next try ahead, in one conditional UPDATE; a worker that is killed leaves
a file that is due again when that time has come, and whose verdict counts for nobody else's try.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from accounts import notices
from accounts.access import officers_with
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Agency
from audit.services import record
from documents import disk
from documents.models import FileState, ScanState, StoredFile
from documents.scanning.contract import Away, Clean, Failed, Infected, Scanner, Verdict
from documents.scanning.registry import scanner
from documents.selectors import Damaged, genuine, in_quarantine, longest_waiting
from kit.actor import Actor
from kit.clock import local_date, say_moment

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)  # longer than the scanner may take for one file
LONGEST_PAUSE = 60  # minutes between two tries
AT_ONCE = 20
DESK = "/can-bo/"


def scan_next(*, clock: Callable[[], datetime]) -> bool:
    """Scan one file that is due, the newest first: its sender may be waiting before the page.

    False where none is due, where scanning is off, and where the scanner is away: then nothing is touched
    and every file goes on waiting.
    """
    asked = scanner()
    if asked is None:
        return False
    try:
        version = asked.version()
    except Away as away:
        logger.warning("the scanner is away, uploads wait (%s)", away)
        return False
    file = _claim(clock())
    if file is None:
        return False
    _settle(file, _look(asked, file), version[:200], clock())
    return True


def follow_settings(*, at: datetime) -> int:
    """Where scanning is off nothing waits for it; once it is on, what was skipped is scanned.

    Returns how many files changed their state.
    """
    if settings.SCAN_UPLOADS:
        skipped = StoredFile.objects.filter(state=FileState.OK, scan_state=ScanState.SKIPPED)
        return skipped.update(scan_state=ScanState.WAITING, queued_at=at, next_try_at=at)
    return in_quarantine().update(scan_state=ScanState.SKIPPED, queued_at=None, next_try_at=None)


def alert(*, at: datetime) -> bool:
    """Tell every administrator, once, where a file has waited too long. Returns whether one has."""
    oldest = longest_waiting(at)
    if oldest is None:
        return False
    since = say_moment(oldest.queued_at)
    told = [
        Word(user, office, "officer_scanning", {"since": since}, f"scanning:{oldest.pk}:{user.pk}", DESK)
        for office in Agency.objects.order_by("pk")
        for user in officers_with(Permission.MEMBERS, office, on=local_date(at))
    ]
    notices.tell(words={word.user: word for word in told}.values(), at=at)
    return True


def _due(at: datetime) -> QuerySet[StoredFile]:
    return in_quarantine().filter(next_try_at__lte=at).order_by("-created_at", "pk")


def _claim(at: datetime) -> StoredFile | None:
    """A due file that is now ours for the length of the lease; None where others were faster with all."""
    for pk, seen in _due(at).values_list("pk", "next_try_at")[:AT_ONCE]:
        still_due = in_quarantine().filter(pk=pk, next_try_at=seen)
        if still_due.update(next_try_at=at + LEASE, scan_tries=F("scan_tries") + 1):
            return StoredFile.objects.get(pk=pk)
    return None


def _look(asked: Scanner, file: StoredFile) -> Verdict:
    try:
        with genuine(file) as content:
            return asked.scan(content)
    except (OSError, Damaged) as error:
        return Failed(type(error).__name__)


@transaction.atomic
def _settle(file: StoredFile, verdict: Verdict, version: str, at: datetime) -> None:
    """Write the verdict, unless the file was taken back meanwhile or our time for it had run out."""
    changes: dict[str, Any] = {"scanned_at": at, "scanner": version, "queued_at": None, "next_try_at": None}
    match verdict:
        case Clean():
            changes["scan_state"] = ScanState.CLEAN
        case Infected(threat):
            changes |= {"scan_state": ScanState.INFECTED, "threat": threat}
            changes |= {"state": FileState.ERASED, "erased_at": at, "gone_at": at}  # no bin for these
        case Failed(reason):
            pause = min(2 ** min(file.scan_tries - 1, 10), LONGEST_PAUSE)
            changes = {"scan_state": ScanState.FAILED, "next_try_at": at + timedelta(minutes=pause)}
            logger.error("file %s could not be scanned (try %d): %s", file.pk, file.scan_tries, reason)
    ours = in_quarantine().filter(pk=file.pk, next_try_at=file.next_try_at)
    if ours.update(**changes) and isinstance(verdict, Infected):
        _destroy(file, verdict.threat, version, at)


def _destroy(file: StoredFile, threat: str, version: str, at: datetime) -> None:
    """The bytes go when the verdict is committed; digest, size and name stay, to tell people which."""
    record(
        action="documents.infected", by=Actor.system(), at=at, object_type="documents.storedfile",
        object_id=str(file.pk), summary="Phát hiện mã độc trong một tệp đã tải lên; đã xóa nội dung tệp.",
        data={"threat": threat, "sha256": file.sha256, "scanner": version},
    )  # fmt: skip
    transaction.on_commit(partial(disk.absolute(file.path).unlink, missing_ok=True))
