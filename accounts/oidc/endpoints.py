"""Which addresses of a provider may be called."""

from urllib.parse import urlsplit

from django.conf import settings


def is_safe(address: str) -> bool:
    """https with a host, no name and password in it; http only in trials and tests."""
    parts = urlsplit(address)
    schemes = {"https", "http"} if settings.OIDC_ALLOW_HTTP else {"https"}
    return parts.scheme in schemes and bool(parts.hostname) and not parts.username and not parts.fragment
