"""A dossier filed without an account comes to one: by its key, or by the proven number of who filed it."""

from datetime import datetime

from django.db import transaction

from accounts.citizens.book import actor_of
from accounts.models import Citizen
from audit.services import record
from dossiers.models import Dossier
from dossiers.selectors import mine
from dossiers.services import keys
from kit.errors import Conflict, DomainError

TAKEN = "Hồ sơ này đã thuộc một tài khoản khác."
NOT_YOURS = "Không tìm thấy hồ sơ này trong các hồ sơ chờ nhận về tài khoản."


def by_key(*, citizen: Citizen, code: str, key: str, address: str, at: datetime) -> Dossier:
    """The dossier of this code and key is the citizen's from now on.

    Raises DomainError as `keys.unlock` does, Conflict where another account was first.
    """
    return _claim(keys.unlock(code=code, key=key, address=address, at=at), citizen, at, "bằng khóa cập nhật")


def by_number(*, citizen: Citizen, code: str, at: datetime) -> Dossier:
    """The dossier that a person with the citizen's proven number filed. Raises DomainError, Conflict."""
    found = mine.to_claim(citizen).filter(code=code).first()
    if found is None:
        raise DomainError(NOT_YOURS, code="unknown")
    return _claim(found, citizen, at, "theo số định danh đã xác thực")


@transaction.atomic
def _claim(dossier: Dossier, citizen: Citizen, at: datetime, how: str) -> Dossier:
    """Two at once: one UPDATE finds it without an account, the other does not. Twice by one is once."""
    free = Dossier.objects.filter(pk=dossier.pk, account__isnull=True)
    if free.update(account=citizen, claimed_at=at):
        record(
            action="citizen.claim", by=actor_of(citizen), at=at, object_type="dossier", object_id=dossier.pk,
            summary=f"Nhận hồ sơ về tài khoản {how}: {dossier.code}",
        )  # fmt: skip
    elif not Dossier.objects.filter(pk=dossier.pk, account=citizen).exists():
        raise Conflict(TAKEN, code="claimed")
    return Dossier.objects.get(pk=dossier.pk)
