"""Filling in: the draft lies on the server from the first page (domain.md 24)."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Citizen
from agencies.models import Agency
from documents.models import StoredFile
from documents.services import erase, store_upload
from dossiers.models import Draft, DraftFile
from dossiers.selectors import rules
from dossiers.selectors.acting import proven_person
from dossiers.selectors.drafts import (
    CHOSEN_OFFICE,
    find,
    kept_files,
    like,
    missing_components,
    token_hash,
)
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from procedures.models import Case, Component, Version

__all__ = [
    "attach",
    "choose",
    "find",
    "forget",
    "hold",
    "kept_files",
    "missing_components",
    "prune",
    "remove",
    "save",
    "start",
    "take_over",
]

FILES_PER_COMPONENT = 20
TOO_MANY = f"Mỗi loại giấy tờ nhận không quá {FILES_PER_COMPONENT} tệp."
FILES_TOGETHER, BYTES_TOGETHER = 100, 500 * 1024 * 1024
TOO_MUCH = (
    f"Mỗi hồ sơ nhận nhiều nhất {FILES_TOGETHER} tệp, tổng cộng dưới 500 MB. "
    "Ông/Bà gỡ bớt tệp không cần, hoặc nộp phần còn lại tại Bộ phận Một cửa."
)
PRUNED_AT_ONCE = 500
SENT = (
    "Hồ sơ này đã được nộp nên không sửa tại đây được nữa. "
    "Ông/Bà dùng mã hồ sơ và khóa cập nhật để xem hoặc sửa."
)
ANOTHERS = "Hồ sơ đang soạn này thuộc một tài khoản khác."
SAVED = ("account", "case", "agency", "data", "saved_at", "expires_at")
SOMEBODY = Actor.citizen("Người đang soạn hồ sơ")


@transaction.atomic
def start(
    *,
    version: Version,
    at: datetime,
    agency: Agency | None = None,
    case: Case | None = None,
    shared_machine: bool = False,
    account: Citizen | None = None,
) -> tuple[Draft, str]:
    """A new draft and the token for its cookie; the token is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    draft = Draft.objects.create(
        token_hash=token_hash(token),
        version=version,
        agency=agency,
        case=case or _only_case(version),
        shared_machine=shared_machine,
        account=account,
        created_at=at,
        saved_at=at,
        expires_at=at + rules.draft_lifetime(agency, local_date(at)),
    )
    return draft, token


@transaction.atomic
def take_over(*, draft: Draft, account: Citizen, at: datetime) -> Draft:
    """Begun by nobody known, gone on with by who is signed in now: theirs alone from now on.

    What somebody vouched for replaces what was typed about the filer. Raises Conflict when the draft was
    submitted meanwhile, or another account was first.
    """
    locked = _locked(draft)
    if locked.account_id not in (None, account.pk):
        raise Conflict(ANOTHERS, code="anothers")
    locked.account = draft.account = account
    if "filer" in locked.data:
        locked.data["filer"] |= proven_person(account)
    return _touch(locked, at, draft)


@transaction.atomic
def save(*, draft: Draft, block: str, values: dict[str, Any], at: datetime) -> Draft:
    """Keep one block as typed. Raises Conflict when the draft was submitted meanwhile.

    After this and every other change the caller's draft is as it was saved: nobody need read it again.
    """
    locked = _locked(draft)
    locked.data[block] = values
    return _touch(locked, at, draft)


def hold(*, draft: Draft) -> None:
    """Hold the draft until the caller's transaction ends. Raises Conflict when it was submitted meanwhile."""
    _locked(draft)


@transaction.atomic
def choose(*, draft: Draft, at: datetime, case: Case | None = None, agency: Agency | None = None) -> Draft:
    """Choose the case or the agency.

    Raises Invalid on "case" for a case of another version, Conflict when the draft was submitted meanwhile.
    """
    if case is not None and case.version_id != draft.version_id:
        raise Invalid({"case": ["Trường hợp này không thuộc thủ tục đang nộp. Hãy chọn lại."]})
    locked = _locked(draft)
    locked.case = case or locked.case
    if agency is not None:
        locked.agency = agency
        locked.data[CHOSEN_OFFICE] = agency.code
    return _touch(locked, at, draft)


