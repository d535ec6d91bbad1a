"""Values that lie in the database encrypted, and can still be found whole: identity numbers.

A sealed text is `<key's name>.<base64 of nonce and cipher>`: AES-256-GCM under the newest of DATA_KEYS.
What an older key sealed is still opened; `is_current` tells what is to be sealed again. Sealing twice gives
two texts, so a value is looked for by its blind index: a keyed hash that only INDEX_KEY can make, the same
for the same value and purpose (docs/adr/0017-sealed-values.md). An empty text stays empty.

`SealedField` and `SealedJSONField` are columns of such texts, `BlindIndexField` the index of one. New columns
are found by `kit.resealing` by themselves.
"""

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE = 12  # bytes, as NIST SP 800-38D wants for GCM
_SEALED = re.compile(r"[0-9a-f]{8}\.[A-Za-z0-9_-]+=*")


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


def key_names() -> list[str]:
    """The names of the keys that are set, the newest first."""
    return [name for name, _ in _boxes()]


def is_sealed(text: str) -> bool:
    """Does this look like a sealed text? No number and no JSON does."""
    return _SEALED.fullmatch(text) is not None


def is_current(token: str) -> bool:
    """Is this sealed under the newest key (or empty)?"""
    return not token or token.partition(".")[0] == _boxes()[0][0]


def blind_index(value: str, *, purpose: str) -> str:
    """By what a sealed `value` is found: 64 hex digits, "" for "". One space of hashes per purpose."""
    return _indexed(value, purpose, settings.INDEX_KEY) if value else ""


def blind_indexes(value: str, *, purpose: str) -> list[str]:
    """`blind_index` under the key in use and under those before it, whose rows still wait."""
    keys = [settings.INDEX_KEY, *settings.INDEX_KEY_FALLBACKS]
    return [_indexed(value, purpose, key) for key in keys] if value else [""]


class _Sealed(models.TextField):
    """What sealed columns have in common: they can be asked whether they are null or empty, nothing else.

    Two seals of one value differ, so a comparison would silently find nothing.
    """

    def get_lookup(self, lookup_name: str) -> type | None:
        return super().get_lookup(lookup_name) if lookup_name in ("isnull", "empty") else None


@_Sealed.register_lookup
class Empty(models.Lookup):
    """`column__empty=True`: nothing was sealed there."""

    lookup_name = "empty"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} {'=' if self.rhs else '<>'} ''", params


class SealedField(_Sealed):
    """A text that is sealed in its column and plain in Python. To be found it needs a `BlindIndexField`."""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value if value is None else unseal(value)

    def get_prep_value(self, value: object) -> str | None:
        text = super().get_prep_value(value)
        return text if text is None else seal(text)


class SealedJSONField(_Sealed):
    """A JSON object that is sealed in its column as a whole: nothing inside it can be asked for in SQL.

    An empty object lies there as "".
    """

    def from_db_value(self, value: str | None, *_: object) -> dict[str, Any] | None:
        return value if value is None else json.loads(unseal(value) or "{}")

    def get_prep_value(self, value: Mapping[str, Any] | None) -> str | None:
        if value is None:
            return None
        return seal(json.dumps(dict(value), ensure_ascii=False)) if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)


class BlindIndexField(models.CharField):
    """The blind index of the sealed column `of`: written with each save, never by hand.

    `filter(id_index__whole="042…")` finds a value, under older keys too. `QuerySet.update` and COPY pass the
    saving by: who writes so gives `make(value)` as well.
    """

    def __init__(self, *args: Any, of: str, purpose: str, **kwargs: Any) -> None:
        self.of, self.purpose = of, purpose
        kwargs |= {"max_length": 64, "editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "blank", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"of": self.of, "purpose": self.purpose}

    def make(self, value: str) -> str:
        """What stands in the column for `value`."""
        return blind_index(value, purpose=self.purpose)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        made = self.make(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, made)
        return made


@BlindIndexField.register_lookup
class Whole(models.Lookup):
    """`id_index__whole=value`: rows whose sealed value is exactly this."""

    lookup_name = "whole"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        found = blind_indexes(self.rhs, purpose=self.lhs.output_field.purpose)
        return f"{column} IN ({', '.join(['%s'] * len(found))})", [*params, *found]


def _indexed(value: str, purpose: str, key: str) -> str:
    return hmac.new(_index_key(key), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


@lru_cache
def _index_key(key: str) -> bytes:
    return hashlib.sha256(f"motcua:index:{key}".encode()).digest()


def _boxes() -> tuple[tuple[str, AESGCM], ...]:
    return _made_of(tuple(settings.DATA_KEYS))


@lru_cache
def _made_of(keys: tuple[str, ...]) -> tuple[tuple[str, AESGCM], ...]:
    """Each key by its name: the first eight digits of its hash, so that a key needs no second setting."""
    raw = [hashlib.sha256(f"motcua:data:{key}".encode()).digest() for key in keys]
    return tuple((hashlib.sha256(b"name" + key).hexdigest()[:8], AESGCM(key)) for key in raw)
