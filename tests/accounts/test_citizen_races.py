"""Many hands at once on citizens' codes, caps and accounts, with real commits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.citizens import enter, identities, sessions
from accounts.models import Citizen, CodeQuota, ExternalIdentity, OneTimeCode
from kit.errors import DomainError
from notifications.models import Message
from tests.accounts.citizens import HOME, LAN, NOW, asked, code_to
from tests.accounts.provider import known_as
from tests.accounts.test_identities import PROOF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """What each deed gives when all start together; a DomainError is given, anything else is raised."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            return deed()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def use(row: OneTimeCode, typed: str) -> object:
    return enter.by_code(code_id=row.pk, typed=typed, origin=HOME, at=NOW)


def test_a_code_sent_twice_at_once_opens_once():
    row, digits = asked(), code_to(LAN)
    answers = at_once([lambda: use(row, digits)] * 2)
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]


def test_guesses_at_once_get_no_more_than_the_tries_there_are(settings):
    row, right = asked(), code_to(LAN)
    wrong = [f"{number:06}" for number in range(20) if f"{number:06}" != right]
    answers = at_once([lambda typed=typed: use(row, typed) for typed in wrong[:12]])
    looked_at = [answer for answer in answers if answer.code == "wrong"]
    assert len(looked_at) == settings.CODE_TRIES
    assert OneTimeCode.objects.get().tries == settings.CODE_TRIES


def test_workers_at_once_send_no_more_codes_than_the_day_has(settings):
    settings.CODES_A_DAY = 3
    answers = at_once(
        [lambda n=n: asked(f"8491200000{n}", origin=f"192.0.2.{n}") for n in range(8)],
    )
    assert sum(isinstance(answer, OneTimeCode) for answer in answers) == 3
    assert Message.objects.count() == 3
    assert CodeQuota.objects.get(scope="house").sent == 3


def test_the_last_step_sent_twice_is_one_account():
    row = asked()
    use(row, code_to(LAN))
    made = at_once([lambda: enter.sign_up(code_id=row.pk, name="Lan", password="", at=NOW)] * 2)
    assert made[0] == made[1] == Citizen.objects.get()


def test_an_identity_that_comes_twice_at_once_is_one_account():
    national = known_as("https://xacthuc.example")
    found = at_once([lambda: identities.enter(provider=national, proof=PROOF, at=NOW)] * 4)
    assert len({one.pk for one in found}) == 1
    assert (Citizen.objects.count(), ExternalIdentity.objects.count()) == (1, 1)


def test_a_device_signed_out_from_two_places_is_out_once():
    row = asked()
    use(row, code_to(LAN))
    lan = enter.sign_up(code_id=row.pk, name="Lan", password="", at=NOW)
    device = sessions.begin(citizen=lan, way="code", device="x", address="", at=NOW)
    later = NOW + timedelta(minutes=1)
    answers = at_once([lambda: sessions.end(citizen=lan, pk=device.pk, at=later)] * 2)
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
