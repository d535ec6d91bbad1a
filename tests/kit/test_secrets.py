"""A changed SECRET_KEY: what was hashed or encrypted under the one before goes on, while it is a fallback."""

import pytest
from cryptography.fernet import InvalidToken

from kit import secrets


@pytest.fixture
def changed(settings):
    """What was made before, and the settings after the change."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "before", []
    made = secrets.encrypt("K7PX-42MD"), secrets.keyed_hash("K7PX-42MD", purpose="update-key")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "after", ["before"]
    return made


def test_what_was_encrypted_before_is_opened(changed):
    assert secrets.decrypt(changed[0]) == "K7PX-42MD"


def test_what_was_hashed_before_is_known(changed):
    hashes = secrets.keyed_hashes("K7PX-42MD", purpose="update-key")
    assert hashes == [secrets.keyed_hash("K7PX-42MD", purpose="update-key"), changed[1]]


def test_new_things_are_made_with_the_new_secret_alone(changed, settings):
    fresh = secrets.encrypt("x")
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.decrypt(fresh) == "x"


def test_without_the_fallback_nothing_of_before_is_left(changed, settings):
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        secrets.decrypt(changed[0])
    assert changed[1] not in secrets.keyed_hashes("K7PX-42MD", purpose="update-key")
