"""Short messages in a cookie that, over https, only this host can have set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """In the cookie while they fit, else in the session: Django's own way, under our name."""

    storage_classes = (HostCookie, SessionStorage)
