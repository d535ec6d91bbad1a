"""Accounts and duties: who may sign in, and what was given to whom, each with a line in the book."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import history, rules, throttle
from accounts.access import actor_of
from accounts.models import Invitation, Membership, SecondFactor, User
from accounts.networks import is_inside
from accounts.passwords import StrengthValidator, temporary_password
from accounts.roles import ROLES
from agencies.models import Agency, Unit
from audit.services import record
from kit import phone as phones
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid, NotAllowed
from kit.text import collapse

STRANGER = Actor(kind="citizen", id=None, name="Người chưa đăng nhập")
REASON_LENGTH = 300
SIGN_IN, SIGN_IN_ADDRESS, SIGN_IN_OUTSIDE = "sign-in", "sign-in.address", "sign-in.outside"


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
    user.phone = _check_officer(user, phone, secret, at)
    user.set_password(secret)
    user.date_joined = user.password_set_at = at
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
    unit: Unit | None = None, phone: str = "", email: str = "",
) -> tuple[User, str]:  # fmt: skip
    """Open an account and give it its duties from today on: both or neither.

    Returns it with its temporary password. Raises what `create_officer` and `grant` raise.
    """
    with transaction.atomic():
        user, secret = create_officer(
            username=username, full_name=full_name, phone=phone, email=email, by=by, at=at
        )
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

    Raises Invalid when `old` is wrong (tries are throttled like signing in), or `new` is weak, the same, or
    one of those used of late.
    """
    check_own_password(user=user, password=old, address=address, at=at, field="old")
    if old == new:
        raise Invalid({"new": ["Mật khẩu mới phải khác mật khẩu hiện tại."]})
    if sentences := weaknesses(new, user, at):
        raise Invalid({"new": sentences})
    if history.was_used(user, new, on=local_date(at)):
        raise Invalid({"new": ["Mật khẩu này đã dùng gần đây. Anh/Chị chọn một mật khẩu khác."]})
    with transaction.atomic():
        history.replace(user=user, secret=new, must_change=False, at=at)
        _note("account.password", user, by, at, "Đổi mật khẩu.", address=address)
    return user


def reset_password(*, user: User, by: Actor, at: datetime) -> str:
    """A new temporary password for somebody who forgot theirs; returned once, stored nowhere in clear."""
    secret = temporary_password()
    with transaction.atomic():
        history.replace(user=user, secret=secret, must_change=True, at=at)
        Invitation.objects.filter(user=user, used_at=None, cancelled_at=None).update(cancelled_at=at)
        _forget_tries(user)
        _note("account.reset", user, by, at, "Cấp lại mật khẩu tạm thời.")
    return secret


def unlock(*, user: User, by: Actor, at: datetime) -> None:
    """Forget the wrong passwords typed for this account, wherever that was: it may be tried again at once."""
    with transaction.atomic():
        _forget_tries(user)
        _note("account.unlock", user, by, at, "Mở khóa đăng nhập.")


def close_account(*, user: User, reason: str, by: Actor, at: datetime) -> None:
    """Nobody signs in with it any more, its sessions end. Raises Invalid on "reason", Conflict.

    The duties stay on record and count for nothing while the account is closed.
    """
    why = checked_reason(reason)
    if by.kind == "officer" and by.id == user.pk:
        raise Conflict("Anh/Chị không tự khóa được tài khoản của mình.", "own_account")
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise Conflict("Tài khoản này đã được khóa trước đó.", "account_closed")
        _note("account.close", user, by, at, f"Khóa tài khoản: {why}")


def open_account(*, user: User, by: Actor, at: datetime) -> None:
    """A closed account may be used again, for as long as any other. Raises Conflict where it is open."""
    with transaction.atomic():
        closed = User.objects.filter(pk=user.pk, is_active=False)
        if not closed.update(is_active=True, reopened_at=at):
            raise Conflict("Tài khoản này đang mở.", "account_open")
        _note("account.open", user, by, at, "Mở lại tài khoản.")


def sign_in(*, username: str, password: str, address: str, at: datetime, device: str = "") -> User:
    """The officer whose name and password these are; one with a second factor is only half in.

    Wrong tries are counted per account and network address together, so that a stranger elsewhere makes
    nobody wait, and per address over all accounts. `device` is the mark of a browser in which this officer
    has signed in before: its tries count by themselves, whatever strangers type at the same address
    (docs/adr/0016). Raises NotAllowed with one sentence whatever was wrong; code "wait" when the try was not
    even looked at.
    """
    name = collapse(username).lower()
    where = throttle.address_key(address)
    known = User.objects.filter(username=name).first()
    pair = _pair(name, f"device {device}" if device else where, known)
    outside = "" if device else _outside_key(name, known, address, at)
    wait = throttle.Wait(0, 0) if device else throttle.peek(SIGN_IN_ADDRESS, where, at=at)
    user = None
    if not wait:
        with transaction.atomic():
            wait = _wait(pair, outside, at)
            if not wait:
                user = authenticate(username=name, password=password)
                wait = _settle_sign_in(user, known, pair, outside, where, address, at)
    if user is None:
        raise _sign_in_refused(wait)
    return user


def signed_in(*, user: User, address: str, at: datetime, factor: str = "") -> None:
    """Write into the book that the officer is in; `factor` says by what besides the password."""
    data = {"factor": factor} if factor else {}
    record(
        action="session.in", by=actor_of(user), at=at, object_type="user", object_id=user.pk,
        summary="Đăng nhập.", data=data, address=address,
    )  # fmt: skip


