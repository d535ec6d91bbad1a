"""The update key: random, easy to read and type, stored only as a keyed hash (letter 1, step 10)."""

import secrets as randomness
from datetime import datetime

from django.db import transaction

from accounts import throttle
from accounts.citizens import quota
from audit.services import record
from dossiers.models import Dossier, Party
from dossiers.services.messages import tell
from kit import phone as phones
from kit.actor import Actor
from kit.errors import DomainError
from kit.secrets import keyed_hashes, same

# Letters and digits that are not mistaken for each other on paper, on a screen or by ear.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
KEY_LENGTH = 8
SCOPE = "dossier_key"
SCOPE_ADDRESS = f"{SCOPE}.address"
SCOPE_DOSSIER = f"{SCOPE}.any.address"  # one dossier from all addresses together: as patient as an address
SCOPE_RENEW = "dossier_key_renew"
STRANGER = Actor.citizen("Người chưa có khóa")
UNKNOWN = "Không tìm thấy hồ sơ với mã này. Ông/Bà kiểm tra lại mã trong tin nhắn hoặc trên giấy hẹn."


def new_key() -> str:
    """'K7PX-42MD': about 37 bits, read in two halves."""
    letters = "".join(randomness.choice(ALPHABET) for _ in range(KEY_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def set_key(*, dossier: Dossier, key: str, at: datetime) -> None:
    """Keep the hash of a fresh key; the caller sends the key and forgets it."""
    dossier.key_hash = _hashes(dossier, key)[0]
    dossier.key_set_at = at


def unlock(*, code: str, key: str, address: str, at: datetime) -> Dossier:
    """The dossier that this code and key open.

    Raises DomainError with the sentence to show: unknown code, wrong key, or how long to wait. Wrong keys
    meet growing waits per dossier and per address, never a lock for ever (domain.md 24).
    """
    dossier = _keyed(code)
    if dossier is None:
        raise DomainError(UNKNOWN, code="unknown")
    # One transaction holds the throttle's lock from the question to the count: parallel guesses queue up.
    with transaction.atomic():
        problem = _try(dossier, key, throttle.address_key(address), at)
    if problem:
        raise problem
    return dossier


@transaction.atomic
def renew(*, code: str, phone: str, address: str, at: datetime) -> None:
    """Send a new key to the phone on file, if it is the one typed. Says nothing about whether it was.

    Raises DomainError when asked too often for one dossier, from one address, or for one number in a day.
    """
    asked = ((SCOPE_RENEW, code.strip().upper()), (f"{SCOPE_RENEW}.address", throttle.address_key(address)))
    for scope, subject in asked:
        if wait := throttle.check(scope, subject, at=at):
            raise DomainError(f"Ông/Bà vui lòng thử lại sau {wait.words}.", code="wait")
        throttle.failed(scope, subject, at=at)
    typed = _normal(phone)
    quota.spend_one(quota.KEYS, typed, at=at)  # right or wrong: what is refused tells nothing
    dossier = _keyed(code)
    if dossier is None:
        return
    if not dossier.parties.filter(role=Party.Role.FILER, phone=typed).exists():
        _note("key.failed", dossier, STRANGER, at, "Xin khóa mới với số điện thoại khác số đã ghi")
        return
    _note("key.renew", dossier, STRANGER, at, "Gửi khóa cập nhật mới")
    fresh = new_key()
    set_key(dossier=dossier, key=fresh, at=at)
    dossier.save(update_fields=["key_hash", "key_set_at"])
    tell(dossier=dossier, key="key_renewed", at=at, values={}, secrets={"key": fresh}, mark=at.isoformat())


def _keyed(code: str) -> Dossier | None:
    return Dossier.objects.filter(code=code.strip().upper()).exclude(key_hash="").first()


def _try(dossier: Dossier, key: str, address: str, at: datetime) -> DomainError | None:
    """Three counters: this address at this dossier, this address, this dossier.

    The first is strict; the other two are patient, so that a stranger's guesses elsewhere do not keep the
    owner waiting (domain.md 24).
    """
    counters = ((SCOPE, f"{dossier.code}|{address}"), (SCOPE_ADDRESS, address), (SCOPE_DOSSIER, dossier.code))
    wait = max(
        (throttle.check(scope, subject, at=at) for scope, subject in counters), key=lambda w: w.seconds
    )
    if wait:
        return DomainError(
            f"Khóa cập nhật đã nhập sai nhiều lần. Ông/Bà vui lòng thử lại sau {wait.words}, "
            "hoặc yêu cầu gửi khóa mới.",
            code="wait",
        )
    if any(same(dossier.key_hash, one) for one in _hashes(dossier, key)):
        throttle.succeeded(*counters[0])
        _note("key.open", dossier, Actor.keyholder(), at, "Mở hồ sơ bằng khóa cập nhật")
        return None
    _note("key.failed", dossier, STRANGER, at, "Nhập khóa cập nhật chưa đúng")
    earned = [throttle.failed(scope, subject, at=at) for scope, subject in counters]
    return DomainError(_say_wrong(dossier, earned[0]), code="wrong_key")


def _note(action: str, dossier: Dossier, by: Actor, at: datetime, words: str) -> None:
    record(
        action=action, by=by, at=at, object_type="dossier", object_id=dossier.pk,
        summary=f"{words}: {dossier.code}",
    )  # fmt: skip


def _normal(phone: str) -> str:
    """As numbers are stored; what is no number is nobody's."""
    try:
        return phones.normalise(phone)
    except ValueError:
        return "-"


def _say_wrong(dossier: Dossier, wait: throttle.Wait) -> str:
    filer = dossier.parties.filter(role=Party.Role.FILER).first()
    where = f" đã gửi tới số {phones.mask(filer.phone)}" if filer and filer.phone else ""
    sent = f" Khóa gồm {KEY_LENGTH} ký tự trong tin nhắn{where}."
    if wait:
        return f"Khóa cập nhật chưa đúng. Ông/Bà vui lòng thử lại sau {wait.words}.{sent}"
    return f"Khóa cập nhật chưa đúng. Ông/Bà còn {wait.tries_left} lần thử.{sent}"


def _hashes(dossier: Dossier, key: str) -> list[str]:
    """The newest first."""
    plain = "".join(c for c in key.upper() if c.isalnum())
    return keyed_hashes(f"{dossier.code}:{plain}", purpose="update-key")
