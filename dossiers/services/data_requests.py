"""Requests about one's own data: asked from the account, answered by the office in words (law.md 13.1)."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.citizens.book import actor_of
from accounts.models import Citizen, User
from agencies.models import Agency
from agencies.selectors import calendar_for, law_value
from agencies.worktime.limits import Limit, Unit, due
from audit.services import record
from dossiers.models import DataRequest
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from kit.links import absolute
from notifications.models import Message
from notifications.services import enqueue

PATH = "/tai-khoan/du-lieu/"
TWICE = "Ông/Bà đã gửi yêu cầu này và đang chờ trả lời."
ANSWERED = "Yêu cầu này đã được trả lời trước đó. Trang đã được cập nhật."


def ask(*, citizen: Citizen, agency: Agency, kind: str, text: str, at: datetime) -> DataRequest:
    """A request, due after `data_request_days` of the office's working days; two clicks make one.

    Raises Invalid ("kind", "text"), Conflict while the same one waits for its answer.
    """
    if kind not in DataRequest.Kind.values:
        raise Invalid({"kind": ["Chọn yêu cầu."]})
    if not text.strip():
        raise Invalid({"text": ["Nhập nội dung yêu cầu."]})
    days = law_value("data_request_days", local_date(at), agency)
    until = due(calendar_for(agency), Limit(Unit.WORKING_DAY, Decimal(days)), at).due_at
    try:
        with transaction.atomic():
            row = DataRequest.objects.create(
                citizen=citizen, agency=agency, kind=kind, text=text.strip(), asked_at=at, due_at=until
            )
            _note("citizen.request", row, actor_of(citizen), at, "Gửi yêu cầu về dữ liệu cá nhân.")
    except IntegrityError as error:
        raise Conflict(TWICE, code="waits") from error
    return row


@transaction.atomic
def answer(*, request_id: int, agency: Agency, user: User, by: Actor, at: datetime, text: str) -> DataRequest:
    """The office answers; the citizen is told that there is an answer. Raises Invalid ("text"), Conflict."""
    if not text.strip():
        raise Invalid({"text": ["Nhập nội dung trả lời."]})
    waiting = DataRequest.objects.filter(pk=request_id, agency=agency, answered_at__isnull=True)
    if not waiting.update(answered_at=at, answered_by=user, answer=text.strip()):
        raise Conflict(ANSWERED, code="answered")
    row = DataRequest.objects.select_related("citizen", "agency").get(pk=request_id)
    _note("citizen.request_answered", row, by, at, "Trả lời yêu cầu về dữ liệu cá nhân.")
    if row.citizen.phone:
        enqueue(
            channel=Message.Channel.SMS, address=row.citizen.phone, template_key="data_request_answered",
            values={"agency": agency.committee, "link": absolute(PATH)}, at=at,
            dedupe_key=f"data-request:{row.pk}",
        )  # fmt: skip
    return row


def of(citizen: Citizen) -> QuerySet[DataRequest]:
    """What the citizen has asked, the newest first."""
    rows = DataRequest.objects.filter(citizen=citizen).select_related("agency")
    return rows.order_by("-asked_at", "-pk")


def at_office(agency: Agency) -> QuerySet[DataRequest]:
    """What an office was asked: what waits first, the nearest due day on top."""
    rows = DataRequest.objects.filter(agency=agency).select_related("citizen", "answered_by")
    return rows.order_by("answered_at", "due_at", "pk")


def _note(action: str, row: DataRequest, by: Actor, at: datetime, words: str) -> None:
    record(
        action=action, by=by, at=at, object_type="citizen", object_id=row.citizen_id, summary=words,
        data={"kind": row.kind, "request": row.pk},
    )  # fmt: skip
