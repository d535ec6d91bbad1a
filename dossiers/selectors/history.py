"""Imports of history that an office has seen."""

from django.db.models import QuerySet

from agencies.models import Agency
from dossiers.models import HistoryImport


def histories_of(agency: Agency) -> QuerySet[HistoryImport]:
    """The imports asked for at this office, the latest first."""
    return HistoryImport.objects.filter(agency=agency).order_by("-asked_at", "-pk")
