"""At a cut-off each due report is made once, with two workers of which one is killed in the middle."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents.models import StoredFile
from kit.clock import local_date
from portal.demo.office import build
from reports.models import Report
from reports.services import schedule
from tests.cast import at
from tests.notifications.kannel import own_redis_database
from tests.workers import Worker, empty

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WAIT = 90


@pytest.fixture
def workers(redis_url: str, tmp_path: Path) -> Iterator[list[Worker]]:
    own = own_redis_database(redis_url, 2)
    empty(own)
    both = [Worker(own, tmp_path, name=name) for name in ("first", "second")]
    yield both
    for worker in both:
        if worker.child and worker.child.poll() is None:
            worker.kill()
    empty(own)


def until(question: Callable[[], object]) -> None:
    """Wait until it is true."""
    deadline = time.monotonic() + WAIT
    while not question():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


def states() -> list[str]:
    return sorted(Report.objects.values_list("state", flat=True))


def test_each_due_report_is_made_once_though_a_worker_is_killed_in_the_middle(
    workers: list[Worker], tmp_path: Path, settings
) -> None:
    office = build(at=at("2026-01-05 08:00"), procedures={"2.000815"}, provinces={"42"})
    due = schedule.due(office.agency, local_date(timezone.now()))
    assert len(due) >= 3
    first, second = workers
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever has drawn a report can't keep its files yet: both workers stand in the middle of one.
        cursor.execute("LOCK TABLE documents_storedfile IN SHARE MODE")
        for worker in workers:
            worker.start(children=1)
        first.beat("reports.plan", "reports.plan", "reports.render", "reports.render")
        until(lambda: states().count("running") == 2)
        first.kill()
    until(lambda: "done" in states())
    second.beat("reports.plan", "reports.render")
    until(lambda: states() == ["done"] * len(due))
    made = list(Report.objects.order_by("pk"))
    assert sorted((r.kind, r.first, r.last) for r in made) == sorted((p.kind, p.first, p.last) for p in due)
    assert all(report.automatic for report in made)
    assert sum(report.attempts for report in made) == len(due) + 1  # one was begun twice
    assert StoredFile.objects.count() == 3 * len(due)
