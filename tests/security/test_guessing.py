"""Guessing: update keys, codes, numbers, passwords, from one address and from a thousand."""

import re
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CitizenSession, Throttle, User
from audit.models import AuditEntry
from dossiers.services import keys
from kit.errors import DomainError
from portal.demo.office import PASSWORD
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.accounts.citizens import SECRET, enrolled
from tests.cast import at
from tests.portal.test_lookup import key_of, look_up

pytestmark = pytest.mark.django_db
NOW = at("2026-11-10 09:00")
WRONG = "Sai-mat-khau#2026"


@pytest.fixture
def dossier(office, clock):
    filed = cast.file_online(office, at("2026-11-10 08:00"), "2.000815")
    clock("2026-11-10 09:00")
    return filed


def guess(code: str, address: str) -> str:
    """What a wrong key earns: "wrong_key" where it was looked at, "wait" where it was not."""
    with pytest.raises(DomainError) as refused:
        keys.unlock(code=code, key="AAAA-AAAA", address=address, at=NOW)
    return refused.value.code


def test_keys_guessed_from_one_address_are_looked_at_four_times(dossier):
    answers = [guess(dossier.code, "203.0.113.9") for _ in range(60)]
    assert answers == ["wrong_key"] * 4 + ["wait"] * 56
    assert Throttle.objects.get(scope="dossier_key").failures == 4


def test_keys_guessed_from_a_thousand_addresses_are_looked_at_31_times(dossier):
    """The dossier counts all of them: 31 looks of 25^8 keys, then one each half an hour."""
    answers = [guess(dossier.code, f"198.{n // 200}.100.{n % 200}") for n in range(1000)]
    assert answers.count("wrong_key") == 31
    assert set(answers[31:]) == {"wait"}
    assert AuditEntry.objects.filter(action="key.failed").count() == 31


def test_the_owner_comes_in_after_the_longest_wait_however_long_strangers_guessed(dossier, clock):
    for n in range(200):
        guess(dossier.code, f"198.51.100.{n}")
    later = clock("2026-11-10 09:31")
    opened = keys.unlock(code=dossier.code, key=key_of(dossier), address="203.0.113.9", at=later)
    assert opened == dossier


def answers_to(paths: list[tuple[str, dict]]) -> list[tuple]:
    """Of each: status, page without what was typed and what is fresh, statements by kind."""
    seen = []
    for path, data in paths:
        client = Client(REMOTE_ADDR=f"192.0.2.{len(seen) + 1}")
        proof = (
            answer_to(client.get(path)) if 'name="captcha_key"' in client.get(path).content.decode() else {}
        )
        with CaptureQueriesContext(connection) as log:
            answer = client.post(path, data | proof)
        page = client.get(answer.url) if answer.status_code == 302 else answer
        kinds = [re.match(r"\w+", query["sql"])[0] for query in log.captured_queries]
        seen.append((answer.status_code, bare(page, data), [kind for kind in kinds if kind != "INSERT"]))
    return seen


def bare(page, data: dict) -> str:
    text = page.content.decode()
    for typed in data.values():
        text = text.replace(typed, "…")
    return re.sub(r'(name="csrfmiddlewaretoken" value|name="captcha_key" value|src)="[^"]*"', "", text)


def test_asking_for_a_new_key_tells_neither_code_nor_number(dossier):
    """By content: known code and right phone, known code, unknown code."""
    asked = [
        {"code": dossier.code, "phone": "0912345678"},
        {"code": dossier.code, "phone": "0905000000"},
        {"code": "H42.18172-261110-9999", "phone": "0905000000"},
    ]
    seen = answers_to([("/tra-cuu/khoa-moi/", data) for data in asked])
    assert {(status, page) for status, page, _ in seen} == {(302, seen[0][1])}


@pytest.mark.parametrize("path", ["/dang-nhap/", "/dang-ky/"])
def test_asking_for_a_code_tells_nothing_of_the_number(office, clock, path):
    clock("2026-11-10 09:00")
    enrolled(phone="84905000111", moment=NOW)
    clock("2026-11-10 11:00")
    known, unknown = answers_to([(path, {"phone": "0905000111"}), (path, {"phone": "0905000222"})])
    assert re.sub("[12]{3}", "", known[1]) == re.sub("[12]{3}", "", unknown[1])
    assert known[0] == unknown[0]
    assert known[2] == unknown[2]


