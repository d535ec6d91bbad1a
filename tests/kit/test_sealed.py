"""Identity numbers lie in the database encrypted, and are found whole."""

import pytest

from kit import sealed

NUMBER = "042175001234"


@pytest.fixture(autouse=True)
def one_key(settings) -> None:
    settings.DATA_KEYS = ["first"]


def test_what_was_sealed_is_opened_again() -> None:
    assert sealed.unseal(sealed.seal(NUMBER)) == NUMBER
    assert sealed.unseal(sealed.seal("số của Đặng Thị Ánh")) == "số của Đặng Thị Ánh"


def test_sealed_text_shows_nothing_and_is_never_twice_the_same() -> None:
    tokens = {sealed.seal(NUMBER) for _ in range(20)}
    assert len(tokens) == 20
    assert not any(NUMBER in token or NUMBER[-4:] in token.partition(".")[0] for token in tokens)


def test_nothing_stays_nothing() -> None:
    assert (sealed.seal(""), sealed.unseal(""), sealed.blind_index("", purpose="id")) == ("", "", "")
    assert sealed.is_current("")


def test_older_key_still_opens_and_is_told_from_the_newest(settings) -> None:
    token = sealed.seal(NUMBER)
    settings.DATA_KEYS = ["second", "first"]
    assert sealed.unseal(token) == NUMBER
    assert not sealed.is_current(token)
    assert sealed.is_current(sealed.seal(NUMBER))


def test_key_that_is_gone_opens_nothing(settings) -> None:
    token = sealed.seal(NUMBER)
    settings.DATA_KEYS = ["second"]
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(token)


@pytest.mark.parametrize("place", [0, 5, 12, 30, -1])
def test_changed_text_is_refused(place: int) -> None:
    token = list(sealed.seal(NUMBER))
    token[place] = "A" if token[place] != "A" else "B"
    with pytest.raises(sealed.Unreadable):
        sealed.unseal("".join(token))


def test_plain_text_in_the_column_is_refused() -> None:
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(NUMBER)


def test_blind_index_is_the_same_for_the_same_number_purpose_and_key(settings) -> None:
    settings.INDEX_KEY = "one"
    index = sealed.blind_index(NUMBER, purpose="id")
    assert index == sealed.blind_index(NUMBER, purpose="id")
    assert index != sealed.blind_index(NUMBER, purpose="tax")
    settings.INDEX_KEY = "two"
    assert index != sealed.blind_index(NUMBER, purpose="id")


@pytest.mark.parametrize("lookup", ["exact", "in", "startswith", "icontains", "gt"])
def test_column_cant_be_compared_by_mistake(lookup: str) -> None:
    assert sealed.SealedField().get_lookup(lookup) is None
    assert sealed.SealedField().get_lookup("isnull") is not None
