"""Absolute links for messages and printed forms."""

from django.conf import settings


def absolute(path: str) -> str:
    """`path` (starting with '/') at the public address of the portal."""
    return settings.PUBLIC_URL.rstrip("/") + path
