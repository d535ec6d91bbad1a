"""Many hands at once, on a real PostgreSQL with real commits (issue 2, "Must show" 5)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from documents.models import FileState, StoredFile
from dossiers.models import ClockEntry, Dossier, Draft, Event, IssuedForm, Lateness, StepRun
from dossiers.services import drafts, finish, intake, keys, route, sweep, withdraw
from dossiers.services.reissue import correct_form
from dossiers.services.slip import print_slip
from dossiers.services.submit import submit
from dossiers.states import State, Target
from kit.errors import Conflict, DomainError
from notifications.models import Message
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.dossiers.conftest import PROCEDURES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]

MORNING = at("2026-11-20 09:00")


@pytest.fixture
def office() -> Office:
    """The office, committed: the threads have connections of their own."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """What each deed gives when all start together; a DomainError is given, anything else is raised."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            return deed()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_fifty_submissions_at_once_get_fifty_codes_without_a_gap(office, settings):
    settings.FILINGS_PER_NUMBER_A_DAY = 100  # all of them are bà Lan's
    waiting = [cast.fill_in(office, MORNING) for _ in range(50)]
    at_once([lambda draft=draft: submit(draft=draft, at=MORNING) for draft in waiting])
    codes = sorted(Dossier.objects.values_list("code", flat=True))
    assert codes == [f"H42.18172-261120-{number:04d}" for number in range(1, 51)]
    assert Message.objects.filter(template_key="dossier_filed").count() == 50


def test_one_draft_submitted_ten_times_at_once_makes_one_dossier_and_one_message(office):
    draft = cast.fill_in(office, MORNING)
    answers = at_once([lambda: submit(draft=Draft.objects.get(pk=draft.pk), at=MORNING)] * 10)
    assert {answer.dossier.pk for answer in answers} == {Dossier.objects.get().pk}
    assert [answer.fresh for answer in answers].count(True) == 1
    assert len([answer for answer in answers if answer.key]) == 1
    assert Message.objects.count() == 1


def test_of_two_officers_who_receive_one_dossier_one_is_told_who_was_first(office):
    dossier = cast.file_online(office, MORNING)
    noon = at("2026-11-20 11:00")
    answers = at_once(
        [
            lambda who=who: intake.receive(
                dossier=Dossier.objects.get(pk=dossier.pk), by=office.actor(who), at=noon
            )
            for who in ("hoa", "tam")
        ]
    )
    received = [answer for answer in answers if isinstance(answer, Dossier)]
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(received), len(refused)) == (1, 1)
    first = received[0].received_by.full_name
    assert f"{first} vừa thực hiện “Tiếp nhận hồ sơ” với hồ sơ này lúc 11:00." in str(refused[0])
    assert IssuedForm.objects.count() == 1
    assert Message.objects.filter(template_key="dossier_accepted").count() == 1
    assert StepRun.objects.count() == 1


def test_two_forms_printed_at_once_get_two_numbers(office):
    dossiers = [cast.take_in(office, MORNING) for _ in range(2)]
    deeds = [
        lambda dossier=dossier: withdraw.stop(
            dossier=dossier, by=office.actor("hoa"), at=MORNING, note="Đề nghị tại quầy"
        )
        for dossier in dossiers
    ]
    at_once(deeds)
    assert sorted(IssuedForm.objects.filter(key="stop").values_list("number", flat=True)) == [1, 2]


def test_of_two_who_correct_a_form_at_once_one_is_told_of_the_other(office):
    form = IssuedForm.objects.get(dossier=cast.take_in(office, MORNING))
    deeds = [
        lambda who=who: correct_form(
            form=form, changes={"applicant.name": "Nguyễn Thị Lân"}, reason="Sai tên",
            by=office.actor(who), at=MORNING,
        )
        for who in ("hoa", "tam")
    ]  # fmt: skip
    answers = at_once(deeds)
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "IssuedForm"]
    assert sorted(IssuedForm.objects.values_list("number", flat=True)) == [1, 2]


def test_one_slip_printed_twice_at_once_is_one_paper(office):
    dossier = cast.take_in(office, MORNING)
    papers = at_once([lambda: print_slip(dossier=dossier, by=office.actor("hoa"), at=MORNING)] * 2)
    assert len({paper.pk for paper in papers}) == 1


def test_two_officers_forwarding_at_once_move_it_one_step(office):
    dossier = cast.take_in(office, MORNING)
    answers = at_once(
        [
            lambda who=who: route.forward(
                dossier=Dossier.objects.get(pk=dossier.pk), by=office.actor(who), at=MORNING, seen=1
            )
            for who in ("hoa", "tam")
        ]
    )
    assert sorted(type(answer) for answer in answers if isinstance(answer, Conflict)) == [Conflict]
    assert list(StepRun.objects.order_by("pk").values_list("step__role", flat=True)) == ["receive", "process"]


def test_thirty_dossiers_at_the_counter_at_once_fill_the_register_without_a_gap(office):
    at_once([lambda: cast.take_in(office, MORNING)] * 30)
    lines = sorted(Dossier.objects.values_list("register_no", flat=True))
    numbers = sorted(IssuedForm.objects.values_list("number", flat=True))
    assert lines == numbers == list(range(1, 31))


