"""The demo: every state is there, made by the services, and everything derived agrees with what is stored."""

import io
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from documents import forms as printer
from documents.models import StoredFile
from dossiers.models import Dossier, Event, Lateness, StepRun
from dossiers.selectors.ledger import derived, run_derived
from dossiers.states import Channel, Clock, Outcome, State, Target
from kit.clock import VN
from notifications.models import DemoMessage, Message
from portal.demo import papers
from portal.demo.fill import deliver, drive, fill
from portal.demo.office import Office, build
from portal.demo.plans import SCENES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=VN)
COUNT = 27
PROCEDURES = {scene.code for scene in SCENES[:17]}
UNREACHED = {State.PAYMENT}  # payments are taken in a later issue


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """The demo once for the module, undone at its end."""
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        # Drawing the forms takes half the time and is tested elsewhere.
        patch.setattr(printer, "render", lambda key, data, **_: papers.result(key))
        office = build(at=datetime(2025, 11, 21, 8, tzinfo=VN), procedures=PROCEDURES, provinces={"42"})
        fill(office=office, count=COUNT, seed=1, now=NOW)
        yield office
        transaction.set_rollback(True)


def test_the_demo_has_every_state_and_channel(office):
    dossiers = Dossier.objects.all()
    assert dossiers.count() == COUNT
    assert {dossier.state for dossier in dossiers} == set(State) - UNREACHED
    assert {dossier.channel for dossier in dossiers} == set(Channel)
    assert {dossier.outcome for dossier in dossiers} == {*Outcome, ""}


def test_the_desk_has_work_of_every_kind(office):
    assert Dossier.objects.filter(intake_clock=Clock.RUNNING, state=State.NEW).count() >= 3
    assert Dossier.objects.filter(intake_late_marked_at__isnull=False, state=State.NEW).exists()
    assert StepRun.objects.filter(closed_at=None, late_marked_at__isnull=False).exists()
    assert Dossier.objects.filter(state=State.DONE, reminded_at__isnull=False).exists()
    roles = StepRun.objects.filter(closed_at=None).values_list("step__role", flat=True)
    assert set(roles) == {"receive", "process", "approve", "return"}


def test_every_stored_clock_of_the_demo_is_the_one_its_ledger_derives(office):
    for dossier in Dossier.objects.all():
        own, intake = derived(dossier), derived(dossier, Target.INTAKE)
        assert (own.due_at, own.clock) == (dossier.due_at, dossier.clock), dossier.code
        assert (intake.due_at, intake.clock) == (dossier.intake_due_at, dossier.intake_clock), dossier.code
    for run in StepRun.objects.all():
        said = run_derived(run)
        assert (said.due_at, said.clock) == (run.due_at, run.clock), run.pk


def test_the_demo_happens_in_one_order_and_never_after_now(office):
    moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


def test_lateness_in_the_demo_is_dated_when_it_came(office):
    late = list(Lateness.objects.all())
    assert late
    assert all(row.due_at <= row.became_late_at <= NOW for row in late)


def test_the_files_of_the_demo_are_small(office):
    sizes = [file.size for file in StoredFile.objects.all()]
    assert sum(sizes) / COUNT < 150_000
    assert max(sizes) < 100_000


def test_old_messages_go_to_the_demo_inbox_at_their_own_time(office):
    waiting = Message.objects.filter(state=Message.State.QUEUED).count()
    assert deliver(now=NOW) == waiting > 0
    assert not Message.objects.filter(state=Message.State.QUEUED, next_try_at__lte=NOW).exists()
    assert DemoMessage.objects.filter(received_at__lt=datetime(2026, 10, 1, tzinfo=VN)).exists()
    assert not Message.objects.exclude(secret_values__isnull=True).exists()


def test_stories_share_one_clock(office):
    told = []

    def story(name, *days):
        for day in days:
            yield NOW.replace(day=day)
            told.append((day, name))

    drive([story("a", 1, 5), story("b", 3, 9), story("c", 25)], until=NOW)
    assert told == [(1, "a"), (3, "b"), (5, "a"), (9, "b")]


def test_the_command_does_nothing_where_dossiers_exist(office):
    call_command("demo", "--if-empty", stdout=io.StringIO())
    assert Dossier.objects.count() == COUNT
    with pytest.raises(CommandError, match="đã có hồ sơ"):
        call_command("demo", stdout=io.StringIO())


def test_the_command_prints_who_may_sign_in():
    out = io.StringIO()
    call_command("demo", "--logins", stdout=out)
    assert all(word in out.getvalue() for word in ("hoa", "Tiếp nhận", "khang", "Lãnh đạo duyệt", "quantri"))


def test_the_command_refuses_outside_demo_mode(settings):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("demo", stdout=io.StringIO())
