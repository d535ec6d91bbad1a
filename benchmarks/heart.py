"""How fast the heart beats: due dates a second, one dossier's whole life, an officer's page of 300 dossiers.

    python benchmarks/heart.py [rounds]

Works on the database that the product would use, with whatever dossiers it holds; needs an office that uses
the product (`make run` once). Every life is rolled back, its files are removed.
"""

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402

from accounts.access import actor_of, officers_with, scope  # noqa: E402
from accounts.permissions import Permission  # noqa: E402
from agencies.selectors import active_agencies, calendar_for, unit_of  # noqa: E402
from agencies.worktime.limits import Limit, due  # noqa: E402
from dossiers.models import Dossier  # noqa: E402
from dossiers.people import Person  # noqa: E402
from dossiers.selectors import present, queues  # noqa: E402
from dossiers.services import counter, finish, route  # noqa: E402
from dossiers.services.birth import Filing  # noqa: E402
from dossiers.states import Channel, ResultMethod, Source  # noqa: E402
from dossiers.workflow import ROLE_PERMISSION  # noqa: E402
from kit.clock import VN, local_date  # noqa: E402
from procedures.selectors import offered  # noqa: E402

LIMIT = Limit.from_dict({"unit": "working_day", "amount": 5})
CLERK = Person(name="Người Thử", id_number="042000000000", phone="84912000000", address="Xã Sơn Tây")
MOMENTS = [datetime(2026, 11, 2, hour, 0, tzinfo=VN) for hour in (8, 9, 10, 14, 15, 16)]


def timed(name: str, work: Callable[[], object], rounds: int) -> None:
    """Run it and say the median and the spread in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    low, mid, high = min(times), statistics.median(times), max(times)
    print(f"{name:44} median {mid:8.1f} ms   {low:.1f}–{high:.1f} ms   {rounds} rounds", flush=True)


def officer(agency, step):
    """Anybody of the office who may do this step."""
    unit = unit_of(agency, step.unit_kind)
    people = officers_with(ROLE_PERMISSION[step.role], agency, unit, on=local_date(MOMENTS[0]))
    return actor_of(people.first(), unit.name)


@transaction.atomic
def life(agency, version) -> None:
    """Counter to returned result, with Mẫu 01; rolled back."""
    desk, handler, leader, returner = (officer(agency, step) for step in version.steps.order_by("ord"))
    filing = Filing(
        version=version, case=version.cases.first(), agency=agency,
        channel=Channel.DIRECT, source=Source.COUNTER, filer=CLERK, owner=CLERK,
        result_method=ResultMethod.OFFICE, is_test=True,
    )  # fmt: skip
    ticks = [counter.Tick(component, originals=1, shown=True) for component in version.components.all()]
    dossier = counter.take_in(filing=filing, ticks=ticks, by=desk, at=MOMENTS[0])
    for actor, moment in zip((desk, handler, leader), MOMENTS[1:], strict=False):
        dossier = route.forward(dossier=dossier, by=actor, at=moment)
    dossier = finish.finish(dossier=dossier, by=returner, at=MOMENTS[4])
    finish.hand_over(dossier=dossier, by=returner, at=MOMENTS[5], how=ResultMethod.OFFICE, to=CLERK.name)
    transaction.set_rollback(True)


def main(rounds: int) -> None:
    agency = active_agencies().first()
    if agency is None:
        raise SystemExit("No agency uses the product yet: `make run` once.")
    cal, on = calendar_for(agency), local_date(MOMENTS[0])
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{Dossier.objects.count()} dossiers")  # fmt: skip
    timed(
        "1,000 due dates of 5 working days",
        lambda: [due(cal, LIMIT, MOMENTS[0]) for _ in range(1000)],
        rounds,
    )
    version = offered(agency, on).get(procedure__code="2.000884")
    settings.MEDIA_ROOT = tempfile.mkdtemp()
    try:
        timed("a life: 6 actions, Mẫu 01, 2 messages", lambda: life(agency, version), rounds)
    finally:
        shutil.rmtree(settings.MEDIA_ROOT)
    eyes = scope(officers_with(Permission.COUNTER, agency, on=on).first(), on)
    now = datetime.now(VN)
    timed("queue counts", lambda: queues.counts(eyes, now), rounds)
    timed(
        "first 50 of the open queue, as rows",
        lambda: present.rows(queues.lines(queues.queue(eyes, "open", now)[:50]), now),
        rounds,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
