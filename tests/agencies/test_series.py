"""Numbers without a gap, also when many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from django.db import connection, transaction

from agencies.models import Agency, Series
from agencies.services import change_law_value, dossier_code, next_number

TODAY = date(2026, 11, 23)


def take(agency: Agency, **given) -> int:
    return next_number(agency=agency, **({"kind": "register", "period": "2026"} | given))


def test_numbers_start_at_one_and_have_no_gap(son_tay):
    assert [take(son_tay) for _ in range(3)] == [1, 2, 3]


def test_kind_period_agency_and_test_each_have_their_own_series(son_tay):
    other = Agency.objects.create(code="18175", kind="commune", valid_from=TODAY)
    take(son_tay)
    assert take(son_tay, kind="form:receipt") == 1
    assert take(son_tay, period="2027") == 1
    assert take(son_tay, is_test=True) == 1
    assert take(other) == 1
    assert take(son_tay) == 2


def test_a_number_comes_back_when_the_caller_fails(son_tay):
    @transaction.atomic
    def fail() -> None:
        assert take(son_tay) == 2
        raise ZeroDivisionError

    take(son_tay)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert take(son_tay) == 2


def test_a_code_has_the_identifier_the_day_and_four_digits(active):
    assert dossier_code(agency=active, on=TODAY) == "H42.18172-261123-0001"
    assert dossier_code(agency=active, on=TODAY) == "H42.18172-261123-0002"
    assert dossier_code(agency=active, on=date(2026, 11, 24)) == "H42.18172-261124-0001"


def test_a_code_uses_the_list_s_code_where_no_identifier_is_known(son_tay):
    assert dossier_code(agency=son_tay, on=TODAY) == "18172-261123-0001"


def test_a_code_above_9999_grows_a_digit(active):
    Series.objects.create(agency=active, kind="dossier", period="2026-11-23", last_no=9998)
    assert dossier_code(agency=active, on=TODAY).endswith("-9999")
    assert dossier_code(agency=active, on=TODAY).endswith("-10000")


def test_test_dossiers_have_codes_of_their_own(active):
    assert dossier_code(agency=active, on=TODAY, is_test=True) == "TEST-H42.18172-261123-0001"
    assert dossier_code(agency=active, on=TODAY) == "H42.18172-261123-0001"


def test_a_new_pattern_counts_from_its_day(active, by, at):
    change_law_value(
        key="code_pattern",
        value="{org}.{yymmdd}.{seq:05d}",
        valid_from=date(2026, 11, 24),
        basis="",
        mark="U",
        by=by,
        at=at,
    )
    assert dossier_code(agency=active, on=TODAY) == "H42.18172-261123-0001"
    assert dossier_code(agency=active, on=date(2026, 11, 24)) == "H42.18172.261124.00001"


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_numbers_without_gap_or_double(son_tay):
    def one(turn: int) -> int | None:
        try:
            with transaction.atomic():
                number = take(son_tay)
                sleep(0.002)
                if turn % 10 == 0:
                    transaction.set_rollback(True)
                    return None
                return number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in pool.map(one, range(50)) if number is not None]
    assert sorted(numbers) == list(range(1, 46))
