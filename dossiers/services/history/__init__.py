"""Taking over a commune's history from a file, and putting it right: all or nothing (domain.md 31)."""

from dossiers.services.history.correct import correct
from dossiers.services.history.take_over import BadHistory, Result, take_over

__all__ = ["BadHistory", "Result", "correct", "take_over"]
