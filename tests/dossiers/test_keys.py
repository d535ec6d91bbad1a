"""The update key: kept as a hash, guessed in vain, replaced by a new message (domain.md 24)."""

from datetime import timedelta

import pytest

from dossiers.services import keys
from dossiers.services.submit import submit
from kit.errors import DomainError
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.tables import where

pytestmark = pytest.mark.django_db

NOW = at("2026-11-02 09:00")
HOME, STRANGER = "113.160.1.1", "14.161.9.9"


@pytest.fixture
def filed(office):
    return submit(draft=cast.fill_in(office, NOW), at=NOW)


def unlock(filed, key, *, address=HOME, after=0):
    return keys.unlock(code=filed.dossier.code, key=key, address=address, at=NOW + timedelta(seconds=after))


def told(filed, key, **more):
    with pytest.raises(DomainError) as refused:
        unlock(filed, key, **more)
    return refused.value


def test_the_key_opens_typed_in_any_way(filed):
    plain = filed.key.replace("-", "")
    for typed in (filed.key, plain, plain.lower(), f" {filed.key} ", plain[:4] + " " + plain[4:]):
        assert unlock(filed, typed) == filed.dossier


def test_the_key_is_short_readable_and_never_the_same(filed):
    made = {keys.new_key() for _ in range(200)}
    assert len(made) == 200
    assert {len(key) for key in made} == {9}
    assert not set("".join(made)) & set("0O1IL5S8B2")


def test_neither_row_nor_message_holds_the_key_in_the_clear(filed):
    assert where(filed.key, filed.key.replace("-", "")) == set()
    assert len(filed.dossier.key_hash) == 64


def test_the_same_key_of_two_dossiers_has_two_hashes(office, filed):
    other = submit(draft=cast.fill_in(office, NOW), at=NOW).dossier
    keys.set_key(dossier=other, key=filed.key, at=NOW)
    assert other.key_hash != filed.dossier.key_hash


def test_wrong_keys_meet_growing_waits(filed):
    assert [told(filed, "AAAA-AAAA").code for _ in range(5)] == [*["wrong_key"] * 4, "wait"]
    assert "30 giây" in str(told(filed, filed.key))
    assert "2 phút" in str(told(filed, "AAAA-AAAA", after=31))  # the next wrong one waits longer
    assert unlock(filed, filed.key, after=31 + 121) == filed.dossier


def test_the_sentence_says_how_many_tries_are_left_and_where_the_key_went(filed):
    sentence = str(told(filed, "AAAA-AAAA"))
    assert "còn 3 lần thử" in sentence
    assert "****678" in sentence


def test_a_stranger_s_guesses_do_not_lock_the_owner_out(filed):
    for _ in range(6):
        told(filed, "AAAA-AAAA", address=STRANGER)
    assert unlock(filed, filed.key) == filed.dossier


def test_one_address_cannot_try_many_dossiers_for_ever(office, filed):
    codes = [submit(draft=cast.fill_in(office, NOW), at=NOW).dossier.code for _ in range(11)]
    answers = []
    for code in codes * 3:
        with pytest.raises(DomainError) as refused:
            keys.unlock(code=code, key="AAAA-AAAA", address=STRANGER, at=NOW)
        answers.append(refused.value.code)
    assert answers[0] == "wrong_key"
    assert answers[-1] == "wait"


@pytest.mark.parametrize("code", ["", "H42.18172-999999-0001", "khong-co", "'; DROP TABLE"])
def test_an_unknown_code_is_told_in_a_sentence(filed, code):
    with pytest.raises(DomainError, match="Không tìm thấy hồ sơ"):
        keys.unlock(code=code, key="AAAA-AAAA", address=HOME, at=NOW)


@pytest.mark.parametrize("key", ["", "x", "A" * 500, "😀😀😀😀"])
def test_any_nonsense_is_only_a_wrong_key(filed, key):
    assert told(filed, key).code == "wrong_key"


def test_a_new_key_goes_to_the_phone_on_file_and_the_old_one_is_dead(filed):
    keys.renew(code=filed.dossier.code, phone="+84 912 345 678", address=HOME, at=NOW)
    assert Message.objects.filter(template_key="key_renewed", address="84912345678").count() == 1
    assert told(filed, filed.key).code == "wrong_key"


@pytest.mark.parametrize("phone", ["0987654321", "", "abc"])
def test_another_phone_gets_the_same_silence_and_no_message(filed, phone):
    assert keys.renew(code=filed.dossier.code, phone=phone, address=HOME, at=NOW) is None
    assert not Message.objects.filter(template_key="key_renewed").exists()
    assert unlock(filed, filed.key) == filed.dossier


def test_asking_for_new_keys_again_and_again_meets_a_wait(filed):
    def ask_again(second: int) -> None:
        moment = NOW + timedelta(seconds=second)
        keys.renew(code=filed.dossier.code, phone="0912345678", address=HOME, at=moment)

    for second in range(4):
        ask_again(second)
    with pytest.raises(DomainError, match="thử lại sau"):
        ask_again(5)
    assert Message.objects.filter(template_key="key_renewed").count() == 4


def test_a_dossier_of_the_counter_has_no_key_to_guess(office):
    dossier = cast.take_in(office, NOW)
    with pytest.raises(DomainError, match="Không tìm thấy"):
        keys.unlock(code=dossier.code, key="", address=HOME, at=NOW)
