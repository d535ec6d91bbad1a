"""The second factor: one-time codes of an authenticator (RFC 6238); recovery codes for when it is lost.

The secret lies sealed, recovery codes as keyed hashes. A code opens once: the newest step that was used
is remembered, and only a later one counts. Decisions: docs/adr/0016-officers-accounts.md.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

import pyotp
from django.db import transaction

from accounts import services, throttle
from accounts.access import Duties
from accounts.models import RecoveryCode, SecondFactor, User
from accounts.networks import is_inside
from accounts.roles import ROLES
from audit.services import record
from kit import secrets as kept
from kit.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed

SCOPE, PURPOSE = "second-factor", "recovery-code"
PERIOD = 30  # seconds; what every authenticator takes for granted
DRIFT = (0, -1, 1)  # steps that a phone's clock may be off
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper
WRONG = "Mã chưa đúng hoặc đã hết hạn. Anh/Chị nhập mã đang hiện trong ứng dụng."


def new_secret() -> str:
    """What the authenticator and we will share: 160 bits, as RFC 4226 wants."""
    return pyotp.random_base32()


def link(user: User, secret: str, issuer: str) -> str:
    """What the QR code says to the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=issuer)


def has(user: User) -> bool:
    """Does the account have a second factor?"""
    return SecondFactor.objects.filter(user=user).exists()


def is_required(held: Duties, address: str, networks: Iterable[str]) -> bool:
    """Is a password alone too little? For who signs, leads or administers, and from outside the office."""
    own = (duty for duty in held.held if duty.instead_of is None)
    return any(ROLES[duty.role].needs_factor for duty in own) or not is_inside(address, networks)


def set_up(
    *, user: User, secret: str, code: str, password: str, address: str, by: Actor, at: datetime
) -> list[str]:
    """From now on signing in asks for a code. Returns the recovery codes, which are stored nowhere in clear.

    The first code proves that the authenticator has the secret, the password that the officer sits there.
    Raises Invalid ("password", "code"), Conflict where the account has a second factor already.
    """
    services.check_own_password(user=user, password=password, address=address, at=at, field="password")
    step = _step(secret, code, at)
    if step is None:
        raise Invalid({"code": [WRONG]})
    with transaction.atomic():
        factor, made = SecondFactor.objects.get_or_create(
            user=user, defaults={"secret": secret, "confirmed_at": at, "last_step": step}
        )
        if not made:
            raise Conflict("Tài khoản đã có xác thực hai lớp.", "factor_exists")
        _note("account.factor", user, by, at, "Thiết lập xác thực hai lớp.", address=address)
        return _new_codes(factor)


def check(*, user: User, code: str, address: str, at: datetime) -> str:
    """Is this a code of the account now? Returns by what: "code" or "recovery"; it opens only once.

    Who gets here knows the password, so the wrong tries of all addresses count together. Raises NotAllowed.
    """
    with transaction.atomic():
        wait = throttle.check(SCOPE, str(user.pk), at=at)
        found = "" if wait else _use(user, code, at)
        if found:
            throttle.succeeded(SCOPE, str(user.pk))
        elif not wait:
            throttle.failed(SCOPE, str(user.pk), at=at)
            _note("session.failed", user, services.STRANGER, at, "Mã xác thực không đúng.", address=address)
    if wait:
        raise NotAllowed(f"Đã có nhiều lần nhập sai. Anh/Chị vui lòng thử lại sau {wait.words}.", "wait")
    if not found:
        raise NotAllowed(WRONG, "wrong")
    return found


def codes_left(user: User) -> int:
    """How many recovery codes were not used."""
    return RecoveryCode.objects.filter(factor=user.pk, used_at__isnull=True).count()


def renew_codes(*, user: User, password: str, address: str, by: Actor, at: datetime) -> list[str]:
    """Ten new recovery codes; those before are void. Raises Invalid ("password"), Conflict."""
    services.check_own_password(user=user, password=password, address=address, at=at, field="password")
    with transaction.atomic():
        codes = _new_codes(_locked(user))
        _note("account.recovery", user, by, at, "Lập mã dự phòng mới.", address=address)
    return codes


def turn_off(*, user: User, password: str, address: str, by: Actor, at: datetime) -> None:
    """The officer's own wish, where nothing requires it (the caller asks). Raises Invalid, Conflict."""
    services.check_own_password(user=user, password=password, address=address, at=at, field="password")
    with transaction.atomic():
        _locked(user).delete()
        _note("account.factor_off", user, by, at, "Tắt xác thực hai lớp.", address=address)


def reset(*, user: User, reason: str, by: Actor, at: datetime) -> str:
    """The phone is lost: the administrator takes the factor away, and gives a temporary password with it.

    Whoever found the phone may know the password too; and without the factor it is all that stands there.
    Raises Invalid ("reason"), Conflict.
    """
    why = services.checked_reason(reason)
    with transaction.atomic():
        _locked(user).delete()
        _note("account.factor_reset", user, by, at, f"Gỡ xác thực hai lớp: {why}")
        return services.reset_password(user=user, by=by, at=at)


def _use(user: User, code: str, at: datetime) -> str:
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return ""
    step = _step(factor.secret, code, at)
    if step is not None:
        newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return "code" if newer.update(last_step=step) else ""
    unused = RecoveryCode.objects.filter(
        factor=factor, code_hash__in=_hashes(user, code), used_at__isnull=True
    )
    return "recovery" if unused.update(used_at=at) else ""


def _step(secret: str, code: str, at: datetime) -> int | None:
    """The step of time whose code this is."""
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return None
    now, codes = int(at.timestamp()) // PERIOD, pyotp.HOTP(secret)
    return next((now + off for off in DRIFT if kept.same(codes.at(now + off), digits)), None)


def _new_codes(factor: SecondFactor) -> list[str]:
    factor.codes.all().delete()
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, code_hash=_hashes(factor.user, code)[0]) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hashes(user: User, code: str) -> list[str]:
    """The newest first."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return kept.keyed_hashes(f"{user.pk} {plain}", purpose=PURPOSE)


def _locked(user: User) -> SecondFactor:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise Conflict("Tài khoản này chưa có xác thực hai lớp.", "no_factor")
    return factor


def _note(action: str, user: User, by: Actor, at: datetime, summary: str, address: str = "") -> None:
    record(
        action=action, by=by, at=at, object_type="user", object_id=user.pk, summary=summary, address=address
    )
