"""The environment helper: it fails loudly and says what to do."""

import pytest

from portal import env


@pytest.mark.parametrize(("given", "value"), [("1", True), ("0", False), ("", True)])
def test_flag_understands_one_and_zero(monkeypatch: pytest.MonkeyPatch, given: str, value: bool) -> None:
    monkeypatch.setenv("SWITCH", given)
    assert env.flag("SWITCH", default=True) is value


@pytest.mark.parametrize("given", ["yes", "true", "2"])
def test_flag_refuses_other_words(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SWITCH", given)
    with pytest.raises(env.SettingMissing, match="0 hoặc 1"):
        env.flag("SWITCH", default=False)


@pytest.mark.parametrize("given", ["-1", "8k", "1.5", "²"])
def test_number_refuses_what_is_none(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SIZE", given)
    with pytest.raises(env.SettingMissing, match="số nguyên"):
        env.number("SIZE", 1)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "a.vn, b.vn,,")
    assert env.words("HOSTS") == ["a.vn", "b.vn"]


def test_require_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERE", "x")
    with pytest.raises(env.SettingMissing) as stopped:
        env.require({"HERE": "…", "FIRST": "gợi ý một", "SECOND": "gợi ý hai"})
    assert "FIRST: gợi ý một" in str(stopped.value)
    assert "SECOND: gợi ý hai" in str(stopped.value)
    assert "HERE" not in str(stopped.value)
