"""What was true of a dossier, written in the same transaction as the change (domain.md 29)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dossiers.deadlines import Derived, Entry, derive
from dossiers.models import Dossier, DossierFact
from dossiers.selectors.ledger import derived
from dossiers.states import State
from kit.clock import local_date

_NO_LONGER_KNOWN = """
    UPDATE dossiers_dossierfact SET known = tstzrange(lower(known), %s)
    WHERE dossier_id = ANY(%s) AND upper_inf(known)
"""
_CLOSE = """
    UPDATE dossiers_dossierfact SET known = tstzrange(lower(known), GREATEST(lower(known), %s))
    WHERE id = ANY(%s)
"""


def record(*, dossier: Dossier, at: datetime, known_at: datetime) -> DossierFact:
    """From `at` on this is true of the dossier, and we know it since `known_at`.

    The fact that was true until now stops being known as open-ended: it is replaced by one that ends at
    `at`. Nothing is deleted: a report "as known" before `known_at` still finds the old row.
    """
    known_at = _end_current(dossier, at, known_at)
    fact = _fact(dossier)
    fact.effective = DateTimeTZRange(at, None)
    fact.known = DateTimeTZRange(known_at, None)
    fact.save(force_insert=True)
    return fact


def record_many(*, dossiers: Sequence[Dossier], at: datetime, known_at: datetime) -> None:
    """`record` for many dossiers at once, each not before its own latest fact began."""
    current = {
        fact.dossier_id: fact
        for fact in DossierFact.objects.filter(
            dossier__in=dossiers, known__upper_inf=True, effective__upper_inf=True
        )
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [known_at, [fact.pk for fact in current.values()]])
    rows = []
    for dossier in dossiers:
        fact, old = _fact(dossier), current.get(dossier.pk)
        begins = max(at, old.effective.lower) if old else at
        known = DateTimeTZRange(max(known_at, old.known.lower) if old else known_at, None)
        fact.effective, fact.known = DateTimeTZRange(begins, None), known
        rows.append(fact)
        if old is not None and old.effective.lower < begins:
            old.pk, old.effective, old.known = None, DateTimeTZRange(old.effective.lower, begins), known
            rows.append(old)
    DossierFact.objects.bulk_create(rows)


def rewrite(*, dossiers: Sequence[Dossier], known_at: datetime) -> None:
    """What we knew of these dossiers was wrong: since they were filed it was as they stand now.

    `known_at` must not lie before the beginning of what is known of any of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NO_LONGER_KNOWN, [known_at, [dossier.pk for dossier in dossiers]])
    rows = [_fact(dossier) for dossier in dossiers]
    for row in rows:
        row.effective = DateTimeTZRange(row.submitted_at, None)
        row.known = DateTimeTZRange(known_at, None)
    DossierFact.objects.bulk_create(rows)


def correct(*, dossier: Dossier, at: datetime, known_at: datetime) -> None:
    """Its reception or its procedure was wrong from the beginning, and from `known_at` on we know better.

    Every stretch of its life is told anew: procedure and reception as they are now, the due day as the
    corrected ledger had it then. What was known before `known_at` stays known as of before.
    """
    old = list(DossierFact.objects.filter(dossier=dossier, known__upper_inf=True).order_by("effective"))
    known_at = max([known_at, *(fact.known.lower for fact in old)])
    with connection.cursor() as cursor:
        cursor.execute(_NO_LONGER_KNOWN, [known_at, [dossier.pk]])
    rows = derived(dossier).rows
    begins = _turns(dossier, old, at)
    new = [_fact_then(dossier, old, rows, moment) if moment < at else _fact(dossier) for moment in begins]
    for fact, moment, until in zip(new, begins, [*begins[1:], None], strict=True):
        fact.effective = DateTimeTZRange(moment, until)
        fact.known = DateTimeTZRange(known_at, None)
    DossierFact.objects.bulk_create(new)


def _turns(dossier: Dossier, old: Sequence[DossierFact], at: datetime) -> list[datetime]:
    """When something about the dossier became true: its filing, its reception, and whatever came since."""
    since = {fact.effective.lower for fact in old} | {dossier.received_at, at}
    return [dossier.submitted_at, *sorted(moment for moment in since if moment > dossier.submitted_at)]


def _fact_then(
    dossier: Dossier, old: Sequence[DossierFact], rows: Sequence[Entry], moment: datetime
) -> DossierFact:
    """What was true at a moment that has passed, by what we know now."""
    fact, was = _fact(dossier), next((f for f in reversed(old) if f.effective.lower <= moment), old[0])
    received = moment >= dossier.received_at
    then = derive(row for row in rows if row.effective_at <= moment) if received else Derived()
    fact.state, fact.intake_due_at = was.state, was.intake_due_at
    fact.reappointed, fact.clock = was.reappointed, then.clock
    fact.due_at, fact.due_on = then.due_at, local_date(then.due_at) if then.due_at else None
    if received and was.received_at is None:
        fact.state = State.RECEIVED
    elif not received:
        fact.state = State.NEW if was.received_at else was.state
        fact.received_at = fact.received_on = None
    return fact


def _end_current(dossier: Dossier, at: datetime, known_at: datetime) -> datetime:
    """Returns since when the change is known: never before what it replaces, were the clock set back."""
    current = DossierFact.objects.filter(
        dossier=dossier, known__upper_inf=True, effective__upper_inf=True
    ).first()
    if current is None:
        return known_at
    known_at = max(known_at, current.known.lower)
    DossierFact.objects.filter(pk=current.pk).update(known=DateTimeTZRange(current.known.lower, known_at))
    if current.effective.lower < at:
        current.pk = None
        current.effective = DateTimeTZRange(current.effective.lower, at)
        current.known = DateTimeTZRange(known_at, None)
        current.save(force_insert=True)
    return known_at


def _fact(dossier: Dossier) -> DossierFact:
    # What another office received counts from the day on which who decides has it (law.md R07).
    received, due, finished = dossier.handled_from, dossier.due_at, dossier.finished_at
    return DossierFact(
        dossier=dossier,
        agency=dossier.deciding_agency,
        receiving_agency=dossier.receiving_agency,
        sector_id=dossier.version.procedure.sector_id,
        procedure=dossier.version.procedure,
        channel=dossier.channel,
        submitted_at=dossier.submitted_at,
        intake_due_at=dossier.intake_due_at,
        received_on=local_date(received) if received else None,
        received_at=dossier.received_at if received else None,
        due_on=local_date(due) if due else None,
        due_at=due,
        finished_on=local_date(finished) if finished else None,
        finished_at=finished,
        outcome=dossier.outcome,
        clock=dossier.clock,
        state=dossier.state,
        own_account=dossier.own_account,
        reappointed=dossier.reappointments > 0,
    )
