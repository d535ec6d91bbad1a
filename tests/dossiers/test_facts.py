"""What was true, and since when we knew it (domain.md 18, 20, 29)."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.utils import IntegrityError, ProgrammingError

from dossiers.models import ClockEntry, DossierFact, Event, IssuedForm, Lateness
from dossiers.services import facts, supplement
from dossiers.services.supplement import Asked
from dossiers.states import Clock, State
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office):
    """Filed, received, forwarded: three facts one after the other."""
    filed = cast.file_online(office, at("2026-11-02 09:00"))
    received = cast.receive(office, filed, at("2026-11-02 10:00"))
    return cast.forward(office, received, at("2026-11-02 14:00"), "hoa")


def known_now(dossier):
    return DossierFact.objects.filter(dossier=dossier, known__upper_inf=True).order_by("effective")


def test_every_moment_has_one_fact(dossier):
    assert list(known_now(dossier).values_list("state", "effective")) == [
        (State.NEW, DateTimeTZRange(at("2026-11-02 09:00"), at("2026-11-02 10:00"))),
        (State.RECEIVED, DateTimeTZRange(at("2026-11-02 10:00"), at("2026-11-02 14:00"))),
        (State.PROCESSING, DateTimeTZRange(at("2026-11-02 14:00"), None)),
    ]


def test_a_fact_says_what_a_report_counts(office, dossier):
    newest = known_now(dossier).last()
    assert (newest.agency, newest.channel, newest.clock) == (office.agency, "online", Clock.RUNNING)
    assert (str(newest.received_on), str(newest.due_on)) == ("2026-11-02", "2026-11-05")
    assert (newest.finished_on, newest.outcome) == (None, "")


def test_a_report_as_known_earlier_does_not_change(office, dossier):
    then = known_now(dossier).last().known.lower
    before = set(DossierFact.objects.filter(dossier=dossier, known__contains=then).values_list("pk", "state"))
    cast.forward(office, dossier, at("2026-11-03 08:00"), "minh")
    after = set(DossierFact.objects.filter(dossier=dossier, known__contains=then).values_list("pk", "state"))
    assert after == before


def test_two_changes_at_one_moment_leave_the_later(office):
    moment = at("2026-11-02 10:00")
    dossier = cast.file_online(office, moment)
    cast.receive(office, dossier, moment)
    assert [fact.state for fact in known_now(dossier)] == [State.RECEIVED]


def test_a_database_clock_set_back_does_no_harm(office, dossier):
    known = known_now(dossier).last().known.lower
    facts.record(dossier=dossier, at=at("2026-11-02 15:00"), known_at=known - timedelta(seconds=5))
    assert known_now(dossier).last().known.lower == known


def test_a_late_entry_of_a_whole_day_is_a_local_day(office):
    dossier = cast.take_in(office, at("2026-11-03 00:30"))  # the 2nd in UTC
    assert str(known_now(dossier).get().received_on) == "2026-11-03"


@pytest.mark.parametrize("model", [Event, DossierFact, ClockEntry, Lateness, IssuedForm])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_product_cannot_rewrite_what_only_grows(dossier, model, verb):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"), \
         transaction.atomic():  # fmt: skip
        cursor.execute(verb.format(model._meta.db_table))


def test_only_the_open_end_of_known_may_be_written(dossier):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        DossierFact.objects.filter(dossier=dossier).update(outcome="done")


def test_what_stopped_being_known_is_never_known_again(dossier):
    old = DossierFact.objects.filter(dossier=dossier, known__upper_inf=False).first()
    with pytest.raises(DatabaseError, match="can only stop being"), transaction.atomic():
        DossierFact.objects.filter(pk=old.pk).update(known=DateTimeTZRange(old.known.lower, None))


def test_the_beginning_of_known_cannot_be_moved(dossier):
    current = known_now(dossier).last()
    earlier = current.known.lower - timedelta(days=30)
    with pytest.raises(DatabaseError, match="can only stop being"), transaction.atomic():
        DossierFact.objects.filter(pk=current.pk).update(known=DateTimeTZRange(earlier, current.known.lower))


def test_two_truths_at_one_time_are_refused(dossier):
    twin = known_now(dossier).last()
    twin.pk = None
    with pytest.raises(IntegrityError, match="fact_one_truth_at_a_time"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_test_dossier_is_refused_by_the_database(office):
    tried = cast.take_in(office, at("2026-11-02 09:00"), is_test=True)
    with pytest.raises(IntegrityError, match="not counted"), transaction.atomic():
        facts.record(dossier=tried, at=at("2026-11-02 09:00"), known_at=at("2026-11-02 09:00"))


def test_events_are_written_with_both_times(dossier):
    event = Event.objects.filter(dossier=dossier).last()
    assert event.at == at("2026-11-02 14:00")
    assert event.recorded_at != event.at


def test_the_tests_run_as_the_product(dossier):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.DATABASE_ROLE,)


def test_a_fact_says_whether_it_was_appointed_anew_by_then(office, dossier):
    assert {fact.reappointed for fact in known_now(dossier)} == {False}
    cast.appoint_anew(office, dossier, at("2026-11-03 09:00"), date(2026, 11, 10), "minh")
    before, after = known_now(dossier).order_by("-effective")[1], known_now(dossier).last()
    assert (before.reappointed, after.reappointed) == (False, True)


def test_a_restart_forgets_the_appointed_day_and_not_that_there_was_one(office, dossier):
    cast.appoint_anew(office, dossier, at("2026-11-03 09:00"), date(2026, 11, 10), "minh")
    asked = [Asked(dossier.version.components.first(), what="Nộp bản rõ")]
    supplement.ask(dossier=dossier, by=office.actor("minh"), at=at("2026-11-03 10:00"), reason="Mờ",
                   items=asked)  # fmt: skip
    supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-04 10:00"), answer="Đây")
    dossier.refresh_from_db()
    assert (dossier.appointed_at, dossier.reappointments) == (None, 1)
    assert known_now(dossier).last().reappointed
