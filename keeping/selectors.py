"""What an administrator wants to know of the backups."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from keeping.models import BackupRun

OLD_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Standing:
    """The newest backup, the newest proof that one comes back, and whether that proof is too old."""

    backup: BackupRun | None
    proof: BackupRun | None
    is_old: bool


def runs() -> QuerySet[BackupRun]:
    """Every run, newest first."""
    return BackupRun.objects.order_by("-started_at", "-pk")


def standing(at: datetime) -> Standing:
    """How the house stands at that moment. Two queries."""
    backup, proof = (_newest(kind) for kind in (BackupRun.Kind.BACKUP, BackupRun.Kind.PROOF))
    return Standing(backup, proof, proof is None or proof.started_at < at - OLD_AFTER)


def _newest(kind: str) -> BackupRun | None:
    return runs().filter(kind=kind, state=BackupRun.State.DONE).first()
