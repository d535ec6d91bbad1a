"""Taking over a commune's history from a file, all or nothing (domain.md 31)."""

from dossiers.services.history.take_over import BadHistory, Result, take_over

__all__ = ["BadHistory", "Result", "take_over"]
