"""How many text messages and letters strangers may make us send in a day: per number, per address, in all.

A slot is taken by one conditional UPDATE: two workers never both take the last one. Days are Vietnam's.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import F

from accounts.models import CodeQuota, Throttle
from accounts.throttle import address_key
from kit.clock import local_date
from kit.errors import NotAllowed
from kit.secrets import keyed_hash

NUMBER, ADDRESS, HOUSE = "number", "address", "house"
KEYS, FILINGS = "key", "filing"  # what else a stranger can make us send to a number
PASSWORDS_ADDRESS = "citizen.address"  # the throttle's scope of wrong passwords and codes from one address
TOO_MANY = {
    NUMBER: "Hôm nay đã gửi nhiều mã tới nơi này. Ông/Bà dùng mã mới nhất, hoặc thử lại vào ngày mai.",
    ADDRESS: "Hôm nay đã có nhiều mã được yêu cầu từ đường truyền này. Ông/Bà thử lại vào ngày mai.",
    KEYS: "Hôm nay đã nhiều lần xin khóa mới với số điện thoại này. Ông/Bà thử lại vào ngày mai.",
    FILINGS: (
        "Hôm nay đã có nhiều hồ sơ ghi nơi nhận tin này. Ông/Bà nộp tiếp vào ngày mai, "
        "hoặc nộp tại Bộ phận Một cửa."
    ),
    HOUSE: "Hệ thống đang tạm ngừng gửi mã. Ông/Bà thử lại vào ngày mai, hoặc gọi Bộ phận Một cửa.",
}


def spend(*, number: str, address: str, at: datetime) -> None:
    """Take one slot of each cap, in the caller's transaction. Raises NotAllowed ("quota")."""
    caps = (
        (ADDRESS, address_key(address), settings.CODES_PER_ADDRESS_A_DAY),
        (NUMBER, number, settings.CODES_PER_NUMBER_A_DAY),
        (HOUSE, "", settings.CODES_A_DAY),
    )
    for scope, key, most in caps:
        if not _take(scope, key, most, at):
            raise NotAllowed(TOO_MANY[scope], "quota")


def spend_one(scope: str, number: str, *, at: datetime) -> None:
    """Take one slot of a phone or mail box for a new key or a filing. Raises NotAllowed ("quota")."""
    most = {KEYS: settings.KEYS_PER_NUMBER_A_DAY, FILINGS: settings.FILINGS_PER_NUMBER_A_DAY}
    if not _take(scope, number, most[scope], at):
        raise NotAllowed(TOO_MANY[scope], "quota")


def is_busy(*, address: str, at: datetime) -> bool:
    """Has so much come from this address today that a proof is asked for? One query."""
    where = address_key(address)
    asked = CodeQuota.objects.filter(
        scope=ADDRESS, key_hash=_hash(ADDRESS, where), day=local_date(at), sent__gte=settings.CAPTCHA_AFTER
    )
    failed = Throttle.objects.filter(
        scope=PASSWORDS_ADDRESS,
        key_hash=keyed_hash(where, purpose=f"throttle:{PASSWORDS_ADDRESS}"),
        failures__gte=settings.CAPTCHA_AFTER,
    )
    return asked.values("pk").union(failed.values("pk"), all=True).exists()


def prune(*, at: datetime) -> int:
    """Forget the days that are over; returns how many rows."""
    return CodeQuota.objects.filter(day__lt=local_date(at)).delete()[0]


def _take(scope: str, key: str, most: int, at: datetime) -> bool:
    row = {"scope": scope, "key_hash": _hash(scope, key), "day": local_date(at)}
    CodeQuota.objects.bulk_create([CodeQuota(**row)], ignore_conflicts=True)
    return bool(CodeQuota.objects.filter(**row, sent__lt=most).update(sent=F("sent") + 1))


def _hash(scope: str, key: str) -> str:
    return keyed_hash(key, purpose=f"quota:{scope}")
