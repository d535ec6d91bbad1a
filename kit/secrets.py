"""Keyed hashes and encryption for what must not lie in the database in clear."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def keyed_hash(value: str, *, purpose: str) -> str:
    """A hex digest of `value` that cannot be tried out without the server's secret; one space per purpose."""
    return _hash(settings.SECRET_KEY, value, purpose)


def keyed_hashes(value: str, *, purpose: str) -> list[str]:
    """`keyed_hash` under the secret in use and under SECRET_KEY_FALLBACKS: what may lie in a column."""
    return [_hash(secret, value, purpose) for secret in _secrets()]


def same(left: str, right: str) -> bool:
    """Are both equal? In constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def encrypt(value: str) -> str:
    """`value` as an opaque ASCII text, authenticated."""
    return _box().encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    """The value of `encrypt`, under the secret in use or one of the fallbacks.

    Raises cryptography.fernet.InvalidToken when it was tampered with, or the secret is gone.
    """
    return _box().decrypt(token.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, "box"))) for secret in _secrets()])


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _hash(secret: str, value: str, purpose: str) -> str:
    return hmac.new(_key(secret, f"hash:{purpose}"), value.encode(), hashlib.sha256).hexdigest()


def _key(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), f"motcua:{purpose}".encode(), hashlib.sha256).digest()
