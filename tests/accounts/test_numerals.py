"""Numbers in words come back as numbers, however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.numerals import say, understand
from kit.text import unaccent


@given(st.integers(0, 99))
def test_what_is_said_is_understood_with_and_without_marks(number):
    assert understand(say(number)) == number
    assert understand(unaccent(say(number)).upper()) == number
    assert understand(f" {number} ") == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7, "bảy"),
        (10, "mười"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (44, "bốn mươi bốn"),
    ],
)
def test_a_number_is_said_as_people_say_it(number, words):
    assert say(number) == words


@pytest.mark.parametrize(
    ("text", "number"), [("hai mươi tư", 24), ("hai mươi nhăm", 25), ("Ba mươi.", 30), ("muoi nam", 15)]
)
def test_other_ways_to_say_it_are_understood(text, number):
    assert understand(text) == number


@pytest.mark.parametrize("text", ["", "nhiều", "mười mười", "-5", "²", "9" * 40])
def test_what_is_no_number_is_none(text):
    assert understand(text) is None
