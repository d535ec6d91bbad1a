"""From the list of old dossiers to their end: listed, confirmed by a person, some days in the bin, gone."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from agencies.models import Agency
from agencies.selectors import law_value
from audit.services import record
from documents.models import StoredFile
from documents.pruning import bin_time
from documents.services import erase, take_back
from dossiers.models import Dossier
from dossiers.services import dispose as heart
from keeping.models import Disposal, DisposalItem
from kit.actor import Actor
from kit.clock import local_date, months_before
from kit.errors import Conflict, Invalid
from kit.text import collapse

AT_MOST = 500  # dossiers a list: a person has to look at them
S = Disposal.State
LATE = "Danh sách này vừa được xử lý ở nơi khác. Anh/Chị xem lại trạng thái bên dưới."
OPEN_ONE = "Đang có một danh sách chưa xong. Xử lý xong danh sách đó rồi lập danh sách mới."


def kept_until(agency: Agency, at: datetime) -> datetime:
    """Dossiers of the office that were closed before this moment have been kept long enough."""
    years = law_value("dossier_retention_years", local_date(at), agency)
    return months_before(at, 12 * years)


def due(agency: Agency, at: datetime) -> QuerySet[Dossier]:
    """The office's dossiers whose time is over; never an open one."""
    return heart.due(agency=agency, before=kept_until(agency, at))


def lists_of(agency: Agency) -> QuerySet[Disposal]:
    """The office's lists, newest first."""
    return Disposal.objects.filter(agency=agency).order_by("-listed_at", "-pk")


@transaction.atomic
def list_due(*, agency: Agency, by: Actor, at: datetime) -> Disposal:
    """Write down what is due, the oldest first, at most 500. Changes no dossier.

    Raises Conflict where the office has an open list, or nothing is due.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if Disposal.objects.filter(agency=agency, state__in=Disposal.OPEN).exists():
        raise Conflict(OPEN_ONE, code="open list")
    found = list(due(agency, at)[:AT_MOST])
    if not found:
        raise Conflict("Chưa có hồ sơ nào hết thời hạn lưu giữ.", code="nothing due")
    made = Disposal.objects.create(
        agency=agency, before=kept_until(agency, at), listed_at=at, listed_by=by.name
    )
    DisposalItem.objects.bulk_create(
        DisposalItem(disposal=made, dossier=dossier, closed_at=dossier.closed_at) for dossier in found
    )
    _record(made, "list", f"Lập danh sách {len(found)} hồ sơ hết thời hạn lưu giữ.", by, at)
    return made


@transaction.atomic
def confirm(*, disposal: Disposal, basis: str, by: Actor, at: datetime) -> Disposal:
    """A person says yes, and by whose decision: the files go into the bin, the rest follows at `goes_at`.

    Raises Invalid on "basis", Conflict where somebody was first or a dossier is closed no longer.
    """
    locked = _locked(disposal, S.LISTED)
    words = collapse(basis)
    if not words:
        raise Invalid({"basis": ["Nhập số, ngày quyết định cho phép hủy."]})
    items = list(_kept_on(locked).select_related("dossier"))
    if not items:
        raise Invalid({"basis": ["Danh sách không còn hồ sơ nào."]})
    still_due = set(due(locked.agency, at).values_list("pk", flat=True))
    for item in items:
        if item.dossier_id not in still_due:
            raise Conflict(
                f"Hồ sơ {item.dossier.code} không còn thuộc diện hủy; hãy giữ lại hồ sơ này.", code="not due"
            )
        for file in heart.files_of(item.dossier):
            erase(file=file, by=by, at=at)
    locked.state, locked.basis = S.CONFIRMED, words[:300]
    locked.confirmed_at, locked.confirmed_by, locked.goes_at = at, by.name, at + bin_time(at)
    locked.save()
    _record(locked, "confirm", f"Xác nhận hủy {len(items)} hồ sơ theo {locked.basis}.", by, at)
    return locked


@transaction.atomic
def take_out(*, item: DisposalItem, by: Actor, at: datetime) -> DisposalItem:
    """Keep one dossier of an open list; out of the bin it has all its files again.

    Raises Conflict where the list is done, or its days in the bin are over.
    """
    locked = _locked(item.disposal, *Disposal.OPEN)
    if locked.goes_at is not None and at >= locked.goes_at:
        raise Conflict("Đã hết thời gian trong thùng rác, không giữ lại được nữa.", code="gone")
    row = DisposalItem.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=item.pk)
    if row.taken_out_at is not None:
        return row
    row.taken_out_at, row.taken_out_by = at, by.name
    row.save(update_fields=["taken_out_at", "taken_out_by"])
    if locked.state == S.CONFIRMED:
        for file in _binned_with(locked, row.dossier):
            take_back(file=file, by=by, at=at)
    _record(locked, "keep", f"Giữ lại hồ sơ {row.dossier.code}.", by, at)
    return row


@transaction.atomic
def withdraw(*, disposal: Disposal, by: Actor, at: datetime) -> Disposal:
    """Give the whole list up: every dossier stays, out of the bin too. Raises Conflict as `take_out` does."""
    locked = _locked(disposal, *Disposal.OPEN)
    for item in _kept_on(locked):
        take_out(item=item, by=by, at=at)
    Disposal.objects.filter(pk=locked.pk).update(state=S.WITHDRAWN, ended_at=at)
    _record(locked, "withdraw", "Bỏ danh sách hủy hồ sơ.", by, at)
    return Disposal.objects.get(pk=locked.pk)


def finish(*, at: datetime) -> int:
    """End what lay in the bin long enough; returns how many dossiers. Each commits alone; safe to repeat."""
    ripe = Disposal.objects.filter(state=S.CONFIRMED, goes_at__lte=at).order_by("goes_at", "pk")
    return sum(_finish(disposal, at) for disposal in ripe)


def _finish(disposal: Disposal, at: datetime) -> int:
    by = Actor.system()
    done = sum(
        heart.dispose(dossier=item.dossier, by=by, at=at)
        for item in _kept_on(disposal).select_related("dossier")
    )
    ended = Disposal.objects.filter(pk=disposal.pk, state=S.CONFIRMED).update(state=S.DONE, ended_at=at)
    if ended:
        _record(disposal, "done", "Hủy xong danh sách hồ sơ.", by, at)
    return done


def _kept_on(disposal: Disposal) -> QuerySet[DisposalItem]:
    """The dossiers that the list still means."""
    return disposal.items.filter(taken_out_at__isnull=True).order_by("closed_at", "pk")


def _binned_with(disposal: Disposal, dossier: Dossier) -> QuerySet[StoredFile]:
    """Files that this list put into the bin, not those that were erased long before."""
    return heart.files_of(dossier).filter(erased_at=disposal.confirmed_at)


def _locked(disposal: Disposal, *states: str) -> Disposal:
    locked = Disposal.objects.select_for_update(of=("self",)).select_related("agency").get(pk=disposal.pk)
    if locked.state not in states:
        raise Conflict(LATE, code="race")
    return locked


def _record(disposal: Disposal, verb: str, summary: str, by: Actor, at: datetime) -> Any:
    record(
        action=f"keeping.disposal_{verb}", by=by, at=at, object_type="disposal", object_id=disposal.pk,
        summary=summary,
    )  # fmt: skip
