"""Imports by real workers on real commits: one takes a file once, a killed one leaves nothing behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from dossiers.models import Dossier
from dossiers.services.history import jobs, take_over
from portal.demo.office import Office, build
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.past_lines import DONE, LATE, OPEN, REFUSED
from tests.dossiers.test_history_jobs import ask, clock, fresh
from tests.workers import standing_still, wait_until_free

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def office() -> Office:
    """The office, committed: other connections see it."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


def apart(deed: Callable[[], object]) -> object:
    """Do it on a connection of its own."""
    try:
        return deed()
    finally:
        connection.close()


def test_a_file_that_breaks_the_worker_is_given_up_after_three_tries(office, monkeypatch):
    def crash(**_: object) -> None:
        raise MemoryError

    batch, good = ask(office, DONE), ask(office, REFUSED)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "take_over", crash)
        for attempt in (1, 2, 3):
            with pytest.raises(MemoryError):
                jobs.run_next(clock=clock)
            assert (fresh(batch).state, fresh(batch).attempts) == ("running", attempt)
    assert jobs.run_next(clock=clock)
    assert (fresh(batch).state, fresh(batch).file) == ("broken", None)
    assert not Dossier.objects.exists()
    assert jobs.run_next(clock=clock)
    assert fresh(good).state == "done"


def test_of_two_workers_one_takes_the_file_and_everybody_sees_how_far_it_is(office, monkeypatch):
    batch = ask(office, DONE, OPEN)
    half, go_on = Event(), Event()

    def slow(*, progress: Callable, **more: object) -> object:
        progress("Ghi hồ sơ", 1, 2)
        half.set()
        assert go_on.wait(60)
        return take_over(progress=progress, **more)

    monkeypatch.setattr(jobs, "take_over", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(apart, lambda: jobs.run_next(clock=clock))
        assert half.wait(60)
        seen = fresh(batch)
        assert (seen.state, seen.stage, seen.progress, seen.attempts) == ("running", "Ghi hồ sơ", 50, 1)
        assert not jobs.run_next(clock=clock)  # the second worker finds nothing that is free
        assert not Dossier.objects.exists()
        go_on.set()
        assert first.result(60)
    done = fresh(batch)
    assert (done.state, done.imported, done.attempts, done.progress) == ("done", 2, 1, 100)
    assert Dossier.objects.count() == 2


WORKER = """
import sys, time, pathlib, django
django.setup()
from django.utils import timezone
from dossiers.services.history import jobs, take_over
module = sys.modules[take_over.__module__]
def stand_still(*args):
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(300)
module._audit = stand_still  # everything is written, nothing is committed
jobs.run_next(clock=timezone.now)
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_whole(office, tmp_path):
    batch = ask(office, DONE, OPEN, REFUSED, LATE)
    with standing_still(WORKER, tmp_path):
        seen = fresh(batch)
        assert (seen.state, seen.attempts) == ("running", 1)
        assert not jobs.run_next(clock=clock)
    assert not Dossier.objects.exists()
    wait_until_free(lambda: jobs.run_next(clock=clock))
    done = fresh(batch)
    assert (done.state, done.attempts, done.imported) == ("done", 2, 4)
    assert Dossier.objects.count() == 4
