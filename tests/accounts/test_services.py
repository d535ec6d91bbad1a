"""Accounts and duties are given and taken with a line in the book; what can't be gets a sentence."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts import access, services
from accounts.models import Membership, User
from accounts.permissions import Permission as P
from agencies.models import Unit
from audit.models import AuditEntry
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from tests.desk.access import agency, officer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SYSTEM = Actor.system()
SECRET = "MotCua#2026-demo"


@pytest.fixture
def son_tay():
    return agency()


@pytest.fixture
def hoa() -> User:
    return officer("hoa", full_name="Trần Thị Hoa")


def opened(**more) -> tuple[User, str]:
    return services.create_officer(
        **{"username": "lan", "full_name": "Lê Thị Lan", "by": SYSTEM, "at": AT} | more
    )


def given(user, son_tay, **more) -> Membership:
    values = {"role": "receiver", "valid_from": TODAY, "by": SYSTEM, "at": AT} | more
    return services.grant(user=user, agency=son_tay, **values)


def last_line() -> AuditEntry:
    return AuditEntry.objects.latest("id")


def test_an_account_opens_with_a_temporary_password_that_must_be_changed():
    user, secret = opened(username=" Lan ", full_name="  Lê  Thị Lan ", phone="0912 345 678")
    assert (user.username, user.full_name, user.phone) == ("lan", "Lê Thị Lan", "84912345678")
    assert user.check_password(secret)
    assert user.must_change_password
    assert last_line().action == "account.create"
    assert secret not in str(AuditEntry.objects.values())


def test_a_given_password_stays():
    user, secret = opened(password=SECRET)
    assert secret == SECRET
    assert not user.must_change_password


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"full_name": " "}, "full_name"),
        ({"username": "lan lê"}, "username"),
        ({"username": ""}, "username"),
        ({"phone": "123"}, "phone"),
        ({"email": "hoa@"}, "email"),
        ({"password": "ngan"}, "password"),
    ],
)
def test_an_account_that_can_not_be_names_the_field(wrong, field):
    with pytest.raises(Invalid) as refusal:
        opened(**wrong)
    assert list(refusal.value.errors) == [field]
    assert not User.objects.exists()


def test_a_name_is_taken_once(hoa):
    with pytest.raises(Conflict, match="“hoa” đã có người dùng"):
        opened(username="HOA")


def test_a_duty_is_given_with_a_line_in_the_book(hoa, son_tay):
    chief = officer("chu-tich")
    member = given(hoa, son_tay, by=access.actor_of(chief, "Xã Sơn Tây"))
    assert member.granted_by == chief
    assert access.has_permission(hoa, P.RECEIVE, agency=son_tay, on=TODAY)
    line = last_line()
    assert (line.action, line.object_id, line.actor_id) == ("duty.grant", str(hoa.pk), chief.pk)
    assert line.data == {"membership": member.pk, "role": "receiver", "agency": son_tay.pk, "unit": None}


def test_a_duty_that_is_held_is_not_given_twice(hoa, son_tay):
    given(hoa, son_tay)
    with pytest.raises(Conflict, match="đã giữ vai trò “Tiếp nhận”"):
        given(hoa, son_tay)


def test_a_duty_that_can_not_be_names_the_field(hoa, son_tay):
    foreign = Unit.objects.create(agency=agency("18175", "Xã An Phú"), kind_key="one_stop", name="Một cửa")
    with pytest.raises(Invalid) as refusal:
        given(hoa, son_tay, role="vua", unit=foreign, valid_to=date(2026, 11, 22))
    assert sorted(refusal.value.errors) == ["role", "unit", "valid_to"]


def test_a_duty_ends_at_once_and_once(hoa, son_tay):
    member = given(hoa, son_tay)
    services.end_membership(membership=member, by=SYSTEM, at=AT)
    assert not access.has_permission(hoa, P.RECEIVE, agency=son_tay, on=TODAY)
    assert last_line().action == "duty.end"
    with pytest.raises(Conflict):
        services.end_membership(membership=member, by=SYSTEM, at=AT)


def test_a_forgotten_password_is_replaced_by_a_temporary_one(hoa):
    secret = services.reset_password(user=hoa, by=SYSTEM, at=AT)
    hoa.refresh_from_db()
    assert hoa.check_password(secret)
    assert hoa.must_change_password


def test_an_appointment_that_fails_leaves_no_account(son_tay):
    with pytest.raises(Invalid):
        services.appoint(
            username="lan",
            full_name="Lê Thị Lan",
            roles=["receiver", "vua"],
            agency=son_tay,
            by=SYSTEM,
            at=AT,
        )
    assert not User.objects.exists()


def test_the_command_opens_an_officer_with_duties_at_a_unit(son_tay, capsys):
    Unit.objects.create(agency=son_tay, kind_key="one_stop", name="Bộ phận Một cửa")
    command = ["create_officer", "lan", "--name=Lê Thị Lan", "--agency=18172", "--unit=one_stop"]
    call_command(*command, "--role=receiver", "--role=returner", "--role=receiver")
    user = User.objects.get(username="lan")
    assert sorted(user.memberships.values_list("role", "unit__kind_key")) == [
        ("receiver", "one_stop"),
        ("returner", "one_stop"),
    ]
    assert user.check_password(capsys.readouterr().out.split()[-1])


def test_the_command_opens_a_first_administrator(son_tay, capsys):
    call_command("createadmin", "tri", "--name=Lê Minh Trí", "--agency=18172")
    assert "Tên đăng nhập: tri" in capsys.readouterr().out
    user = User.objects.get(username="tri")
    assert list(user.memberships.values_list("role", flat=True)) == ["administrator"]
    assert not user.is_superuser


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--agency=99999", "--role=receiver"], "Không có cơ quan nào"),
        (["--agency=18172", "--role=receiver", "--unit=economy"], "không có bộ phận"),
        (["--agency=18172", "--role=receiver", "--phone=12"], "10 chữ số"),
    ],
)
def test_a_wrong_command_says_so_in_one_line_and_opens_nothing(son_tay, more, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("create_officer", "lan", "--name=Lê Thị Lan", *more)
    assert refusal.value.returncode == 2
    assert not User.objects.exists()
