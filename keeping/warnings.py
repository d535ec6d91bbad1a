"""Administrators hear of it when no backup was proven to come back for two days."""

from datetime import datetime

from accounts import notices
from accounts.access import officers_with
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.selectors import active_agencies
from keeping.models import BackupRun
from keeping.selectors import OLD_AFTER, standing
from kit.clock import local_date, say_moment

PAGE = "/can-bo/sao-luu/"


def warn(*, at: datetime) -> int:
    """Tell each administrator, once a day, while it lasts; returns how many were told. Safe to repeat.

    A house that has only just begun to make backups is given the same two days.
    """
    found = standing(at)
    begun = BackupRun.objects.filter(started_at__lt=at - OLD_AFTER).exists()
    if not (found.is_old and begun):
        return 0
    today = local_date(at)
    when = say_moment(found.proof.started_at) if found.proof else "chưa có lần nào"
    words = [
        Word(user, office, "officer_backup_old", {"when": when}, f"backup:{user.pk}:{today:%Y%m%d}", PAGE)
        for office in active_agencies()
        for user in officers_with(Permission.KEEP, office, on=today)
    ]
    notices.tell(words=words, at=at)
    return len(words)