def test_a_submission_that_fails_gives_its_number_back(office):
    def fail() -> None:
        with transaction.atomic():
            submit(draft=doomed, at=MORNING)
            raise DomainError("mất điện")

    doomed, lucky = cast.fill_in(office, MORNING), cast.fill_in(office, MORNING)
    at_once([fail, lambda: submit(draft=lucky, at=MORNING)])
    submit(draft=Draft.objects.get(pk=doomed.pk), at=MORNING)
    codes = sorted(Dossier.objects.values_list("code", flat=True))
    assert codes == ["H42.18172-261120-0001", "H42.18172-261120-0002"]


def test_two_sweeps_at_once_mark_every_clock_exactly_once(office):
    for _ in range(15):
        cast.take_in(office, MORNING)
        cast.file_online(office, MORNING)
    later = at("2026-12-01 08:00")
    done = at_once([lambda: sweep.sweep(at=later)] * 2)
    late = ("run_late", "intake_late", "dossier_late")
    assert [sum(answer[key] for answer in done) for key in late] == [15, 15, 15]
    assert Lateness.objects.count() == 45
    assert sum(sweep.sweep(at=later).values()) == 0


def test_a_sweep_and_the_officers_meet_without_harm(office):
    """Runs are closed while the sweep marks them: each is marked once, by one or by the other."""
    dossiers = [cast.take_in(office, MORNING) for _ in range(12)]
    later = at("2026-11-27 08:00")  # a day after the dossiers were due

    def forward(pk: int) -> object:
        return route.forward(dossier=Dossier.objects.get(pk=pk), by=office.actor("hoa"), at=later)

    answers = at_once(
        [*(lambda pk=d.pk: forward(pk) for d in dossiers), *([lambda: sweep.sweep(at=later)] * 3)]
    )
    assert not [answer for answer in answers if isinstance(answer, DomainError)]
    sweep.sweep(at=later)
    first_runs = StepRun.objects.filter(step__role="receive")
    assert first_runs.filter(late_marked_at=None).count() == 0
    assert Lateness.objects.filter(target=Target.RUN).count() == 12
    assert Lateness.objects.filter(target=Target.DOSSIER).count() == 12


def test_an_upload_that_loses_the_race_against_the_submission_leaves_no_file_behind(office):
    for _ in range(6):
        draft = cast.fill_in(office, MORNING)
        component = draft.version.components.order_by("ord").first()
        at_once(
            [
                lambda d=draft, c=component: drafts.attach(
                    draft=d, component=c, upload=cast.photo(), at=MORNING
                ),
                lambda d=draft: submit(draft=d, at=MORNING),
            ]
        )
    handed_in = set(StoredFile.objects.filter(state=FileState.OK).values_list("pk", flat=True))
    kept = set()
    for dossier in Dossier.objects.all():
        kept |= set(dossier.files.values_list("file_id", flat=True))
        assert set(dossier.draft.files.filter(removed_at=None).values_list("file_id", flat=True)) == set(
            dossier.files.values_list("file_id", flat=True)
        )
    assert handed_in == kept


def test_parallel_guesses_of_a_key_meet_the_same_wait(office):
    dossier = cast.file_online(office, MORNING)

    def guess(number: int) -> Dossier:
        return keys.unlock(code=dossier.code, key=f"AAAA-AA{number:02d}", address="10.0.0.7", at=MORNING)

    answers = at_once([lambda n=n: guess(n) for n in range(12)])
    assert all(isinstance(answer, DomainError) for answer in answers)
    assert [answer.code for answer in answers].count("wrong_key") == 4  # three free, one that earns the wait
    assert [answer.code for answer in answers].count("wait") == 8


def test_a_result_is_finished_once_though_two_press_the_button(office):
    dossier = cast.take_in(office, MORNING)
    for who in ("hoa", "minh", "khang"):
        dossier = cast.forward(office, dossier, MORNING, who)
    answers = at_once(
        [
            lambda who=who: finish.finish(
                dossier=Dossier.objects.get(pk=dossier.pk), by=office.actor(who), at=MORNING
            )
            for who in ("hoa", "tam")
        ]
    )
    assert len([answer for answer in answers if isinstance(answer, Conflict)]) == 1
    assert Message.objects.filter(template_key="result_ready").count() == 1


def test_what_breaks_in_the_middle_leaves_nothing_behind(office, monkeypatch):
    dossier = cast.file_online(office, MORNING)
    before = (Event.objects.count(), ClockEntry.objects.count(), Message.objects.count())

    def no_paper(**_: object) -> None:
        raise DomainError("Máy in lỗi")

    monkeypatch.setattr("dossiers.services.forms.issue_receipt", no_paper)
    with pytest.raises(DomainError, match="Máy in"):
        cast.receive(office, dossier, MORNING)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.register_no) == (State.NEW, None)
    assert (Event.objects.count(), ClockEntry.objects.count(), Message.objects.count()) == before
    assert not StepRun.objects.exists()
    monkeypatch.undo()
    assert cast.receive(office, dossier, MORNING).register_no == 1
