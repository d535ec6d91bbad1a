"""What goes wrong with a backup, as a sentence for the operator."""

from kit.errors import DomainError


class BackupFailed(DomainError):
    """The backup, the restore or the proof did not succeed; `message` says why and what to do."""
