"""A calendar change on real commits: killed in the middle and begun again, it ends the same (domain.md 9)."""

from datetime import date

import pytest

from agencies.models import Day
from agencies.services import add_day, publish_calendar
from dossiers.models import CalendarChange, ClockEntry, Dossier
from dossiers.selectors import ledger
from dossiers.services import calendar_change
from dossiers.states import EntryKind, Target
from kit.actor import Actor
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.workers import standing_still, wait_until_free

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BY = Actor.system("Văn phòng")
PUBLISHED = at("2026-11-03 08:00")
WORKER = """
import sys, time, pathlib, django
django.setup()
from django.utils import timezone
from dossiers.services import calendar_change
calendar_change.BATCH = 2
write, batches = calendar_change._Writer.write, []
def stand_still(self):
    write(self)
    batches.append(1)
    if len(batches) == 2:  # written, and not committed
        pathlib.Path(sys.argv[1]).touch()
        time.sleep(300)
calendar_change._Writer.write = stand_still
calendar_change.run(clock=timezone.now)
"""


@pytest.fixture
def office() -> Office:
    """The office, committed: other connections see it."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


def test_a_worker_killed_in_the_middle_of_a_change_is_followed_by_one_that_ends_the_same(office, tmp_path):
    dossiers = [cast.take_in(office, at("2026-11-02 08:00"), "1.004845") for _ in range(6)]
    add_day(
        agency=office.agency, date=date(2026, 11, 4), kind=Day.Kind.CLOSURE, name="Bão số 12", basis="",
        by=BY, at=PUBLISHED,
    )  # fmt: skip
    version = publish_calendar(agency=office.agency, by=BY, at=PUBLISHED, note="Bão số 12")
    change = calendar_change.begin(version=version, by=BY, at=PUBLISHED)
    with standing_still(WORKER, tmp_path):
        assert CalendarChange.objects.get(pk=change.pk).seen == 2  # the second batch is written, not kept
        assert calendar_change.run(clock=lambda: PUBLISHED) == 0  # somebody is at it
    wait_until_free(lambda: calendar_change.run(clock=lambda: PUBLISHED))
    change.refresh_from_db()
    assert (change.state, change.seen, change.moved) == ("done", 6, 6)
    rows = ClockEntry.objects.filter(kind=EntryKind.CALENDAR, target=Target.DOSSIER)
    assert sorted(rows.values_list("dossier_id", flat=True)) == sorted(one.pk for one in dossiers)
    for dossier in Dossier.objects.all():
        assert dossier.due_at == ledger.derived(dossier).due_at == at("2026-11-05 17:00")
