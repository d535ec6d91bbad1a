"""What the database refuses about accounts and duties."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from agencies.models import Agency

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def son_tay() -> Agency:
    return Agency.objects.create(
        code="18172", kind="commune", name="Xã Sơn Tây", short_name="Sơn Tây", valid_from=date(2025, 7, 1)
    )


@pytest.fixture
def hoa() -> User:
    return User.objects.create_user("hoa", full_name="Trần Thị Hoa")


def duty(user: User, agency: Agency, **more) -> Membership:
    values = {"role": "receiver", "valid_from": date(2026, 1, 1), "granted_at": AT} | more
    return Membership.objects.create(user=user, agency=agency, **values)


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_one_duty_is_held_once_at_a_time(hoa, son_tay):
    duty(hoa, son_tay)
    with refused("membership_once_at_a_time"), transaction.atomic():
        duty(hoa, son_tay, valid_from=date(2026, 5, 1))
    duty(hoa, son_tay, role="returner")


def test_a_duty_that_was_ended_may_be_given_again(hoa, son_tay):
    duty(hoa, son_tay, ended_at=AT)
    again = duty(hoa, son_tay)
    assert list(Membership.objects.in_force(date(2026, 11, 23))) == [again]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"role": "king"}, "membership_role_known"),
        ({"valid_to": date(2025, 12, 31)}, "membership_dates_ordered"),
    ],
)
def test_a_duty_that_makes_no_sense_is_refused(hoa, son_tay, wrong, constraint):
    with refused(constraint):
        duty(hoa, son_tay, **wrong)


def test_an_end_without_a_moment_is_refused(hoa, son_tay):
    with refused("membership_ended_paired"):
        duty(hoa, son_tay, ended_by=hoa)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"username": "Hoa"}, "user_name_lower_case"),
        ({"full_name": ""}, "user_full_name_given"),
        ({"phone": "0912345678"}, "user_phone_normalised"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(wrong, constraint):
    with refused(constraint):
        User.objects.create(**{"username": "lan", "full_name": "Lê Thị Lan", **wrong})


def test_a_closed_account_holds_no_duty(hoa, son_tay):
    duty(hoa, son_tay)
    hoa.is_active = False
    hoa.save(update_fields=["is_active"])
    assert not Membership.objects.in_force(date(2026, 11, 23)).exists()
