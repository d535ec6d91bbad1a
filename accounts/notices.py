"""What an officer is told: always in the house, by e-mail and text message as they chose (docs/adr/0013).

One door for everybody who tells officers something. The notice in the house is there at once; what goes out
waits for the office's working hours (domain.md 8, 27).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Level, Notice, User
from agencies.models import Agency
from agencies.selectors import calendar_for, law_value
from agencies.worktime.arithmetic import next_opening
from agencies.worktime.errors import CalendarError
from audit.services import record
from kit import phone as phones
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Invalid
from kit.links import absolute
from notifications.compose import as_plain, check, compose_notice
from notifications.selectors import worded
from notifications.services import enqueue
from notifications.wording import Template

LEVELS: dict[str, Level] = {
    "officer_late": Level.URGENT,
    "officers_late": Level.URGENT,
    "officer_intake_soon": Level.URGENT,
    "officers_intake_soon": Level.URGENT,
    "officer_intake_late": Level.URGENT,
    "officers_intake_late": Level.URGENT,
    "officer_overdue": Level.URGENT,
    "officers_overdue": Level.URGENT,
    "officer_duty": Level.URGENT,
    "officers_duty": Level.URGENT,
    "officer_answer_late": Level.URGENT,
    "officer_answer_missing": Level.WORK,
    "officer_soon": Level.SOON,
    "officers_soon": Level.SOON,
    "officer_asked": Level.WORK,
    "officer_answered": Level.WORK,
    "officer_objected": Level.WORK,
    "officer_proposal": Level.WORK,
    "officer_decided": Level.WORK,
    "officer_calendar": Level.WORK,
    "officer_idle": Level.WORK,
    "officer_scanning": Level.URGENT,
    "officer_infected": Level.WORK,
    "officer_backup_old": Level.URGENT,
    "officer_digest": Level.DIGEST,
}


@dataclass(frozen=True)
class Word:
    """One thing to tell one officer: a message template with its values.

    `office` is whose matter it is: its working hours count. `path` leads to the page of the desk, `once`
    names the thing for ever: told again, it is told to nobody.
    """

    user: User
    office: Agency
    key: str
    values: Mapping[str, object]
    once: str
    path: str
    reference: str = ""

    @property
    def level(self) -> Level:
        return LEVELS[self.key]


def tell(*, words: Iterable[Word], at: datetime) -> None:
    """Write every word down, in the caller's transaction: one statement for the house, rows of the outbox."""
    told = list(words)
    templates = worded((word.key, word.office.code) for word in told)
    notices = (_notice(word, templates[word.key, word.office.code], at) for word in told)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    opening = cache(lambda office: _opening(office, at))
    for word in told:
        for channel, address, more in _ways(word):
            if when := opening(word.office):
                _send(word, channel, address, more, when, at)


def unread(user_id: int) -> int:
    """How many notices this officer has not read. One query, from an index of nothing else."""
    return Notice.objects.filter(user=user_id, read_at__isnull=True).count()


def notices_of(user: User) -> QuerySet[Notice]:
    """What the officer was told, the newest first."""
    return Notice.objects.filter(user=user).order_by("-at", "-pk")


def read(*, notice: Notice, at: datetime) -> None:
    """The officer opened it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def read_all(*, user: User, at: datetime) -> int:
    """Everything told until now is known; returns how many were not."""
    return Notice.objects.filter(user=user, read_at__isnull=True, at__lte=at).update(read_at=at)


def forget(*, at: datetime) -> int:
    """Notices older than the time they are kept; returns how many."""
    return outdated(at).delete()[0]


def outdated(at: datetime) -> QuerySet[Notice]:
    """Notices whose time of keeping is over (a value of the law's table)."""
    return Notice.objects.filter(at__lt=at - timedelta(days=law_value("notice_days", local_date(at))))


@transaction.atomic
def choose(
    *, user: User, email: str, phone: str, mail: Iterable[str], sms: Iterable[str], by: Actor, at: datetime
) -> User:
    """Where and of what the officer wants to hear outside the house.

    Raises Invalid ("email", "phone"): a text message needs a mobile phone.
    """
    wanted, texted = _known(mail), _known(sms)
    user.phone = _check(email.strip(), phone, texted)
    user.email, user.mail_levels, user.sms_levels = email.strip(), wanted, texted
    user.save(update_fields=["email", "phone", "mail_levels", "sms_levels"])
    record(
        action="account.notices", by=by, at=at, object_type="user", object_id=user.pk,
        summary="Đổi cách nhận thông báo.", data={"mail": wanted, "sms": texted},
    )  # fmt: skip
    return user


def _notice(word: Word, template: Template, at: datetime) -> Notice:
    values = as_plain(word.values)
    check(word.key, values, {})
    text = compose_notice(template, values)
    return Notice(
        user=word.user, agency=word.office, at=at, level=word.level, text=text, path=word.path,
        dedupe_key=word.once,
    )  # fmt: skip


def _ways(word: Word) -> list[tuple[str, str, dict[str, str]]]:
    """Channel, address and what that channel says besides."""
    user, found = word.user, []
    if user.email and word.level in user.mail_levels:
        found.append(("email", user.email, {"link": absolute(word.path)}))
    if user.phone and word.level in user.sms_levels:
        found.append(("sms", user.phone, {}))
    return found


def _send(
    word: Word, channel: str, address: str, more: dict[str, str], when: datetime, at: datetime
) -> None:  # fmt: skip
    enqueue(
        channel=channel, address=address, template_key=word.key, values={**word.values, **more}, at=at,
        dedupe_key=word.once if channel == "email" else f"{word.once}:{channel}", not_before=when,
        reference=word.reference, office=word.office.code,
    )  # fmt: skip


def _opening(office: Agency, at: datetime) -> datetime | None:
    """When the office is at work, from then on; None for one without hours, which is told in the house."""
    try:
        return next_opening(calendar_for(office), at)
    except CalendarError:
        return None


def _known(levels: Iterable[str]) -> list[str]:
    chosen = set(levels)
    return [level for level in Level.values if level in chosen]


def _check(email: str, phone: str, sms: list[str]) -> str:
    """Raises Invalid; returns the phone number in its stored form."""
    errors: dict[str, list[str]] = {}
    stored = ""
    try:
        if email:
            validate_email(email)
    except ValidationError:
        errors["email"] = ["Địa chỉ thư điện tử chưa đúng, ví dụ: hoa@sontay.gov.vn."]
    try:
        stored = phones.normalise(phone) if phone.strip() else ""
    except ValueError as error:
        errors["phone"] = [str(error)]
    if sms and "phone" not in errors and not (stored and phones.is_mobile(stored)):
        errors["phone"] = ["Nhập số điện thoại di động, hoặc bỏ chọn nhận qua tin nhắn."]
    if errors:
        raise Invalid(errors)
    return stored
