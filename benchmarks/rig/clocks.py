"""Measures the clocks of many open dossiers in the house: a new holiday, and the sweep for what is late.

    python -m benchmarks.rig.clocks holiday 20000
    python -m benchmarks.rig.clocks sweep 1000000 10000

Prints JSON.
"""

import json
import sys
import threading
import time
from datetime import date, datetime, timedelta
from random import Random
from statistics import median

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from accounts.access import actor_of, officers_with  # noqa: E402
from agencies.models import Agency, Day  # noqa: E402
from agencies.selectors import unit_of  # noqa: E402
from agencies.services import add_day, publish_calendar  # noqa: E402
from benchmarks.rig.clones import as_owner, multiply  # noqa: E402
from dossiers.models import ClockEntry, Dossier, Lateness, StepRun  # noqa: E402
from dossiers.people import Person  # noqa: E402
from dossiers.selectors.calendar_change import preview  # noqa: E402
from dossiers.services import calendar_change, counter, route  # noqa: E402
from dossiers.services.birth import Filing  # noqa: E402
from dossiers.services.sweep import sweep  # noqa: E402
from dossiers.states import Channel, EntryKind, ResultMethod, Source, Target  # noqa: E402
from dossiers.workflow import ROLE_PERMISSION  # noqa: E402
from kit.actor import Actor  # noqa: E402
from kit.clock import VN  # noqa: E402
from portal.demo.office import build  # noqa: E402
from procedures.selectors import offered  # noqa: E402

OPENED = datetime(2026, 1, 5, 8, tzinfo=VN)
MONDAY = datetime(2026, 11, 2, 8, tzinfo=VN)
HOLIDAY = date(2026, 11, 4)
PROCEDURE = "1.004837"  # three working days
CLERK = Person(name="Người Thử", id_number="042000000000", phone="84912000000", address="Xã Sơn Tây")
BY = Actor.system("Phép đo")
PROTOTYPES = 20
ACTIONS = 60  # of an officer meanwhile


def received() -> list[int]:
    """Some dossiers received through the real services on a Monday morning."""
    office = build(at=OPENED)
    agency = office.agency
    version = offered(agency, MONDAY.date()).get(procedure__code=PROCEDURE)
    filing = Filing(
        version=version, case=version.cases.first(), agency=agency, channel=Channel.DIRECT,
        source=Source.COUNTER, filer=CLERK, owner=CLERK, result_method=ResultMethod.OFFICE,
    )  # fmt: skip
    ticks = [counter.Tick(part, originals=1, shown=True) for part in version.components.all()]
    by = office.actor("hoa")
    moments = (MONDAY + timedelta(minutes=9 * number) for number in range(PROTOTYPES))
    return [counter.take_in(filing=filing, ticks=ticks, by=by, at=moment).pk for moment in moments]


def holiday(count: int) -> dict:
    """So many open dossiers, then a holiday: how long it takes, and how long an officer waits meanwhile."""
    with transaction.atomic():
        multiply(received(), count // PROTOTYPES - 1)
    agency = Dossier.objects.first().receiving_agency
    at = MONDAY + timedelta(days=1)
    add_day(agency=agency, date=HOLIDAY, kind=Day.Kind.CLOSURE, name="Bão", basis="", by=BY, at=at)
    began = time.perf_counter()
    told = preview(agency, at)
    seconds = {"preview_of": told.seen, "preview": time.perf_counter() - began}
    version = publish_calendar(agency=agency, by=BY, at=at, note="Nghỉ tránh bão")
    change = calendar_change.begin(version=version, by=BY, at=at)
    waits: list[float] = []
    stop = threading.Event()
    officer = threading.Thread(target=_work, args=(agency, at, waits, stop))
    officer.start()
    began = time.perf_counter()
    batches = calendar_change.run(clock=lambda: at)
    seconds["change"] = time.perf_counter() - began
    stop.set()
    officer.join()
    change.refresh_from_db()
    moved = ClockEntry.objects.filter(kind=EntryKind.CALENDAR, target=Target.DOSSIER).count()
    return seconds | {
        "dossiers": count, "seen": change.seen, "moved": moved, "batches": batches, "state": change.state,
        "officer_acts": len(waits), "officer_longest": max(waits), "officer_median": median(waits),
    }  # fmt: skip


def _work(agency: Agency, at: datetime, waits: list[float], stop: threading.Event) -> None:
    """An officer forwards dossiers picked by dice while the calendar goes through them."""
    unit = unit_of(agency, "one_stop")
    by = actor_of(officers_with(ROLE_PERMISSION["receive"], agency, unit, on=at.date()).first(), unit.name)
    dice = Random(1)
    keys = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    for pk in dice.sample(keys, ACTIONS * 20):
        if stop.is_set():
            break
        began = time.perf_counter()
        route.forward(dossier=Dossier.objects.get(pk=pk), by=by, at=at + timedelta(minutes=1))
        waits.append(time.perf_counter() - began)
        time.sleep(0.05)
    connection.close()


def late(count: int, overdue: int) -> dict:
    """So many open runs of which some have just become late: one sweep, then a second that finds nothing."""
    with transaction.atomic():
        multiply(received(), count // PROTOTYPES - 1)
        at = MONDAY + timedelta(days=1)
        StepRun.objects.update(due_at=at + timedelta(days=30), soon_at=at + timedelta(days=29))
        near = at + timedelta(days=29)
        Dossier.objects.update(due_at=at + timedelta(days=30), soon_at=near, duty_at=near)
        some = StepRun.objects.order_by("-pk").values_list("pk", flat=True)[:overdue]
        StepRun.objects.filter(pk__in=list(some)).update(due_at=at - timedelta(minutes=1))
    as_owner("VACUUM ANALYZE dossiers_steprun, dossiers_dossier")
    began = time.perf_counter()
    marked = sweep(at=at)
    first = time.perf_counter() - began
    began = time.perf_counter()
    again = sweep(at=at)
    return {
        "runs": count, "marked": marked["run_late"], "seconds": first, "again": again["run_late"],
        "again_seconds": time.perf_counter() - began, "rows": Lateness.objects.count(),
    }  # fmt: skip


if __name__ == "__main__":
    verb, *numbers = sys.argv[1:]
    print(json.dumps({"holiday": holiday, "sweep": late}[verb](*map(int, numbers))))
