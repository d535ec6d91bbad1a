"""Numbers of people are hidden in text that lies about; codes, hashes and money are not touched."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import idnumber, masking, phone


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Số 042175001234 sai", "Số ********1234 sai"),
        ("042175001234", "********1234"),
        ("CMND 184123456.", "CMND *****3456."),
        ("(042 175 001 234)", "(********1234)"),
        ("cccd_042175001234.jpg", "cccd_********1234.jpg"),
        ("Lan,042175001234,0912345678", "Lan,********1234,****678"),
        ("gọi 0912 345 678 hoặc +84912345678", "gọi ****678 hoặc ****678"),
        ("84912345678", "****678"),
        ("{'id_number': '042175001234'}", "{'id_number': '********1234'}"),
    ],
)
def test_a_number_that_stands_alone_is_hidden(said, told):
    assert masking.hide(said) == told


@pytest.mark.parametrize(
    "said",
    [
        "H42.18172-261102-0001",
        "000.18.H42-260601-0001",
        "9a7042175001234bcd",
        "0.042175001234",
        "123.456.789 đồng",
        "0421750012345",
        "02/11/2026 09:00",
        "5f2b6a3e-0000-4000-8000-000000000001",
        "",
    ],
)
def test_other_digits_stay(said):
    assert masking.hide(said) == said


@given(st.uuids())
def test_a_uuid_stays_what_it_is(one: uuid.UUID):
    assert masking.hide_ids(str(one)) == str(one)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.text("ab ,;:()'\"\n=_/", max_size=5))
def test_no_number_between_other_signs_stays_whole(number, around):
    assert number not in masking.hide(f"{around} {number} {around}")


def test_lists_and_dictionaries_are_gone_through():
    said = {"a": ["042175001234", 5, None], "b": {"c": "0912345678"}}
    assert masking.hide_in(said) == {"a": ["********1234", 5, None], "b": {"c": "****678"}}


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0421", 4), ("042 175 001 23", 11), ("123", 0), ("184123456", 0), ("042175001234", 0),
        ("Lan 042175", 0), ("H42.18172", 0), ("", 0),
    ],
)  # fmt: skip
def test_a_part_of_a_number_is_told_from_a_whole_one(typed, digits):
    assert idnumber.part_of_one(typed) == digits


def test_a_phone_is_masked_as_everywhere():
    assert masking.hide("0912345678") == phone.mask("84912345678")
