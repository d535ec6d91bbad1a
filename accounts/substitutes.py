"""Who does whose work while they are away: arranged ahead, ended early, each with a line in the book."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.access import duties
from accounts.models import Substitution, User
from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from kit.text import collapse

LONGEST = timedelta(days=366)
REASON_LENGTH = 300


def arrange(
    *, agency: Agency, absent: User, substitute: User, valid_from: date, valid_to: date, reason: str,
    by: Actor, at: datetime,
) -> Substitution:  # fmt: skip
    """From `valid_from` to `valid_to`, both inside, `substitute` does the work of `absent` at `agency`.

    Raises Invalid by field ("absent", "substitute", "valid_from", "valid_to", "reason"), Conflict where
    somebody was quicker.
    """
    _check(agency, absent, substitute, valid_from, valid_to, reason, local_date(at))
    row = Substitution(
        agency=agency, absent=absent, substitute=substitute, valid_from=valid_from, valid_to=valid_to,
        reason=collapse(reason), granted_by_id=by.id if by.kind == "officer" else None, granted_at=at,
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_taken(absent), "substitute_named") from error
        said = f"{substitute} xử lý thay {absent} từ {valid_from:%d/%m/%Y} đến {valid_to:%d/%m/%Y}."
        _note("duty.substitute", row, said, by, at)
    return row


def end(*, substitution: Substitution, by: Actor, at: datetime) -> Substitution:
    """The officer is back early, or another is to stand in. Raises Conflict when it has ended already."""
    with transaction.atomic():
        still = Substitution.objects.filter(
            pk=substitution.pk, ended_at__isnull=True, valid_to__gte=local_date(at)
        )
        if not still.update(ended_at=at, ended_by_id=by.id if by.kind == "officer" else None):
            raise Conflict("Việc xử lý thay này đã kết thúc trước đó.", "substitute_ended")
        substitution.refresh_from_db()
        said = f"{substitution.substitute} thôi xử lý thay {substitution.absent}."
        _note("duty.substitute_end", substitution, said, by, at)
    return substitution


def substitutions_of(agency: Agency) -> QuerySet[Substitution]:
    """Every substitution at the agency, the latest first."""
    rows = Substitution.objects.filter(agency=agency).select_related("absent", "substitute", "granted_by")
    return rows.order_by("-valid_from", "-pk")


def stood_in_for(user_id: int | None, agency: Agency, on: date) -> list[Substitution]:
    """Whose work this person does at the agency on that day, with until when. One query."""
    rows = Substitution.objects.in_force(on).filter(agency=agency, substitute=user_id)
    return list(rows.select_related("absent").order_by("valid_to", "pk"))


def _check(
    agency: Agency, absent: User, substitute: User, first: date, last: date, reason: str, today: date
) -> None:
    errors = _wrong_days(first, last, today)
    if not collapse(reason):
        errors["reason"] = ["Nhập lý do vắng mặt."]
    if len(collapse(reason)) > REASON_LENGTH:
        errors["reason"] = [f"Lý do dài quá {REASON_LENGTH} ký tự. Hãy viết ngắn hơn."]
    if absent == substitute:
        errors["substitute"] = ["Chọn một người khác với người vắng mặt."]
    elif agency.pk not in duties(substitute, first).own().agency_ids():
        errors["substitute"] = [f"{substitute} không được giao vai trò nào ở {agency.name} vào ngày này."]
    if agency.pk not in duties(absent, first).own().agency_ids():
        errors["absent"] = [f"{absent} không được giao vai trò nào ở {agency.name} vào ngày này."]
    if not errors:
        errors = _clashes(agency, absent, substitute, first, last)
    if errors:
        raise Invalid(errors)


def _wrong_days(first: date, last: date, today: date) -> dict[str, list[str]]:
    if first < today:
        return {"valid_from": ["Ngày bắt đầu không được ở trong quá khứ."]}
    if last < first:
        return {"valid_to": ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]}
    if last - first > LONGEST:
        return {"valid_to": ["Thời gian xử lý thay dài quá một năm. Anh/Chị kiểm tra lại ngày kết thúc."]}
    return {}


def _clashes(agency: Agency, absent: User, substitute: User, first: date, last: date) -> dict[str, list[str]]:
    """One substitute at a time, who is there themselves; nobody is left without on that account."""
    rows = Substitution.objects.filter(
        agency=agency, ended_at__isnull=True, valid_from__lte=last, valid_to__gte=first
    )
    if rows.filter(absent=absent).exists():
        return {"absent": [_taken(absent)]}
    if rows.filter(absent=substitute).exists():
        return {"substitute": [f"{substitute} cũng vắng mặt trong thời gian này. Hãy chọn người khác."]}
    if other := rows.filter(substitute=absent).select_related("absent").first():
        words = f"{absent} đang được giao xử lý thay {other.absent} trong thời gian này."
        return {"absent": [f"{words} Hãy đổi người xử lý thay {other.absent} trước."]}
    return {}


def _taken(absent: User) -> str:
    return f"{absent} đã có người xử lý thay trong thời gian này. Kết thúc lần đó trước khi đổi người."


def _note(action: str, row: Substitution, summary: str, by: Actor, at: datetime) -> None:
    record(
        action=action, by=by, at=at, object_type="user", object_id=row.absent_id, summary=summary,
        data={"substitution": row.pk, "agency": row.agency_id, "substitute": row.substitute_id},
    )  # fmt: skip
