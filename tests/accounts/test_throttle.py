"""Waits grow, are capped, are forgotten, and hold under parallel guesses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts import throttle
from accounts.models import Throttle

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CAP = 1800


def fail(times: int, *, scope: str = "update-key", key: str = "0007", at: datetime = AT) -> throttle.Wait:
    for _ in range(times - 1):
        throttle.failed(scope, key, at=at)
    return throttle.failed(scope, key, at=at)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 0), (3, 0), (4, 30), (5, 120), (6, 600), (7, 1800), (70, 1800)]
)
def test_the_wait_after_so_many_wrong_tries(failures, seconds):
    assert throttle.seconds_after(failures, free=3) == seconds


@given(st.integers(0, 10_000), st.integers(0, 100))
def test_a_wait_never_shrinks_and_never_exceeds_the_cap(failures, free):
    now, later = (throttle.seconds_after(n, free=free) for n in (failures, failures + 1))
    assert 0 <= now <= later <= CAP


@pytest.mark.django_db
def test_an_unknown_key_goes_at_once_and_leaves_no_clear_text():
    assert throttle.peek("update-key", "0007", at=AT) == throttle.Wait(0, 4)
    assert throttle.check("update-key", "0007", at=AT) == throttle.Wait(0, 4)
    assert "0007" not in str(Throttle.objects.values())


@pytest.mark.django_db
def test_a_wrong_try_says_how_many_are_left():
    assert [throttle.failed("update-key", "0007", at=AT).tries_left for _ in range(4)] == [3, 2, 1, 1]


@pytest.mark.django_db
def test_the_wait_runs_down_and_ends():
    fail(4)
    waits = [
        throttle.check("update-key", "0007", at=AT + timedelta(seconds=s)).seconds for s in (0, 29, 30, 31)
    ]
    assert waits == [30, 1, 0, 0]


@pytest.mark.django_db
def test_a_part_of_a_second_is_still_waited_for():
    fail(4)
    assert throttle.peek("update-key", "0007", at=AT + timedelta(seconds=29.5)).seconds == 1


@pytest.mark.django_db
def test_a_right_try_forgets_the_wrong_ones():
    fail(9)
    throttle.succeeded("update-key", "0007")
    assert throttle.check("update-key", "0007", at=AT) == throttle.Wait(0, 4)


@pytest.mark.django_db
def test_a_quiet_day_forgets_everything():
    fail(9)
    later = AT + throttle.FORGET_AFTER + timedelta(seconds=1)
    assert throttle.check("update-key", "0007", at=later) == throttle.Wait(0, 4)
    assert throttle.failed("update-key", "0007", at=later) == throttle.Wait(0, 3)


@pytest.mark.django_db
def test_scopes_and_keys_do_not_touch_each_other():
    fail(9)
    assert not throttle.check("update-key", "0008", at=AT)
    assert not throttle.check("sign-in", "0007", at=AT)


@pytest.mark.django_db
def test_an_address_has_more_free_tries():
    assert not fail(30, scope="sign-in.address", key="203.0.113.9")
    assert fail(1, scope="sign-in.address", key="203.0.113.9").seconds == 30


@pytest.mark.django_db
def test_pruning_keeps_what_still_counts():
    fail(9)
    fail(1, key="0008", at=AT + timedelta(hours=20))
    assert throttle.prune(at=AT + timedelta(hours=25)) == 1
    assert throttle.failed("update-key", "0008", at=AT + timedelta(hours=25)).tries_left == 2


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ],
)
def test_one_household_is_one_address(address, key):
    assert throttle.address_key(address) == key


@pytest.mark.parametrize(("seconds", "words"), [(30, "30 giây"), (61, "2 phút"), (1800, "30 phút")])
def test_a_wait_is_said_in_words(seconds, words):
    assert throttle.Wait(seconds, 1).words == words


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_queue_up_and_most_are_not_looked_at():
    def guess(_: int) -> bool:
        try:
            with transaction.atomic():
                if throttle.check("update-key", "0007", at=AT):
                    return False
                throttle.failed("update-key", "0007", at=AT)
                return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        looked_at = list(pool.map(guess, range(24)))
    assert looked_at.count(True) == 4


@pytest.mark.parametrize(
    ("address", "key"),
    [("", ""), ("fe80::1%eth0", "fe80::/64"), ("::ffff:203.0.113.7", "203.0.113.7"), ("unix", "unix")],
)
def test_an_odd_address_is_counted_too(address, key):
    assert throttle.address_key(address) == key
