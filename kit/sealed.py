"""Values that lie in the database encrypted, and can still be found whole: identity numbers.

A sealed text is `<key's name>.<base64 of nonce and cipher>`: AES-256-GCM under the newest of DATA_KEYS.
What an older key sealed is still opened; `is_current` tells what is to be sealed again. Sealing twice gives
two texts, so a value is looked for by its blind index: a keyed hash that only INDEX_KEY can make, the same
for the same value and purpose (docs/adr/0017-sealed-values.md). An empty text stays empty.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12  # bytes, as NIST SP 800-38D wants for GCM


class Unreadable(ValueError):
    """A sealed text that no key of ours opens: tampered with, or the key is gone."""


def seal(value: str) -> str:
    """`value` encrypted under the newest key; "" for ""."""
    if not value:
        return ""
    name, box = _boxes()[0]
    nonce = os.urandom(NONCE)
    return f"{name}.{base64.urlsafe_b64encode(nonce + box.encrypt(nonce, value.encode(), None)).decode()}"


def unseal(token: str) -> str:
    """The value of `seal`. Raises Unreadable."""
    if not token:
        return ""
    name, _, body = token.partition(".")
    box = dict(_boxes()).get(name)
    if box is None:
        raise Unreadable(f"No key named {name!r} is set in DATA_KEYS.")
    try:
        raw = base64.urlsafe_b64decode(body)
        return box.decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("A sealed value was changed.") from error


def is_current(token: str) -> bool:
    """Is this sealed under the newest key (or empty)?"""
    return not token or token.partition(".")[0] == _boxes()[0][0]


def blind_index(value: str, *, purpose: str) -> str:
    """By what a sealed `value` is found: 64 hex digits, "" for "". One space of hashes per purpose."""
    if not value:
        return ""
    key = hashlib.sha256(f"motcua:index:{settings.INDEX_KEY}".encode()).digest()
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


class SealedField(models.TextField):
    """A text that is sealed in its column and plain in Python. It can't be filtered by: see `blind_index`."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value if value is None else unseal(value)

    def get_prep_value(self, value: object) -> str | None:
        text = super().get_prep_value(value)
        return text if text is None else seal(text)

    def get_lookup(self, lookup_name: str) -> type | None:
        """Only "is it null": equal values are sealed differently, so a comparison would find nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


def _boxes() -> tuple[tuple[str, AESGCM], ...]:
    return _made_of(tuple(settings.DATA_KEYS))


@lru_cache
def _made_of(keys: tuple[str, ...]) -> tuple[tuple[str, AESGCM], ...]:
    """Each key by its name: the first eight digits of its hash, so that a key needs no second setting."""
    raw = [hashlib.sha256(f"motcua:data:{key}".encode()).digest() for key in keys]
    return tuple((hashlib.sha256(b"name" + key).hexdigest()[:8], AESGCM(key)) for key in raw)
