"""Dates as civil-status forms want them written."""

import datetime as dt

import pytest

from procedures.words import date_in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (4, "bốn"), (5, "năm"), (10, "mười"), (11, "mười một"), (14, "mười bốn"),
        (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"), (24, "hai mươi tư"),
        (25, "hai mươi lăm"), (100, "một trăm"), (105, "một trăm linh năm"), (115, "một trăm mười lăm"),
        (1000, "một nghìn"), (1989, "một nghìn chín trăm tám mươi chín"),
        (2005, "hai nghìn không trăm linh năm"), (2026, "hai nghìn không trăm hai mươi sáu"),
    ],
)  # fmt: skip
def test_number_in_words(number, words):
    assert number_in_words(number) == words


def test_date_in_words_says_the_fourth_month_as_people_do():
    assert date_in_words(dt.date(2026, 4, 15)) == (
        "Ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu"
    )
