"""Keyed hashes and encryption for what must not lie in the database in clear."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def keyed_hash(value: str, *, purpose: str) -> str:
    """A hex digest of `value` that cannot be tried out without the server's secret; one space per purpose."""
    return hmac.new(_key(f"hash:{purpose}"), value.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Are both equal? In constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def encrypt(value: str) -> str:
    """`value` as an opaque ASCII text, authenticated."""
    return _box().encrypt(value.encode()).decode()


def decrypt(token: str) -> str:
    """The value of `encrypt`. Raises cryptography.fernet.InvalidToken when it was tampered with."""
    return _box().decrypt(token.encode()).decode()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("box")))


def _key(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"motcua:{purpose}".encode(), hashlib.sha256).digest()
