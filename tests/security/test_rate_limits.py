"""Buckets in Redis: who asks too often gets 429 at the price of one round trip and no statement."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.test import Client

from accounts.citizens import quota
from dossiers.services import keys
from kit.errors import NotAllowed
from portal import limits
from portal.demo.office import PASSWORD
from portal.limits import GUARDS, Bucket, Counter
from tests import cast
from tests.cast import at
from tests.security.routes import every_route

SUBJECTS = {"lookup", "key", "renew", "sign_in", "code", "upload"}


@pytest.fixture
def counted(settings, redis_url):
    """Limits are on, and every bucket is full."""
    settings.RATE_LIMIT_REDIS = redis_url
    redis.Redis.from_url(redis_url).flushdb()
    limits._counter.cache_clear()
    return settings


def bucket(size: int = 3, seconds: int = 60, key: str = "limit:test") -> Bucket:
    return Bucket("test", "address", key, size, seconds)


def test_a_bucket_gives_what_it_holds_and_then_tells_how_long_to_wait(counted, redis_url):
    counter = Counter(redis_url)
    assert [counter.take([bucket()]) for _ in range(3)] == [(None, 0)] * 3
    empty, seconds = counter.take([bucket()])
    assert empty == bucket()
    assert 18 <= seconds <= 20


def test_it_fills_evenly(counted, redis_url):
    counter = Counter(redis_url)
    quick = bucket(size=2, seconds=1)
    assert [counter.take([quick])[0] for _ in range(3)] == [None, None, quick]
    time.sleep(0.55)
    assert [counter.take([quick])[0] for _ in range(2)] == [None, quick]


def test_where_one_is_empty_none_is_taken_from(counted, redis_url):
    counter = Counter(redis_url)
    small, large = bucket(1, key="limit:small"), bucket(2, key="limit:large")
    assert counter.take([small, large]) == (None, 0)
    for _ in range(5):
        assert counter.take([large, small])[0] == small
    assert counter.take([large]) == (None, 0)


def test_all_workers_count_together(counted, redis_url):
    """Sixteen threads over four connections of their own: exactly as many pass as the bucket holds."""
    counters = [Counter(redis_url) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda n: counters[n % 4].take([bucket(40)])[0], range(200)))
    assert taken.count(None) == 40


def test_what_is_full_again_is_forgotten(counted, redis_url):
    Counter(redis_url).take([bucket(10, 2, "limit:gone")])
    assert 0 < redis.Redis.from_url(redis_url).pttl("limit:gone") <= 200


@pytest.mark.django_db
def test_one_question_to_redis_a_request_and_no_statement_for_who_waits(
    counted, client, monkeypatch, django_assert_num_queries
):
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"lookup": ((2, 60), (9, 60))}
    asked = []
    real = redis.Redis.execute_command
    monkeypatch.setattr(
        redis.Redis, "execute_command", lambda self, *a, **k: asked.append(a[0]) or real(self, *a, **k)
    )
    codes = [client.post("/tra-cuu/", {"code": "H42.18172-261123-0001"}).status_code for _ in range(2)]
    assert codes == [422, 422]
    asked.clear()
    with django_assert_num_queries(0):
        answer = client.post("/tra-cuu/", {"code": "H42.18172-261123-0001"})
    assert asked == ["EVALSHA"]
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 30
    assert "vui lòng chờ một lát" in answer.content.decode()
    assert answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_one_code_asked_for_from_everywhere_waits_and_others_do_not(counted):
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"lookup": ((50, 60), (5, 60))}
    got = [ask(f"192.0.2.{n}", "H42.18172-261123-0001") for n in range(8)]
    assert got == [422] * 5 + [429] * 3
    assert ask("192.0.2.99", "h42.18172-261123-0002") == 422


def ask(address: str, code: str) -> int:
    return Client(REMOTE_ADDR=address).post("/tra-cuu/", {"code": code}).status_code


@pytest.mark.django_db
def test_a_name_alone_is_no_lock_in_a_stranger_s_hand(counted):
    """A thousand tries at "hoa" from outside leave hoa's own address its tries (docs/adr/0016)."""
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"sign_in": ((9, 60), (3, 60))}
    tries = {"username": "hoa", "password": "x"}
    got = [Client(REMOTE_ADDR="198.51.100.7").post("/can-bo/dang-nhap/", tries).status_code for _ in range(6)]
    assert got.count(429) >= 3
    assert Client(REMOTE_ADDR="203.0.113.9").post("/can-bo/dang-nhap/", tries).status_code == 200