def medians(attempts: dict[str, dict], path: str, rounds: int = 15) -> list[float]:
    """Seconds of each kind, asked in turn so that the machine's moods meet all alike."""
    taken: dict[str, list[float]] = {name: [] for name in attempts}
    for n in range(rounds):
        for number, (name, data) in enumerate(attempts.items()):
            client = Client(REMOTE_ADDR=f"198.51.{100 + number}.{n}")
            began = time.perf_counter()
            client.post(path, data)
            taken[name].append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken.values()]


@pytest.mark.slow
def test_a_wrong_password_takes_as_long_for_a_name_that_nobody_has(office, clock, settings):
    """With the hasher of production: the hash is the price, and it is paid for nobody too."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    clock("2026-11-10 09:00")
    settings.THROTTLE_FREE = settings.THROTTLE_FREE_PER_ADDRESS = 10_000
    enrolled(phone="84905000111", password=SECRET, moment=NOW)
    hoa = User.objects.get(username="hoa")
    hoa.set_password(SECRET)
    hoa.save()
    for path, field, known, unknown in (
        ("/can-bo/dang-nhap/", "username", "hoa", "khong-co-ai"),
        ("/dang-nhap/mat-khau/", "phone", "0905000111", "0905000222"),
    ):
        tries = {name: {field: name, "password": WRONG} for name in (known, unknown)}
        one, other = medians(tries, path)
        assert abs(one - other) < 0.35 * max(one, other), (path, one, other)


@pytest.mark.slow
def test_ten_thousand_sign_ins_at_one_account_are_looked_at_four_times(office, clock):
    """And nothing else suffers: another officer and the same one from elsewhere come in meanwhile."""
    clock("2026-11-10 09:00")
    thief = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [try_in(thief, "hoa") for _ in range(5000)]
    assert statuses.count(200) == 3  # the fourth is looked at too, and answered with its wait
    assert statuses.count(429) == 4997
    assert AuditEntry.objects.filter(action="session.failed").count() == 4
    for name in ("hoa", "tam"):
        assert comes_in(name)


@pytest.mark.slow
def test_ten_thousand_sign_ins_across_accounts_are_looked_at_31_times(office, clock):
    clock("2026-11-10 09:00")
    thief = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [try_in(thief, f"ten-{n}") for n in range(5000)]
    assert statuses.count(200) == 30  # one more is looked at, and answered with its wait
    assert statuses[30:] == [429] * 4970
    assert Throttle.objects.count() < 40
    assert comes_in("hoa")


def try_in(client: Client, name: str) -> int:
    return client.post("/can-bo/dang-nhap/", {"username": name, "password": WRONG}).status_code


def comes_in(name: str) -> bool:
    inside = {"username": name, "password": PASSWORD}
    return Client(REMOTE_ADDR="203.0.113.9").post("/can-bo/dang-nhap/", inside).status_code == 302


def test_a_code_of_six_digits_has_five_looks_and_belongs_to_its_browser(office, clock):
    clock("2026-11-10 09:00")
    victim, thief = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    victim.post("/dang-nhap/", {"phone": "0905000111"})
    assert thief.get("/dang-nhap/ma/").url == "/dang-nhap/"
    pages = [victim.post("/dang-nhap/ma/", {"code": "000000"}).content.decode() for _ in range(7)]
    assert "hết lượt" in pages[-1] or "không còn dùng được" in pages[-1] or "mã mới" in pages[-1]
    assert not CitizenSession.objects.exists()


def test_a_look_up_of_codes_in_a_row_meets_a_wait(office, clock, dossier):
    """31 wrong codes of an address, then nothing is looked at: not even a right one."""
    client = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [look_up(client, f"H42.18172-261110-{9000 + n}").status_code for n in range(31)]
    assert statuses == [422] * 31
    page = client.get("/tra-cuu/")
    assert client.post("/tra-cuu/", {"code": dossier.code, **answer_to(page)}).status_code == 429
