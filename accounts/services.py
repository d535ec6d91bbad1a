"""Accounts and duties: who may sign in, and what was given to whom, each with a line in the book."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Membership, User
from accounts.passwords import temporary_password
from accounts.roles import ROLES
from agencies.models import Agency, Unit
from audit.services import record
from kit import phone as phones
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from kit.text import collapse


def create_officer(
    *,
    username: str,
    full_name: str,
    by: Actor,
    at: datetime,
    phone: str = "",
    email: str = "",
    password: str | None = None,
) -> tuple[User, str]:
    """Open an account. Returns it with its temporary password, which is stored nowhere in clear.

    A `password` that is given (demo, tests) stays; a generated one has to be changed at the first sign-in.
    Raises Invalid with the sentence of each wrong field.
    """
    user = User(
        username=collapse(username).lower(),
        full_name=collapse(full_name),
        email=email.strip(),
        must_change_password=password is None,
    )
    secret = password or temporary_password()
    user.phone = _check_officer(user, phone, secret)
    user.set_password(secret)
    user.date_joined = at
    with transaction.atomic():
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(f"Tên đăng nhập “{user.username}” đã có người dùng.", "username_taken") from error
        _note("account.create", user, by, at, "Mở tài khoản cán bộ.")
    return user, secret


def grant(
    *,
    user: User,
    agency: Agency,
    role: str,
    by: Actor,
    at: datetime,
    valid_from: date,
    unit: Unit | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give `user` the duty `role` at `agency` (at `unit`, where one is named), both days inside.

    Raises Invalid for an unknown role, a unit of another agency or days in the wrong order, Conflict where
    the same duty is held already in that time.
    """
    _check_grant(agency, role, unit, valid_from, valid_to)
    member = Membership(
        user=user, agency=agency, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to,
        granted_by_id=_officer_id(by), granted_at=at,
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                member.save(force_insert=True)
        except IntegrityError as error:
            title = ROLES[role].title
            sentence = f"{user.full_name} đã giữ vai trò “{title}” ở đây trong thời gian này."
            raise Conflict(sentence, "duty_held") from error
        _note("duty.grant", user, by, at, f"Giao vai trò “{ROLES[role].title}”.", member)
    return member


def end_membership(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """Take a duty away at once. Raises Conflict when somebody has already done it."""
    with transaction.atomic():
        open_row = Membership.objects.filter(pk=membership.pk, ended_at__isnull=True)
        if not open_row.update(ended_at=at, ended_by_id=_officer_id(by)):
            raise Conflict("Vai trò này đã được thôi giao trước đó.", "duty_ended")
        membership.refresh_from_db()
        title = membership.get_role_display()
        _note("duty.end", membership.user, by, at, f"Thôi giao vai trò “{title}”.", membership)
    return membership


def change_password(*, user: User, old: str, new: str, by: Actor, at: datetime) -> User:
    """The person's own change. Raises Invalid when `old` is wrong, or `new` is weak or the same."""
    if not user.check_password(old):
        raise Invalid({"old": ["Mật khẩu hiện tại chưa đúng. Anh/Chị nhập lại."]})
    if old == new:
        raise Invalid({"new": ["Mật khẩu mới phải khác mật khẩu hiện tại."]})
    if sentences := _weaknesses(new, user):
        raise Invalid({"new": sentences})
    _set_password(user, new, must_change=False)
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        _note("account.password", user, by, at, "Đổi mật khẩu.")
    return user


def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """A new temporary password for somebody who forgot theirs; returned once, stored nowhere in clear."""
    secret = temporary_password()
    _set_password(user, secret, must_change=True)
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        _note("account.reset", user, by, at, "Cấp lại mật khẩu tạm thời.")
    return secret


def _set_password(user: User, secret: str, *, must_change: bool) -> None:
    user.set_password(secret)
    user.must_change_password = must_change


def _check_officer(user: User, phone: str, secret: str) -> str:
    """Raises Invalid; returns the phone number in its stored form."""
    errors: dict[str, list[str]] = {}
    stored = ""
    if not user.full_name:
        errors["full_name"] = ["Nhập họ và tên cán bộ."]
    try:
        User.username_validator(user.username)
    except ValidationError:
        errors["username"] = ["Tên đăng nhập chỉ gồm chữ, chữ số và các dấu @ . + - _"]
    try:
        stored = phones.normalise(phone) if phone.strip() else ""
    except ValueError as error:
        errors["phone"] = [str(error)]
    if sentences := _weaknesses(secret, user):
        errors["password"] = sentences
    if errors:
        raise Invalid(errors)
    return stored


def _check_grant(agency: Agency, role: str, unit: Unit | None, first: date, last: date | None) -> None:
    errors = {}
    if role not in ROLES:
        errors["role"] = ["Chọn một vai trò trong danh sách."]
    if unit is not None and unit.agency_id != agency.pk:
        errors["unit"] = ["Bộ phận này thuộc cơ quan khác."]
    if last is not None and last < first:
        errors["valid_to"] = ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]
    if errors:
        raise Invalid(errors)


def _weaknesses(secret: str, user: User) -> list[str]:
    try:
        validate_password(secret, user)
    except ValidationError as error:
        return error.messages
    return []


def _officer_id(by: Actor) -> int | None:
    return by.id if by.kind == "officer" else None


def _note(
    action: str, user: User, by: Actor, at: datetime, summary: str, member: Membership | None = None
) -> None:
    data = (
        {"membership": member.pk, "role": member.role, "agency": member.agency_id, "unit": member.unit_id}
        if member
        else {}
    )
    record(action=action, by=by, at=at, object_type="user", object_id=user.pk, summary=summary, data=data)