@pytest.mark.django_db
def test_the_hall_can_t_empty_the_buckets_of_the_desks(counted, office):
    """Whoever sits at the office's address asks all they like; the officers' machines go on."""
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"page": ((5, 60), None)}
    desk, hall = Client(), Client()
    inside = {"username": "hoa", "password": PASSWORD}
    assert desk.post("/can-bo/dang-nhap/", inside).status_code == 302
    assert [hall.get("/bao-mat/").status_code for _ in range(6)][-1] == 429
    assert desk.get("/can-bo/").status_code == 200
    hall.cookies[next(name for name in desk.cookies if name.startswith("may_"))] = "mark:forged:signature"
    assert hall.get("/bao-mat/").status_code == 429


@pytest.mark.django_db
def test_an_ipv6_household_is_one_address(counted):
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"page": ((4, 60), None)}
    got = [Client(REMOTE_ADDR=f"2001:db8::{n:x}").get("/bao-mat/").status_code for n in range(1, 7)]
    assert got == [200] * 4 + [429] * 2
    assert Client(REMOTE_ADDR="2001:db8:0:1::1").get("/healthz").status_code == 200


@pytest.mark.django_db
def test_without_redis_everybody_passes_and_the_log_says_so_once(settings, client, caplog):
    settings.RATE_LIMIT_REDIS = "unix:///nowhere/redis.sock"
    limits._counter.cache_clear()
    with caplog.at_level(logging.ERROR, "portal.limits"):
        assert {client.get("/bao-mat/").status_code for _ in range(5)} == {200}
    assert [record.message for record in caplog.records] == ["rate limits are off: Redis does not answer"]


@pytest.mark.django_db
def test_the_log_names_the_bucket_and_nobody(counted, client, caplog):
    counted.RATE_LIMITS = counted.RATE_LIMITS | {"code": ((1, 60), (9, 600))}
    with caplog.at_level(logging.WARNING, "portal.limits"):
        for _ in range(2):
            answer = client.post("/dang-nhap/", {"phone": "x"})
    assert answer.status_code == 429
    [line] = [record for record in caplog.records if record.name == "portal.limits"]
    assert (line.kind, line.by) == ("code", "address")
    assert "127.0.0.1" not in str(line.__dict__)


def test_every_guard_names_a_page_and_a_row_of_the_settings(settings):
    assert {name for _, name in GUARDS} <= {route.name for route in every_route()}
    assert {guard.kind for guard in GUARDS.values()} | {"page"} == set(settings.RATE_LIMITS)
    assert {kind for kind, (_, subject) in settings.RATE_LIMITS.items() if subject} == SUBJECTS


@pytest.mark.django_db
def test_keys_and_filings_for_one_number_have_a_day_s_cap(office, settings):
    """What a stranger can make us send to somebody's phone, besides codes."""
    settings.FILINGS_PER_NUMBER_A_DAY, settings.KEYS_PER_NUMBER_A_DAY = 1, 1
    dossier = cast.file_online(office, at("2026-11-10 08:00"), "2.000815")
    with pytest.raises(NotAllowed) as stopped:
        cast.file_online(office, at("2026-11-10 08:30"), "2.000815")
    assert stopped.value.message == quota.TOO_MANY[quota.FILINGS]
    cast.file_online(office, at("2026-11-11 08:30"), "2.000815")
    renew = {"code": dossier.code, "phone": "0912345678", "address": "203.0.113.9"}
    keys.renew(at=at("2026-11-10 09:00"), **renew)
    for who in (renew, renew | {"code": "H42.18172-261110-9999"}):
        with pytest.raises(NotAllowed):
            keys.renew(at=at("2026-11-10 15:00"), **who)
