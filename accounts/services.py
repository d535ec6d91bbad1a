"""Accounts and duties: who may sign in, and what was given to whom, each with a line in the book."""

from datetime import date, datetime

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts import throttle
from accounts.access import actor_of
from accounts.models import Membership, User
from accounts.passwords import temporary_password
from accounts.roles import ROLES
from agencies.models import Agency, Unit
from audit.services import record
from kit import phone as phones
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid, NotAllowed
from kit.text import collapse

STRANGER = Actor(kind="citizen", id=None, name="Người chưa đăng nhập")
SIGN_IN, SIGN_IN_ADDRESS = "sign-in", "sign-in.address"


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


def appoint(
    *, username: str, full_name: str, roles: list[str], agency: Agency, by: Actor, at: datetime,
    unit: Unit | None = None, phone: str = "",
) -> tuple[User, str]:  # fmt: skip
    """Open an account and give it its duties from today on: both or neither.

    Returns it with its temporary password. Raises what `create_officer` and `grant` raise.
    """
    with transaction.atomic():
        user, secret = create_officer(username=username, full_name=full_name, phone=phone, by=by, at=at)
        for role in roles:
            grant(user=user, agency=agency, unit=unit, role=role, valid_from=local_date(at), by=by, at=at)
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


def change_password(*, user: User, old: str, new: str, address: str, by: Actor, at: datetime) -> User:
    """The person's own change.

    Raises Invalid when `old` is wrong (tries are throttled like signing in), or `new` is weak or the same.
    """
    _check_old(user, old, address, at)
    if old == new:
        raise Invalid({"new": ["Mật khẩu mới phải khác mật khẩu hiện tại."]})
    if sentences := _weaknesses(new, user):
        raise Invalid({"new": sentences})
    _set_password(user, new, must_change=False)
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        _note("account.password", user, by, at, "Đổi mật khẩu.", address=address)
    return user


def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """A new temporary password for somebody who forgot theirs; returned once, stored nowhere in clear."""
    secret = temporary_password()
    _set_password(user, secret, must_change=True)
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        _note("account.reset", user, by, at, "Cấp lại mật khẩu tạm thời.")
    return secret


def sign_in(*, username: str, password: str, address: str, at: datetime) -> User:
    """The officer whose name and password these are.

    Wrong tries are counted per account and network address together, so that a stranger elsewhere makes
    nobody wait, and per address over all accounts. Raises NotAllowed with one sentence whatever was wrong;
    code "wait" when the try was not even looked at.
    """
    name = collapse(username).lower()
    where = throttle.address_key(address)
    pair = f"{name} {where}"
    wait = throttle.peek(SIGN_IN_ADDRESS, where, at=at)
    user = None
    if not wait:
        with transaction.atomic():
            wait = throttle.check(SIGN_IN, pair, at=at)
            if not wait:
                user = authenticate(username=name, password=password)
                wait = _settle_sign_in(user, name, pair, where, address, at)
    if user is None:
        raise _sign_in_refused(wait)
    return user


def sign_out(*, user: User, address: str, at: datetime, forgotten: bool = False) -> None:
    """Write into the book that the officer left, or that a forgotten screen was locked."""
    action, words = ("session.idle", "Màn hình bị khóa.") if forgotten else ("session.out", "Đăng xuất.")
    _note(action, user, actor_of(user), at, words, address=address)


def _settle_sign_in(
    user: User | None, name: str, pair: str, where: str, address: str, at: datetime
) -> throttle.Wait:
    if user is not None:
        throttle.succeeded(SIGN_IN, pair)
        _note("session.in", user, actor_of(user), at, "Đăng nhập.", address=address)
        return throttle.Wait(0, 0)
    # What was typed is not written down: people type their password into the wrong box.
    target = User.objects.filter(username=name).first()
    _note("session.failed", target, STRANGER, at, "Đăng nhập không thành công.", address=address)
    waits = (throttle.failed(SIGN_IN, pair, at=at), throttle.failed(SIGN_IN_ADDRESS, where, at=at))
    return max(waits, key=lambda wait: (wait.seconds, -wait.tries_left))


def _sign_in_refused(wait: throttle.Wait) -> NotAllowed:
    if wait:
        return NotAllowed(
            f"Đã có nhiều lần nhập sai. Anh/Chị vui lòng thử lại sau {wait.words}, hoặc nhờ quản trị của "
            "cơ quan cấp lại mật khẩu.",
            "wait",
        )
    return NotAllowed(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Anh/Chị kiểm tra lại phím Caps Lock và bộ gõ tiếng Việt; "
        f"còn {wait.tries_left} lần thử trước khi phải chờ.",
        "wrong",
    )


def _check_old(user: User, old: str, address: str, at: datetime) -> None:
    pair = f"{user.username} {throttle.address_key(address)}"
    with transaction.atomic():
        wait = throttle.check(SIGN_IN, pair, at=at)
        right = not wait and user.check_password(old)
        if right:
            throttle.succeeded(SIGN_IN, pair)
        elif not wait:
            throttle.failed(SIGN_IN, pair, at=at)
            words = "Đổi mật khẩu không thành công: mật khẩu hiện tại chưa đúng."
            _note("account.password_failed", user, actor_of(user), at, words, address=address)
    if wait:
        raise Invalid({"old": [f"Đã có nhiều lần nhập sai. Anh/Chị thử lại sau {wait.words}."]})
    if not right:
        raise Invalid({"old": ["Mật khẩu hiện tại chưa đúng. Anh/Chị nhập lại."]})


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
    try:
        if user.email:
            validate_email(user.email)
    except ValidationError:
        errors["email"] = ["Địa chỉ thư điện tử chưa đúng, ví dụ: hoa@sontay.gov.vn."]
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
    action: str, user: User | None, by: Actor, at: datetime, summary: str, member: Membership | None = None,
    address: str = "",
) -> None:  # fmt: skip
    data = {}
    if member:
        data = {
            "membership": member.pk,
            "role": member.role,
            "agency": member.agency_id,
            "unit": member.unit_id,
        }
    record(
        action=action, by=by, at=at, object_type="user", object_id=user.pk if user else "", summary=summary,
        data=data, address=address,
    )  # fmt: skip
