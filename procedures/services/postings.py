"""What hangs on an office's board: put up, replaced by a newer version, taken down. Nothing is erased.

Law: procedures are posted where dossiers are received (NĐ 63/2010/NĐ-CP as amended; NĐ 61/2018 Đ8).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from agencies.models import Agency
from audit.services import record
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from procedures.models import Posting, Procedure, Version

BEFORE = "Ngày niêm yết không được trước ngày {day:%d/%m/%Y}, ngày niêm yết của bản đang treo."
GONE = "Bản niêm yết này vừa được gỡ. Trang đã được cập nhật."


def post_up(
    *, agency: Agency, versions: Sequence[Version], posted_on: date, by: Actor, at: datetime
) -> list[Posting]:
    """Note that sheets of `versions` hang since `posted_on`; older sheets of these procedures come down.

    A version that hangs already is left as it is. Raises Invalid on "posted_on" for a day to come, or before
    the day on which the sheet that is replaced was put up.
    """
    if posted_on > local_date(at):
        raise Invalid({"posted_on": ["Ngày niêm yết không được sau hôm nay."]})
    with transaction.atomic():
        procedures = sorted({version.procedure_id for version in versions})
        list(Procedure.objects.select_for_update().filter(pk__in=procedures).order_by("pk"))
        hanging = {row.procedure_id: row for row in _hanging(agency).filter(procedure__in=procedures)}
        new = [one for one in versions if _version_on(hanging, one) != one.pk]
        old = [hanging[one.procedure_id] for one in new if one.procedure_id in hanging]
        _check_days(old, posted_on)
        for row in old:
            _bring_down(row, posted_on, by, at)
        rows = Posting.objects.bulk_create(
            Posting(
                agency=agency, procedure_id=one.procedure_id, version=one, posted_on=posted_on, posted_at=at,
                posted_by=by.name,
            )
            for one in new
        )  # fmt: skip
        if rows:
            _note("procedure.post", f"Ghi niêm yết {len(rows)} thủ tục từ {posted_on:%d/%m/%Y}", rows, by, at)
    return rows


def take_down(*, posting: Posting, on: date, by: Actor, at: datetime) -> Posting:
    """The sheet hangs no more since `on`.

    Raises Conflict where somebody took it down before, Invalid on "on" for a day that cannot be.
    """
    if not posting.posted_on <= on <= local_date(at):
        raise Invalid({"on": [f"Ngày gỡ cần từ {posting.posted_on:%d/%m/%Y} đến hôm nay."]})
    with transaction.atomic():
        row = _hanging(posting.agency).select_for_update().filter(pk=posting.pk).first()
        if row is None:
            raise Conflict(GONE)
        _bring_down(row, on, by, at)
        _note("procedure.unpost", f"Ghi gỡ niêm yết từ {on:%d/%m/%Y}", [row], by, at)
    return row


def _hanging(agency: Agency) -> QuerySet[Posting]:
    return Posting.objects.filter(agency=agency, taken_down_on__isnull=True)


def _version_on(hanging: dict[int, Posting], version: Version) -> int | None:
    row = hanging.get(version.procedure_id)
    return row.version_id if row else None


def _check_days(old: Sequence[Posting], posted_on: date) -> None:
    latest = max((row.posted_on for row in old), default=posted_on)
    if posted_on < latest:
        raise Invalid({"posted_on": [BEFORE.format(day=latest)]})


def _bring_down(row: Posting, on: date, by: Actor, at: datetime) -> None:
    row.taken_down_on, row.taken_down_at, row.taken_down_by = on, at, by.name
    row.save(update_fields=["taken_down_on", "taken_down_at", "taken_down_by"])


def _note(action: str, summary: str, rows: Sequence[Posting], by: Actor, at: datetime) -> None:
    record(
        action=action, by=by, at=at, object_type="agency", object_id=rows[0].agency_id, summary=summary,
        data={"versions": [row.version_id for row in rows]},
    )  # fmt: skip
