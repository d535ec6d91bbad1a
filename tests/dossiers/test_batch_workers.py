"""Batches on real commits: two workers share nothing, a killed one is followed by one that goes on."""

import pytest

from dossiers.models import Event, StepRun
from dossiers.services import batch
from dossiers.workflow import Action
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.test_batch import ask, clock, results
from tests.dossiers.test_races import at_once
from tests.workers import standing_still, wait_until_free

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WORKER = """
import sys, time, pathlib, django
django.setup()
from django.utils import timezone
from dossiers.services import batch
from dossiers.workflow import Action
deed = batch.DEEDS[Action.FORWARD]
def stand_still(item, by, at):
    deed(item, by, at)
    if item.ord == 3:  # moved, and not committed
        pathlib.Path(sys.argv[1]).touch()
        time.sleep(300)
batch.DEEDS[Action.FORWARD] = stand_still
batch.run_next(clock=timezone.now)
"""


@pytest.fixture
def office() -> Office:
    """The office, committed: other connections see it."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


@pytest.fixture
def six(office):
    return [cast.take_in(office, at(f"2026-11-02 08:0{minute}")) for minute in range(6)]


def test_of_three_workers_one_does_the_batch(office, six):
    done = ask(office, Action.FORWARD, six)
    answers = at_once([lambda: batch.run_next(clock=clock)] * 3)
    assert answers.count(True) == 1
    assert results(done) == [("done", "")] * 6
    assert Event.objects.filter(action="forward").count() == 6


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_same(office, six, tmp_path):
    done = ask(office, Action.FORWARD, six)
    with standing_still(WORKER, tmp_path):
        assert [state for state, _ in results(done)] == ["done"] * 2 + ["waiting"] * 4
        assert not batch.run_next(clock=clock)  # somebody is at it
    wait_until_free(lambda: batch.run_next(clock=clock))
    assert results(done) == [("done", "")] * 6
    assert Event.objects.filter(action="forward").count() == 6
    assert StepRun.objects.filter(step__role="process").count() == 6