def attach(*, draft: Draft, component: Component | None, upload: UploadedFile, at: datetime) -> DraftFile:
    """Take one file for one component; for None, of who files for another. Raises Invalid on "file".

    The upload is examined and stored before the draft is locked: a slow line holds nothing up.
    """
    if component and (component.version_id != draft.version_id or component.shown_only or component.by_form):
        raise Invalid({"file": ["Giấy tờ này không nộp tại đây."]})
    limit = rules.max_file_bytes(draft.agency, local_date(at))
    stored = store_upload(upload=upload, by=SOMEBODY, at=at, max_bytes=limit)
    try:
        return _keep(draft, component, stored, at)
    except (Conflict, Invalid):
        erase(file=stored, by=SOMEBODY, at=at)
        raise


@transaction.atomic
def _keep(draft: Draft, component: Component | None, stored: StoredFile, at: datetime) -> DraftFile:
    locked = _locked(draft)
    kept = DraftFile.objects.filter(draft=locked, component=component, removed_at__isnull=True)
    if kept.count() >= FILES_PER_COMPONENT:
        raise Invalid({"file": [TOO_MANY]})
    check_together(kept_files(locked).values_list("file__size", flat=True), stored.size)
    row = DraftFile.objects.create(draft=locked, component=component, file=stored, added_at=at)
    _touch(locked, at, draft)
    return row


def check_together(sizes: Iterable[int], added: int) -> None:
    """Raises Invalid on "file" where another file of `added` bytes would be too much for one dossier."""
    there = list(sizes)
    if len(there) >= FILES_TOGETHER or sum(there) + added >= BYTES_TOGETHER:
        raise Invalid({"file": [TOO_MUCH]})


@transaction.atomic
def remove(*, draft: Draft, draft_file_id: int, at: datetime) -> None:
    """Take a file back; its bytes go. Removing it twice does nothing."""
    locked = _locked(draft)
    row = kept_files(locked).filter(pk=draft_file_id).first()
    if row is None:
        return
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    erase(file=row.file, by=SOMEBODY, at=at)
    _touch(locked, at, draft)


@transaction.atomic
def forget(*, draft: Draft, at: datetime) -> None:
    """The person ends on a shared machine, or the time has passed: data and files of an unsent draft go."""
    _forget(Draft.objects.select_for_update().get(pk=draft.pk), at)


def _forget(locked: Draft, at: datetime) -> None:
    if locked.dossier_id is None:
        for row in kept_files(locked):
            row.removed_at = at
            row.save(update_fields=["removed_at"])
            erase(file=row.file, by=SOMEBODY, at=at)
    locked.data = {}
    locked.expires_at = at
    locked.save(update_fields=["data", "expires_at"])


def expired(*, at: datetime) -> QuerySet[Draft]:
    """Unsent drafts whose time has passed and that still hold something."""
    something = Q(data__empty=False) | Q(
        pk__in=DraftFile.objects.filter(removed_at__isnull=True).values("draft")
    )
    return Draft.objects.filter(something, expires_at__lte=at, dossier__isnull=True)


def prune(*, at: datetime) -> int:
    """Forget every unsent draft whose time has passed. Returns how many."""
    due = list(expired(at=at).order_by("pk").values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    return sum(_prune_one(pk, at) for pk in due)


@transaction.atomic
def _prune_one(pk: int, at: datetime) -> bool:
    """Not if it was touched or submitted since it was found."""
    rows = Draft.objects.select_for_update().filter(pk=pk, expires_at__lte=at, dossier__isnull=True)
    draft = rows.first()
    if draft is not None:
        _forget(draft, at)
    return draft is not None


def _only_case(version: Version) -> Case | None:
    cases = list(version.cases.all())
    return cases[0] if len(cases) == 1 else None


def _locked(draft: Draft) -> Draft:
    locked = like(Draft.objects.select_for_update().get(pk=draft.pk), draft)
    if locked.dossier_id:
        raise Conflict(SENT, code="submitted")
    return locked


def _touch(locked: Draft, at: datetime, draft: Draft) -> Draft:
    """Save the held row, and let the caller's draft say the same."""
    locked.saved_at = at
    locked.expires_at = at + rules.draft_lifetime(locked.agency, local_date(at))
    locked.save(update_fields=SAVED)
    for name in SAVED:
        setattr(draft, name, getattr(locked, name))
    return draft
