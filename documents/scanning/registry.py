"""Which scanner looks at uploads here, as the settings say."""

from django.conf import settings

from documents.scanning.clamd import Clamd
from documents.scanning.contract import Scanner

SECONDS = 120  # for one file, however large


def scanner() -> Scanner | None:
    """The scanner, or None where scanning is off (a trial without one, or SCAN_UPLOADS=0)."""
    return Clamd(settings.CLAMD_ADDRESS, SECONDS) if settings.SCAN_UPLOADS else None