def sign_out(*, user: User, address: str, at: datetime, forgotten: bool = False) -> None:
    """Write into the book that the officer left, or that a forgotten screen was locked."""
    action, words = ("session.idle", "Màn hình bị khóa.") if forgotten else ("session.out", "Đăng xuất.")
    _note(action, user, actor_of(user), at, words, address=address)


def check_own_password(*, user: User, password: str, address: str, at: datetime, field: str) -> None:
    """Is it really the officer who sits there? Tries count like those of signing in. Raises Invalid."""
    pair = _pair(user.username, throttle.address_key(address), user)
    with transaction.atomic():
        wait = throttle.check(SIGN_IN, pair, at=at)
        right = not wait and user.check_password(password)
        if right:
            throttle.succeeded(SIGN_IN, pair)
        elif not wait:
            throttle.failed(SIGN_IN, pair, at=at, lock=rules.sign_in_lock(local_date(at)))
            words = "Mật khẩu hiện tại chưa đúng khi đổi thông tin đăng nhập."
            _note("account.password_failed", user, actor_of(user), at, words, address=address)
    if wait:
        raise Invalid({field: [f"Đã có nhiều lần nhập sai. Anh/Chị thử lại sau {wait.words}."]})
    if not right:
        raise Invalid({field: ["Mật khẩu hiện tại chưa đúng. Anh/Chị nhập lại."]})


def _settle_sign_in(
    user: User | None, known: User | None, pair: str, outside: str, where: str, address: str, at: datetime
) -> throttle.Wait:
    if user is not None:
        throttle.succeeded(SIGN_IN, pair)
        _age_password(user, at)
        if SecondFactor.objects.filter(user=user).exists():
            _note(
                "session.half", user, actor_of(user), at, "Mật khẩu đúng, chờ mã xác thực.", address=address
            )
        else:
            signed_in(user=user, address=address, at=at)
        return throttle.Wait(0, 0)
    # What was typed is not written down: people type their password into the wrong box.
    _note("session.failed", known, STRANGER, at, "Đăng nhập không thành công.", address=address)
    lock = rules.sign_in_lock(local_date(at))
    waits = [throttle.failed(SIGN_IN, pair, at=at, lock=lock), throttle.failed(SIGN_IN_ADDRESS, where, at=at)]
    if outside:
        throttle.failed(SIGN_IN_OUTSIDE, outside, at=at, lock=lock)
    return max(waits, key=lambda wait: (wait.seconds, -wait.tries_left))


def _pair(name: str, where: str, known: User | None) -> str:
    """The account and the address together; anew after each unlocking."""
    return f"{name} {where}" + (f" {known.unlocks}" if known and known.unlocks else "")


def _outside_key(name: str, known: User | None, address: str, at: datetime) -> str:
    """All addresses outside the office's networks count as one for an account without a second factor.

    Empty where the address is inside or a second factor stands in the way: nobody locks the officer out of
    the office, and who has a second factor is not locked out at all.
    """
    on = local_date(at)
    if is_inside(address, rules.networks(rules.offices(known, on) if known else (), on)):
        return ""
    if known and SecondFactor.objects.filter(user=known).exists():
        return ""
    return f"{name} {known.unlocks if known else 0}"


def _wait(pair: str, outside: str, at: datetime) -> throttle.Wait:
    wait = throttle.check(SIGN_IN, pair, at=at)
    return wait or (throttle.check(SIGN_IN_OUTSIDE, outside, at=at) if outside else wait)


def _age_password(user: User, at: datetime) -> None:
    """An administrator's old password has to be changed first; those of a trial are on its front page."""
    on = local_date(at)
    if settings.DEMO_MODE or user.must_change_password:
        return
    if not user.memberships.in_force(on).filter(role="administrator").exists():
        return
    if at - (user.password_set_at or user.date_joined) > rules.admin_password_age(on):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])


def _sign_in_refused(wait: throttle.Wait) -> NotAllowed:
    if wait:
        return NotAllowed(
            f"Đã có nhiều lần nhập sai. Anh/Chị vui lòng thử lại sau {wait.words}, hoặc nhờ quản trị của "
            "cơ quan mở khóa, cấp lại mật khẩu.",
            "wait",
        )
    return NotAllowed(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Anh/Chị kiểm tra lại phím Caps Lock và bộ gõ tiếng Việt; "
        f"còn {wait.tries_left} lần thử trước khi phải chờ.",
        "wrong",
    )


def _forget_tries(user: User) -> None:
    User.objects.filter(pk=user.pk).update(unlocks=F("unlocks") + 1)


def checked_reason(reason: str) -> str:
    words = collapse(reason)
    if not words:
        raise Invalid({"reason": ["Nhập lý do."]})
    if len(words) > REASON_LENGTH:
        raise Invalid({"reason": [f"Lý do dài quá {REASON_LENGTH} ký tự."]})
    return words


def _check_officer(user: User, phone: str, secret: str, at: datetime) -> str:
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
    if sentences := weaknesses(secret, user, at):
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


def weaknesses(secret: str, user: User, at: datetime) -> list[str]:
    """What is too weak about a password for this account, as sentences."""
    strength = StrengthValidator(rules.shortest_password(local_date(at)))
    try:
        validate_password(secret, user, [strength, *get_default_password_validators()])
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
