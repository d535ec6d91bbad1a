"""An officer's account opened by a link in a letter: used once, for three days, then gone (docs/adr/0025)."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import history, services, throttle
from accounts.access import actor_of
from accounts.models import Invitation, User
from audit.services import record
from kit.actor import Actor
from kit.clock import local
from kit.errors import Conflict, Invalid, NotAllowed
from kit.links import absolute
from kit.secrets import keyed_hash, keyed_hashes
from notifications.services import enqueue

SCOPE, PURPOSE = "invitation.address", "invitation"
PATH = "/can-bo/loi-moi/"
GONE = (
    "Lời mời này không dùng được nữa: đã dùng, đã hủy hoặc quá hạn. Anh/Chị nhờ quản trị của cơ quan gửi lại."
)
NO_ADDRESS = "Tài khoản này chưa có thư điện tử. Hãy cấp mật khẩu tạm thời."
SIGNED_IN = "Cán bộ này đã tự đặt mật khẩu. Quên mật khẩu thì cấp mật khẩu tạm thời."


def appoint_by_mail(*, office: str, by: Actor, at: datetime, **officer: Any) -> User:
    """Open an account with its duties and send the link: all or nothing. `office` is the code of the agency
    in whose words the letter speaks. Raises what `services.appoint` and `invite` raise.
    """
    with transaction.atomic():
        user, _ = services.appoint(by=by, at=at, **officer)
        invite(user=user, office=office, by=by, at=at)
    return user


@transaction.atomic
def invite(*, user: User, office: str, by: Actor, at: datetime) -> Invitation:
    """A fresh link to the account's address; an earlier one ends.

    Raises Conflict without an address, for a closed account, and where the officer has their own password.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check(user)
    _open(user).update(cancelled_at=at)
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        user=user, email=user.email, token_hash=keyed_hash(token, purpose=PURPOSE), created_at=at,
        expires_at=at + timedelta(hours=settings.INVITATION_HOURS),
    )  # fmt: skip
    enqueue(
        channel="email", address=user.email, template_key="officer_invite", office=office, at=at,
        values={"name": user.full_name, "username": user.username, "until": local(row.expires_at)},
        secret_values={"door": absolute(f"{PATH}{token}/")}, dedupe_key=f"invitation:{row.pk}",
        expires_at=row.expires_at,
    )  # fmt: skip
    _note("account.invite", user, by, at, "Gửi lời mời mở tài khoản qua thư điện tử.")
    return row


@transaction.atomic
def cancel(*, user: User, by: Actor, at: datetime) -> None:
    """The link opens nothing any more. Raises Conflict where none is open."""
    if not _open(user).update(cancelled_at=at):
        raise Conflict("Không còn lời mời nào đang chờ.", "no_invitation")
    _note("account.invitation_cancelled", user, by, at, "Hủy lời mời mở tài khoản.")


def open_for(user: User, at: datetime) -> Invitation | None:
    """The link that the officer may still use."""
    return _open(user).filter(expires_at__gt=at).first()


def find(*, token: str, address: str, at: datetime) -> Invitation:
    """Whom the token invites. Wrong ones count by network address.

    Raises NotAllowed: "wait" while nothing is looked at, "gone" for whatever else, in the same words.
    """
    where = throttle.address_key(address)
    if wait := throttle.peek(SCOPE, where, at=at):
        raise NotAllowed(f"Đã có nhiều lần mở sai. Anh/Chị thử lại sau {wait.words}.", "wait")
    row = _living(token, at).select_related("user").first()
    if row is None:
        throttle.failed(SCOPE, where, at=at)
        raise NotAllowed(GONE, "gone")
    return row


def accept(*, token: str, password: str, address: str, at: datetime) -> User:
    """The officer's own first password; every session of the account ends.

    Claimed by one conditional UPDATE, so that two presses set one password. Raises what `find` raises, and
    Invalid ("new") for a weak password, which leaves the link as it was.
    """
    user = find(token=token, address=address, at=at).user
    if sentences := services.weaknesses(password, user, at):
        raise Invalid({"new": sentences})
    with transaction.atomic():
        if not _living(token, at).update(used_at=at):
            raise NotAllowed(GONE, "gone")
        history.replace(user=user, secret=password, must_change=False, at=at)
        _note(
            "account.invitation_used", user, actor_of(user), at, "Đặt mật khẩu lần đầu bằng lời mời.",
            address=address,
        )  # fmt: skip
    return user


def _check(user: User) -> None:
    if not user.email:
        raise Conflict(NO_ADDRESS, "no_address")
    if not user.is_active:
        raise Conflict("Tài khoản đang bị khóa. Hãy mở lại tài khoản trước.", "account_closed")
    if not user.must_change_password:
        raise Conflict(SIGNED_IN, "has_password")


def _open(user: User) -> Any:
    return Invitation.objects.filter(user=user, used_at=None, cancelled_at=None)


def _living(token: str, at: datetime) -> Any:
    hashes = keyed_hashes(token, purpose=PURPOSE)
    rows = Invitation.objects.filter(token_hash__in=hashes, used_at=None, cancelled_at=None)
    return rows.filter(expires_at__gt=at, user__is_active=True)


def _note(action: str, user: User, by: Actor, at: datetime, summary: str, address: str = "") -> None:
    record(
        action=action, by=by, at=at, object_type="user", object_id=user.pk, summary=summary, address=address
    )
