"""A new officer opens the account from the letter: once, in time, with a password of their own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Throttle, User
from audit.models import AuditEntry
from notifications.models import Message
from tests.tables import stored

pytestmark = pytest.mark.django_db
LIST = "/can-bo/can-bo-va-quyen/"
NEW = {"full_name": "Lê Thị Mai", "username": "mai", "email": "mai@sontay.gov.vn", "role": "receiver"}
PASSWORD = "Mua-Thu#2026-SonTay"
TYPED = {"new": PASSWORD, "again": PASSWORD}


@pytest.fixture
def admin(office, browser, clock):
    clock("2026-11-24 09:00")
    return browser("quantri")


@pytest.fixture
def invited(admin) -> User:
    assert admin.post(LIST, NEW).status_code == 200
    return User.objects.get(username="mai")


def door(number: int = 0) -> str:
    """The address in the letter."""
    letters = Message.objects.filter(template_key="officer_invite").order_by("pk")
    return re.search(r"/can-bo/loi-moi/[^/]+/", letters[number].secret_values["door"])[0]


def act(client: Client, user: User, verb: str):
    return client.post(reverse("desk:officer_act", args=[user.pk, verb]))


def test_the_letter_opens_the_account_and_no_password_is_shown(admin, invited):
    stranger = Client()
    assert "tên đăng nhập <strong>mai</strong>" in stranger.get(door()).content.decode()
    assert stranger.post(door(), TYPED)["Location"] == "/can-bo/dang-nhap/"
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    assert not invited.must_change_password
    assert stranger.post("/can-bo/dang-nhap/", {"username": "mai", "password": PASSWORD}).status_code == 302
    actions = ["account.invite", "account.invitation_used"]
    assert list(AuditEntry.objects.filter(action__in=actions).values_list("action", flat=True)) == actions


def test_it_is_used_once(invited):
    address = door()
    Client().post(address, TYPED)
    again = Client().post(address, {"new": "Khac-Han#2026-Kyanh", "again": "Khac-Han#2026-Kyanh"})
    assert again.status_code == 410
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)


def test_the_token_lies_nowhere_in_clear(invited):
    token = door().split("/")[-2]
    for model, column in ((Invitation, "token_hash"), (Message, "secret_values"), (Message, "text")):
        assert all(token not in str(value) for value in stored(model, column))
    assert token not in str(list(AuditEntry.objects.values_list("data", "summary")))


def test_after_three_days_it_is_gone_and_a_new_one_can_be_sent(admin, invited, clock):
    clock("2026-11-27 09:01")
    assert Client().get(door()).status_code == 410
    fresh = Client()
    fresh.force_login(User.objects.get(username="quantri"))
    act(fresh, invited, "gui-loi-moi")
    assert Client().get(door(1)).status_code == 200


def test_a_link_that_was_sent_again_or_cancelled_opens_nothing(admin, invited):
    act(admin, invited, "gui-loi-moi")
    assert Client().get(door(0)).status_code == 410
    assert Client().get(door(1)).status_code == 200
    act(admin, invited, "huy-loi-moi")
    assert Client().get(door(1)).status_code == 410
    assert "Không còn lời mời nào đang chờ" in act(admin, invited, "huy-loi-moi").content.decode()


def test_a_temporary_password_ends_the_link(admin, invited):
    assert "mật khẩu" in act(admin, invited, "cap-mat-khau").content.decode().lower()
    assert Client().get(door()).status_code == 410


def test_a_closed_account_is_not_opened(invited):
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert Client().post(door(), TYPED).status_code == 410


def test_a_weak_password_is_told_and_the_link_stays(invited):
    answer = Client().post(door(), {"new": "ngan", "again": "ngan"})
    assert answer.status_code == 422
    assert "ít nhất 14 ký tự" in answer.content.decode()
    assert Client().post(door(), TYPED).status_code == 302


def test_wrong_tokens_say_one_thing_and_have_to_wait_in_the_end(invited, settings):
    settings.THROTTLE_FREE_PER_ADDRESS = 2
    stranger = Client()
    answers = [stranger.get(f"/can-bo/loi-moi/khong-co-{number}/") for number in range(4)]
    assert [answer.status_code for answer in answers] == [410, 410, 410, 429]
    assert "Lê Thị Mai" not in answers[0].content.decode()
    assert Throttle.objects.filter(scope="invitation.address").count() == 1


def test_who_was_signed_in_here_is_signed_out(admin, invited):
    admin.post(door(), TYPED)
    assert admin.get(LIST)["Location"].startswith("/can-bo/dang-nhap/")


def test_without_an_address_there_is_a_temporary_password(admin):
    page = admin.post(LIST, NEW | {"email": ""}).content.decode()
    secret = page.partition("mật khẩu tạm thời <code>")[2].partition("</code>")[0]
    assert User.objects.get(username="mai").check_password(secret)
    assert not Invitation.objects.exists()


def test_who_has_a_password_is_not_invited(admin, office):
    hoa = office.people["hoa"]
    User.objects.filter(pk=hoa.pk).update(email="hoa@sontay.gov.vn")
    assert "đã tự đặt mật khẩu" in act(admin, hoa, "gui-loi-moi").content.decode()
