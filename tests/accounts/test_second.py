"""The second factor: set up with a first code, asked once a step, recovered, taken away."""

from datetime import timedelta

import pyotp
import pytest

from accounts import second
from accounts.access import actor_of, duties
from accounts.models import RecoveryCode, SecondFactor, User
from accounts.networks import is_inside
from audit.models import AuditEntry
from kit.errors import Conflict, Invalid, NotAllowed
from kit.sealed import is_sealed
from portal.demo.office import PASSWORD
from tests.cast import at
from tests.tables import stored

pytestmark = pytest.mark.django_db
HERE = "198.51.100.7"
MORNING = at("2026-11-26 08:00:10")


def now_code(secret: str, moment=MORNING) -> str:
    return pyotp.TOTP(secret).at(moment)


@pytest.fixture
def khang(office) -> User:
    return User.objects.get(username="khang")


@pytest.fixture
def secret() -> str:
    return second.new_secret()


@pytest.fixture
def codes(khang, secret) -> list[str]:
    return set_up(khang, secret)


def set_up(user: User, secret: str, **more) -> list[str]:
    usual = {"code": now_code(secret), "password": PASSWORD, "address": HERE, "at": MORNING}
    return second.set_up(user=user, secret=secret, by=actor_of(user), **usual | more)


def give(user: User, code: str, moment=MORNING) -> str:
    return second.check(user=user, code=code, address=HERE, at=moment)


def test_it_is_set_up_with_the_first_code_and_lies_encrypted(khang, secret, codes):
    assert len(set(codes)) == 10
    factor = SecondFactor.objects.get(user=khang)
    assert factor.secret == secret
    assert all(is_sealed(text) for text in stored(SecondFactor, "secret"))
    assert not {code.replace("-", "") for code in codes} & set(
        RecoveryCode.objects.values_list("code_hash", flat=True)
    )
    assert AuditEntry.objects.latest("id").action == "account.factor"


@pytest.mark.parametrize(("more", "field"), [({"code": "000000"}, "code"), ({"password": "sai"}, "password")])
def test_without_a_right_code_or_password_nothing_is_set_up(khang, secret, more, field):
    with pytest.raises(Invalid) as wrong:
        set_up(khang, secret, **more)
    assert list(wrong.value.errors) == [field]
    assert not second.has(khang)


def test_it_is_set_up_once(khang, secret, codes):
    with pytest.raises(Conflict):
        set_up(khang, second_secret := second.new_secret(), code=now_code(second_secret))


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_whose_clock_is_a_step_off_gets_in(khang, secret, codes, seconds):
    later = MORNING + timedelta(minutes=5)
    assert give(khang, now_code(secret, later + timedelta(seconds=seconds)), later) == "code"


def test_a_code_of_two_steps_ago_is_wrong(khang, secret, codes):
    later = MORNING + timedelta(minutes=5)
    with pytest.raises(NotAllowed, match="hết hạn"):
        give(khang, now_code(secret, later - timedelta(seconds=60)), later)


def test_a_code_opens_once_and_no_older_one_after_it(khang, secret, codes):
    later = MORNING + timedelta(minutes=5)
    give(khang, now_code(secret, later), later)
    for used in (later, later - timedelta(seconds=30)):
        with pytest.raises(NotAllowed):
            give(khang, now_code(secret, used), later)


def test_the_code_of_the_set_up_is_used_up(khang, secret, codes):
    with pytest.raises(NotAllowed):
        give(khang, now_code(secret))


def test_a_recovery_code_opens_once_however_it_is_typed(khang, codes):
    assert give(khang, codes[0].upper().replace("-", " ")) == "recovery"
    assert second.codes_left(khang) == 9
    with pytest.raises(NotAllowed):
        give(khang, codes[0])


def test_new_recovery_codes_make_the_old_ones_void(khang, codes):
    fresh = second.renew_codes(
        user=khang, password=PASSWORD, address=HERE, by=actor_of(khang), at=MORNING
    )  # fmt: skip
    assert give(khang, fresh[0]) == "recovery"
    with pytest.raises(NotAllowed):
        give(khang, codes[1])


def test_wrong_codes_have_to_wait_even_when_the_next_is_right(khang, secret, codes):
    later = MORNING + timedelta(minutes=5)
    for _ in range(4):
        with pytest.raises(NotAllowed):
            give(khang, "000000", later)
    with pytest.raises(NotAllowed, match="30 giây") as refused:
        give(khang, now_code(secret, later), later)
    assert refused.value.code == "wait"


def test_the_administrator_takes_a_lost_one_away_with_a_reason(office, khang, codes):
    with pytest.raises(Invalid):
        second.reset(user=khang, reason=" ", by=office.actor("quantri"), at=MORNING)
    temporary = second.reset(user=khang, reason="Mất điện thoại", by=office.actor("quantri"), at=MORNING)
    khang.refresh_from_db()
    assert not second.has(khang)
    assert khang.must_change_password
    assert khang.check_password(temporary)
    told = AuditEntry.objects.get(action="account.factor_reset")
    assert "Mất điện thoại" in told.summary


@pytest.mark.parametrize(
    ("name", "required"),
    [("khang", True), ("yen", True), ("quantri", True), ("hoa", False), ("minh", False)],
)
def test_who_signs_leads_or_administers_needs_it(office, name, required):
    held = duties(office.people[name], MORNING.date())
    assert second.is_required(held, HERE, []) is required
    assert second.is_required(held, HERE, ["198.51.100.0/24"]) is required
    assert second.is_required(held, HERE, ["10.0.0.0/8"])


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("fd00::5", True), ("11.0.0.1", False), ("", False)],
)
def test_an_address_is_inside_of_a_network_or_not(address, inside):
    assert is_inside(address, ["10.0.0.0/8", "fd00::/64"]) is inside
    assert is_inside(address, [])
