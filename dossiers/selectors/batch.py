"""Batches as the desk shows them: the dossiers that may be chosen, how far one is, how each dossier fared."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.access import Scope
from agencies.models import Agency
from dossiers.models import Batch, BatchItem, Dossier, StepRun
from dossiers.selectors.queues import visible


@dataclass(frozen=True)
class Counts:
    """How many dossiers of a batch are done, were refused, and in all."""

    done: int
    refused: int
    total: int

    @property
    def percent(self) -> int:
        """How far it is, floored."""
        return 100 * (self.done + self.refused) // max(self.total, 1)


def chosen(scope: Scope, codes: Iterable[str]) -> list[Dossier]:
    """The dossiers of these codes that the scope may see, with who holds them, by code. Two queries."""
    runs = StepRun.objects.filter(closed_at__isnull=True).select_related("step", "unit", "assignee")
    rows = visible(scope).filter(code__in=list(codes)).select_related("version")
    return list(
        rows.prefetch_related(Prefetch("runs", queryset=runs, to_attr="open_runs")).order_by("code", "pk")
    )


def batches_of(agency: Agency, user_id: int | None = None) -> QuerySet[Batch]:
    """The batches of an office, newest first; of one officer where `user_id` names them."""
    rows = Batch.objects.filter(agency=agency).select_related("assignee").order_by("-asked_at", "-pk")
    rows = rows.annotate(item_count=Count("items"))
    return rows.filter(actor_id=user_id) if user_id is not None else rows


def counts_of(batch: Batch) -> Counts:
    """How far it is. One query."""
    states = BatchItem.State
    found = batch.items.aggregate(
        done=Count("pk", filter=Q(state=states.DONE)),
        refused=Count("pk", filter=Q(state=states.REFUSED)),
        total=Count("pk"),
    )
    return Counts(**found)


def items_of(batch: Batch) -> list[BatchItem]:
    """Each dossier with its result: what was refused first, then in the order of the batch. One query."""
    rows = list(batch.items.select_related("dossier").order_by("ord", "pk"))
    return sorted(rows, key=lambda item: item.state != BatchItem.State.REFUSED)
