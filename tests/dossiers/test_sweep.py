"""The sweep marks what is late and what is due soon, dated when it became so, once (domain.md 5, 7, 8)."""

import pytest

from dossiers.models import Dossier, Lateness, StepRun
from dossiers.services import finish, sweep
from dossiers.states import Target
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

NOTHING = dict.fromkeys(
    (
        "run_late",
        "intake_late",
        "dossier_late",
        "question_late",
        "run_soon",
        "intake_soon",
        "dossier_soon",
        "duty",
        "reminded",
        "unanswered",
    ),
    0,
)


def late(target):
    return list(Lateness.objects.filter(target=target).values_list("due_at", "became_late_at"))


def test_an_empty_office_has_nothing_to_mark(office):
    assert sweep.sweep(at=at("2026-11-02 09:00")) == NOTHING


def test_a_run_is_late_after_its_minute_and_dated_then(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")  # the first step is due at 15:00
    assert sweep.sweep(at=at("2026-11-02 15:00"))["run_late"] == 0
    assert sweep.sweep(at=at("2026-11-02 19:00"))["run_late"] == 1
    assert late(Target.RUN) == [(at("2026-11-02 15:00"),) * 2]
    row = Lateness.objects.get()
    assert (row.unit.kind_key, row.holder) == ("one_stop", office.people["hoa"])
    assert StepRun.objects.get(dossier=dossier).late_marked_at == at("2026-11-02 19:00")


def test_who_holds_a_late_run_is_told_once_and_at_once(office):
    cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    for clock in ("15:01", "15:02", "16:00"):
        sweep.sweep(at=at(f"2026-11-02 {clock}"))
    told = Message.objects.get(template_key="officer_late")
    assert (told.channel, told.address) == ("email", "hoa@sontay.example")


def test_a_run_that_nobody_has_taken_is_told_to_everybody_who_may(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    cast.forward(office, dossier, at("2026-11-02 08:00"), "hoa")
    sweep.sweep(at=at("2026-11-03 08:00"))
    assert Message.objects.get(template_key="officer_late").address == "minh@sontay.example"


def test_the_citizen_is_never_told_of_lateness_by_the_sweep(office):
    cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    sweep.sweep(at=at("2026-12-01 07:30"))
    [citizen] = Message.objects.filter(address=cast.LAN.phone)
    assert citizen.template_key == "dossier_accepted"
    keys = set(Message.objects.exclude(pk=citizen.pk).values_list("template_key", flat=True))
    assert keys == {"officer_late", "officer_overdue"}


def test_an_answer_is_late_after_eight_working_hours(office):
    cast.file_online(office, at("2026-11-02 09:00"))
    assert sweep.sweep(at=at("2026-11-03 09:00"))["intake_late"] == 0
    assert sweep.sweep(at=at("2026-11-03 09:01"))["intake_late"] == 1
    assert late(Target.INTAKE) == [(at("2026-11-03 09:00"),) * 2]


def test_a_dossier_is_late_from_the_next_local_midnight(office):
    cast.take_in(office, at("2026-11-02 07:30"), "1.004845")  # due on the 4th at 17:00
    assert sweep.sweep(at=at("2026-11-04 23:59:59"))["dossier_late"] == 0
    assert sweep.sweep(at=at("2026-11-05 00:00"))["dossier_late"] == 1
    assert late(Target.DOSSIER) == [(at("2026-11-04 17:00"), at("2026-11-05 00:00"))]


def test_due_soon_is_marked_before_late_and_once(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    dossier.refresh_from_db()
    assert sweep.sweep(at=dossier.soon_at)["dossier_soon"] == 1
    assert sweep.sweep(at=dossier.soon_at)["dossier_soon"] == 0


def test_what_is_late_already_is_not_also_due_soon(office):
    cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    done = sweep.sweep(at=at("2026-12-01 08:00"))
    assert (done["dossier_soon"], done["run_soon"]) == (0, 0)


def test_more_than_a_batch_is_marked_in_one_sweep(office, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 2)
    for _ in range(5):
        cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    assert sweep.sweep(at=at("2026-11-02 16:00"))["run_late"] == 5


def test_a_kill_in_the_middle_loses_only_the_batch_and_the_next_sweep_finds_it(office, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 1)
    for _ in range(3):
        cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    mark, calls = sweep.mark_runs, []

    def die_at_the_second(**given):
        calls.append(1)
        mark(**given)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "mark_runs", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(at=at("2026-11-02 16:00"))
    assert Lateness.objects.count() == 1
    assert sweep.sweep(at=at("2026-11-02 16:00"))["run_late"] == 2
    assert Lateness.objects.count() == 3


def test_what_was_closed_late_between_two_sweeps_is_not_marked_again(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"), "1.004845")
    cast.forward(office, dossier, at("2026-11-02 15:30"), "hoa")
    assert late(Target.RUN) == [(at("2026-11-02 15:00"),) * 2]
    assert sweep.sweep(at=at("2026-11-02 15:31"))["run_late"] == 0


def test_a_result_that_nobody_fetches_is_remembered_once(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    dossier = cast.to_the_desk(office, dossier, [at("2026-11-02 08:00")] * 4)
    assert sweep.sweep(at=at("2026-11-09 16:59"))["reminded"] == 0
    assert sweep.sweep(at=at("2026-11-09 17:00"))["reminded"] == 1
    assert sweep.sweep(at=at("2026-11-30 17:00"))["reminded"] == 0
    assert Message.objects.filter(template_key="return_reminder").count() == 1


def test_a_result_that_was_fetched_is_not_reminded_of(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    dossier = cast.to_the_desk(office, dossier, [at("2026-11-02 08:00")] * 4)
    finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-03 08:00"), how="office", to="Nguyễn Thị Lan"
    )
    assert sweep.sweep(at=at("2026-12-01 08:00"))["reminded"] == 0


def test_an_ended_dossier_is_never_marked(office):
    dossier = cast.take_in(office, at("2026-11-02 07:30"))
    cast.to_the_desk(office, dossier, [at("2026-11-02 08:00")] * 4)
    done = sweep.sweep(at=at("2026-11-06 08:00"))
    assert done == NOTHING
    assert not Lateness.objects.exists()
    assert Dossier.objects.get().late_marked_at is None
