"""Wrong passwords lock where they were typed; old passwords don't come back; who is gone stays out."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.access import actor_of
from accounts.models import PastPassword, SecondFactor, User
from agencies.services import change_law_value
from kit.errors import Conflict, Invalid, NotAllowed
from portal.demo.office import PASSWORD
from tests.cast import at

pytestmark = pytest.mark.django_db
INSIDE, ELSEWHERE = "10.0.0.9", "203.0.113.9"
MORNING = at("2026-11-26 08:00")


@pytest.fixture
def hoa(office) -> User:
    return User.objects.get(username="hoa")


@pytest.fixture
def networks(office):
    change_law_value(
        key="office_networks", value=["10.0.0.0/24"], valid_from=MORNING.date(), basis="QĐ 1", mark="S",
        agency=office.agency, by=office.actor("quantri"), at=MORNING,
    )  # fmt: skip


def sign_in(password: str = PASSWORD, address: str = INSIDE, moment=MORNING, name: str = "hoa") -> User:
    return services.sign_in(username=name, password=password, address=address, at=moment)


def wrong(times: int, address: str = INSIDE, moment=MORNING):
    """So many wrong passwords from there, each after its wait; the moment after the last one."""
    for _ in range(times):
        with pytest.raises(NotAllowed):
            sign_in("sai", address, moment)
        moment += timedelta(minutes=3)
    return moment


def test_five_wrong_passwords_in_a_row_lock_for_twelve_hours_where_they_were_typed(hoa):
    after = wrong(5)
    with pytest.raises(NotAllowed, match="mở khóa") as refused:
        sign_in(moment=after)
    assert refused.value.code == "wait"
    with pytest.raises(NotAllowed):
        sign_in(moment=after + timedelta(hours=11, minutes=50))
    assert sign_in(moment=after + timedelta(hours=12)) == hoa


def test_a_lock_does_not_hold_anywhere_else(hoa):
    after = wrong(5, ELSEWHERE)
    assert sign_in(moment=after) == hoa


def test_the_administrator_opens_a_lock_at_once(office, hoa):
    after = wrong(5)
    services.unlock(user=hoa, by=office.actor("quantri"), at=after)
    assert sign_in(moment=after) == hoa


def test_who_tries_from_many_places_outside_locks_all_of_outside_and_never_the_office(hoa, networks):
    for number in range(5):
        wrong(1, f"203.0.113.{number}")
    with pytest.raises(NotAllowed) as refused:
        sign_in(address="198.51.100.1")
    assert refused.value.code == "wait"
    assert sign_in(address=INSIDE) == hoa


def test_with_a_second_factor_outside_is_not_locked(hoa, networks):
    SecondFactor.objects.create(user=hoa, secret="x", confirmed_at=MORNING)
    for number in range(5):
        wrong(1, f"203.0.113.{number}")
    assert sign_in(address="198.51.100.1") == hoa


def change(user: User, old: str, new: str, moment=MORNING) -> None:
    services.change_password(user=user, old=old, new=new, address=INSIDE, by=actor_of(user), at=moment)


def test_a_password_of_late_does_not_come_back(hoa):
    change(hoa, PASSWORD, "Chu#Tich-2026-moi")
    with pytest.raises(Invalid, match="dùng gần đây"):
        change(hoa, "Chu#Tich-2026-moi", PASSWORD)


def test_ten_passwords_later_it_may(hoa):
    new = [f"Lang#Que-2026-{number:02}" for number in range(11)]
    for old, fresh in zip([PASSWORD, *new], new, strict=False):
        change(hoa, old, fresh)
    change(hoa, new[-1], PASSWORD)
    assert PastPassword.objects.filter(user=hoa).count() == 10


def test_the_shortest_length_is_a_value_of_the_law(office, hoa):
    change_law_value(
        key="password_min_length", value=20, valid_from=MORNING.date(), basis="QĐ 1", mark="S",
        by=office.actor("quantri"), at=MORNING,
    )  # fmt: skip
    with pytest.raises(Invalid, match="ít nhất 20 ký tự"):
        change(hoa, PASSWORD, "Chu#Tich-2026-moi")


@pytest.mark.parametrize(("name", "must"), [("quantri", True), ("hoa", False)])
def test_an_administrator_s_password_gets_old(office, settings, name, must):
    settings.DEMO_MODE = False
    User.objects.filter(username=name).update(password_set_at=MORNING - timedelta(days=61))
    assert sign_in(name=name).must_change_password is must


def test_a_closed_account_stays_out_until_it_is_opened(office, hoa):
    by = office.actor("quantri")
    services.close_account(user=hoa, reason="Chuyển công tác", by=by, at=MORNING)
    with pytest.raises(NotAllowed):
        sign_in()
    with pytest.raises(Conflict):
        services.close_account(user=hoa, reason="Lần nữa", by=by, at=MORNING)
    services.open_account(user=hoa, by=by, at=MORNING)
    assert sign_in() == hoa
    with pytest.raises(Conflict):
        services.open_account(user=hoa, by=by, at=MORNING)


def test_nobody_closes_their_own_account(office):
    with pytest.raises(Conflict):
        services.close_account(
            user=office.people["quantri"], reason="x", by=office.actor("quantri"), at=MORNING
        )  # fmt: skip
