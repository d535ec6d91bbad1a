"""A moment that is settled is complete: no fact of it turns up later (domain.md 29, 30)."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dossiers.selectors import facts
from dossiers.services.history import take_over
from dossiers.services.history.jobs import begin
from kit.errors import DomainError
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.past_lines import BY, DONE, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]

LATER = timedelta(days=400)  # far past every effective moment of these tests


@pytest.fixture
def office() -> Office:
    """The office, committed: the threads have connections of their own."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


def apart(pool: ThreadPoolExecutor, deed: Callable[[], object]) -> Future:
    """Do it on a connection of its own."""

    def run() -> object:
        try:
            return deed()
        finally:
            connection.close()

    return pool.submit(run)


def slowly(write: Callable[[], object], written: Event, go_on: Event) -> Callable[[], None]:
    """A transaction that writes, then waits before it commits."""

    def deed() -> None:
        with transaction.atomic():
            write()
            written.set()
            assert go_on.wait(60)

    return deed


def seen_at(moment) -> set[int]:
    return set(facts.as_of(timezone.now() + LATER, moment).values_list("pk", flat=True))


def imports(folder) -> Callable[[], object]:
    def write() -> object:
        path = folder / "ho-so.csv"
        path.write_bytes(table([DONE]))
        now = timezone.now()
        batch = begin(file=None, name="ho-so.csv", sha256="0" * 64, agency=None, by=BY, at=now)
        return take_over(path=path, batch=batch, by=BY, at=now)

    return write


def test_who_fixes_a_moment_waits_for_everybody_who_was_at_work(office, pool, tmp_path):
    dossier = cast.take_in(office, at("2026-11-20 09:00"))
    for write in (
        lambda: cast.forward(office, dossier, at("2026-11-20 10:00"), "hoa"),
        lambda: cast.take_in(office, at("2026-11-20 10:00")),
        imports(tmp_path),
    ):
        written, go_on = Event(), Event()
        writing = apart(pool, slowly(write, written, go_on))
        assert written.wait(60)
        settled = apart(pool, facts.settle)
        with pytest.raises(TimeoutError):
            settled.result(timeout=0.5)
        go_on.set()
        writing.result(60)
        moment = settled.result(60)
        known = seen_at(moment)
        cast.forward(office, cast.take_in(office, at("2026-11-21 09:00")), at("2026-11-21 10:00"), "hoa")
        assert seen_at(moment) == known != set()


def test_who_begins_after_the_moment_is_not_waited_for_and_not_seen(office, pool):
    settled = facts.settle()
    written, go_on = Event(), Event()
    late = lambda: cast.take_in(office, at("2026-11-20 10:00"))  # noqa: E731
    writing = apart(pool, slowly(late, written, go_on))
    assert written.wait(60)
    before = seen_at(settled)
    go_on.set()
    writing.result(60)
    assert seen_at(settled) == before == set()
    assert len(seen_at(facts.settle())) == 1


def at_work() -> None:
    """Hold the dossiers' table as everybody does who is to write a fact."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_dossier IN ROW SHARE MODE")


def test_a_moment_of_the_past_waits_as_well(pool):
    """Whoever was at work then may still be at work now."""
    written, go_on = Event(), Event()
    writing = apart(pool, slowly(at_work, written, go_on))
    assert written.wait(60)
    moment = timezone.now() - timedelta(minutes=1)
    settled = apart(pool, lambda: facts.settle(moment))
    with pytest.raises(TimeoutError):
        settled.result(timeout=0.5)
    go_on.set()
    writing.result(60)
    assert settled.result(60) == moment


def test_whoever_begins_while_one_waits_is_not_waited_for(pool):
    first, second = (Event(), Event()), (Event(), Event())
    writing = apart(pool, slowly(at_work, *first))
    assert first[0].wait(60)
    settled = apart(pool, facts.settle)
    with pytest.raises(TimeoutError):
        settled.result(timeout=0.5)
    later = apart(pool, slowly(at_work, *second))
    assert second[0].wait(60)
    first[1].set()
    writing.result(60)
    assert settled.result(10)
    second[1].set()
    later.result(60)


def test_who_is_at_work_is_asked_after_the_clock_was_read():
    """Whoever begins in between is waited for, needlessly; the other way round would be a hole."""
    asked: list[str] = []

    def note(execute, sql, params, many, context) -> object:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        facts.settle()
    clock = next(n for n, sql in enumerate(asked) if "clock_timestamp" in sql)
    workers = next(n for n, sql in enumerate(asked) if "pg_locks" in sql)
    assert clock < workers


def test_a_moment_still_to_come_is_refused():
    with pytest.raises(DomainError, match="không thể ở tương lai"):
        facts.settle(timezone.now() + timedelta(minutes=5))


def test_a_wait_without_end_gets_a_sentence(pool, monkeypatch):
    monkeypatch.setattr(facts, "LONGEST_WAIT", timedelta(seconds=0.3))
    written, go_on = Event(), Event()
    writing = apart(pool, slowly(at_work, written, go_on))
    assert written.wait(60)
    try:
        with pytest.raises(DomainError, match="Vui lòng thử lại sau ít phút"):
            facts.settle()
    finally:
        go_on.set()
        writing.result(60)


def test_ones_own_transaction_is_not_waited_for():
    with transaction.atomic():
        at_work()
        assert facts.settle()
