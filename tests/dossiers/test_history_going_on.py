"""Open dossiers of the past go on here: one clock, one run, every action works (domain.md 31)."""

from datetime import datetime

import pytest
from django.test import Client

from accounts.access import scope
from dossiers.models import ClockEntry, Dossier, DossierFact, Lateness, StepRun
from dossiers.selectors import ledger, present, queues
from dossiers.services import finish, route, supplement, withdraw
from dossiers.services.slip import print_slip, slip_data
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from dossiers.services.transition import open_run_of
from dossiers.states import Clock, ResultMethod, RunOutcome, State, Target
from dossiers.workflow import Action
from kit.actor import Actor
from notifications.models import Message
from portal.demo.office import Office
from tests import cast
from tests.accounts.captcha_answers import answer_to
from tests.cast import CITIZEN, at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.lives import BASIS, Act, somebody
from tests.dossiers.past_lines import DONE, LATE, NOW, OPEN, REFUSED, bring, line
from tests.dossiers.test_random_lives import let_one_procedure_resume

pytestmark = pytest.mark.django_db
LATE_OPEN = line(OPEN, code="TRE-1", received_at="2026-11-03", submitted_at="2026-11-03", due_at="2026-11-10")


def take_up(tmp_path, **cells: str) -> Dossier:
    bring(tmp_path, line(OPEN, **cells))
    return Dossier.objects.get(code=cells.get("code", OPEN["code"]))


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def books_agree(dossier: Dossier) -> None:
    """What is stored is what the ledger derives, for the dossier and for each of its runs."""
    dossier = fresh(dossier)
    now = ledger.derived(dossier)
    assert (now.due_at, now.clock, now.clock_from) == (dossier.due_at, dossier.clock, dossier.clock_from)
    last = ClockEntry.objects.filter(dossier=dossier, target=Target.DOSSIER).latest("no")
    assert last.due_after == dossier.due_at
    for run in dossier.runs.all():
        told = ledger.run_derived(run)
        assert (told.due_at, told.clock) == (run.due_at, run.clock)
    numbers = list(dossier.clock_entries.order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, dossier.last_entry_no + 1))
    windows = [(window.clock_from, window.due_at) for window in now.windows]
    assert windows == list(dossier.legs.order_by("ord").values_list("starts_at", "due_at"))
    fact = DossierFact.objects.get(dossier=dossier, known__upper_inf=True, effective__upper_inf=True)
    assert (fact.state, fact.due_at, fact.clock) == (dossier.state, dossier.due_at, dossier.clock)


@pytest.mark.parametrize("code", sorted(PROCEDURES))
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24T09:00", "2026-12-01T17:00"),
        ("2026-11-22T21:15", "2026-11-29T21:15"),  # a Sunday evening, due on another
        ("2026-11-03", "2026-11-10"),  # late already
        ("2026-11-26", "2026-11-26"),  # of today
    ],
)
def test_its_clock_keeps_the_promised_day_and_one_run_opens(office, tmp_path, code, received, due):
    dossier = take_up(tmp_path, procedure_code=code, submitted_at=received, received_at=received, due_at=due)
    books_agree(dossier)
    assert (dossier.state, dossier.clock, dossier.due_at) == (
        State.PROCESSING,
        Clock.RUNNING,
        dossier.due_original,
    )
    run = dossier.runs.get()
    assert (run.opened_at, run.attempt, run.assignee, run.step.role) == (NOW, 1, None, "process")
    assert run.allowance_minutes >= 60
    assert run.due_at > NOW
    assert dossier.legs.count() == dossier.version.legs.count()


def test_what_is_left_is_shared_out_over_the_steps_to_come(office, tmp_path):
    dossier = take_up(tmp_path)  # due in three and a half working days
    process, approve, give = dossier.version.steps.exclude(role="receive").order_by("ord")
    minutes = dossier.legs.get().allowances
    assert minutes[str(process.pk)] == dossier.runs.get().allowance_minutes
    assert sum(minutes[str(step.pk)] for step in (process, approve, give)) <= 4 * 480


def test_the_explanation_names_the_old_system(office, tmp_path):
    dossier = take_up(tmp_path)
    assert ledger.why(dossier) == ["Ngày hẹn trả ghi ở hệ thống trước đây: 17:00, thứ Ba 01/12/2026"]


def test_the_sweep_marks_nothing_twice_and_texts_nobody(office, tmp_path):
    bring(tmp_path, LATE_OPEN, LATE, DONE, REFUSED)
    before = set(Lateness.objects.values_list("pk", flat=True))
    done = sweep(at=NOW)
    assert done["dossier_late"] == done["run_late"] == done["intake_late"] == done["dossier_soon"] == 0
    assert done["reminded"] == 0
    assert set(Lateness.objects.values_list("pk", flat=True)) == before
    assert not Message.objects.exists()


def test_a_result_that_waits_since_long_ago_reminds_nobody(office, tmp_path):
    bring(tmp_path, line(returned_at=""))
    assert set(sweep(at=at("2026-12-20 08:00")).values()) == {0}


def test_a_dossier_that_becomes_late_here_is_marked_like_any_other(office, tmp_path):
    dossier = take_up(tmp_path)
    assert sweep(at=at("2026-12-02 00:01"))["dossier_late"] == 1
    assert Lateness.objects.get(dossier=dossier, target=Target.DOSSIER).became_late_at == at(
        "2026-12-02 00:00"
    )
    assert not Message.objects.filter(channel="sms").exists()
    books_agree(dossier)


def test_claim_forward_sign_finish_and_hand_over(office, tmp_path):
    dossier = take_up(tmp_path)
    minh = office.people["minh"]
    route.assign(dossier=dossier, by=office.actor("minh"), at=at("2026-11-26 10:30"), assignee=minh)
    cast.forward(office, dossier, at("2026-11-26 14:00"), "minh")
    books_agree(dossier)
    cast.forward(office, dossier, at("2026-11-27 08:00"), "khang")
    finish.finish(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-27 09:00"))
    finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-27 10:00"), how=ResultMethod.OFFICE,
        to="Nguyễn Thị Lan",
    )  # fmt: skip
    books_agree(dossier)
    ended = fresh(dossier)
    assert (ended.state, ended.outcome, ended.returned_to) == (State.RETURNED, "done", "Nguyễn Thị Lan")
    assert not Lateness.objects.exists()
    assert [e.action for e in ended.events.order_by("seq")] == [
        Action.IMPORT, Action.CLAIM, Action.FORWARD, Action.FORWARD, Action.FINISH, Action.RETURN,
    ]  # fmt: skip


def test_a_result_of_the_old_system_is_handed_over_here(office, tmp_path):
    bring(tmp_path, line(returned_at=""))
    dossier = Dossier.objects.get()
    finish.hand_over(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-27 10:00"), how=ResultMethod.OFFICE,
        to="Nguyễn Thị Lan",
    )  # fmt: skip
    assert fresh(dossier).state == State.RETURNED


def test_sent_back_from_the_leader_and_from_the_first_step(office, tmp_path):
    dossier = take_up(tmp_path)
    cast.forward(office, dossier, at("2026-11-26 14:00"), "minh")
    route.send_back(dossier=dossier, by=office.actor("khang"), at=at("2026-11-26 15:00"), note="Thiếu ý kiến")
    again = open_run_of(dossier)
    assert (again.step.role, again.attempt) == ("process", 2)
    route.send_back(dossier=dossier, by=office.actor("minh"), at=at("2026-11-26 15:30"), note="Thiếu giấy tờ")
    first = open_run_of(dossier)
    assert (first.step.role, first.attempt, first.allowance_minutes >= 60) == ("receive", 1, True)
    cast.forward(office, dossier, at("2026-11-26 16:00"), "hoa")
    books_agree(dossier)


def ask(office: Office, dossier: Dossier, who: str, moment: datetime) -> None:
    items = [Asked(name="Văn bản ủy quyền", basis=BASIS)]
    by = office.actor(who)
    supplement.ask(dossier=dossier, by=by, at=moment, reason="Thiếu giấy tờ", items=items)


@pytest.mark.parametrize("due", ["2026-12-01T17:00", "2026-11-25T17:00"], ids=["in time", "late"])
def test_a_supplement_starts_the_legal_clock_anew(office, tmp_path, due):
    dossier = take_up(tmp_path, due_at=due)
    ask(office, dossier, "minh", at("2026-11-26 11:00"))
    assert (fresh(dossier).clock, fresh(dossier).due_at) == (Clock.STOPPED, None)
    books_agree(dossier)
    supplement.complete(dossier=dossier, by=CITIZEN, at=at("2026-12-03 09:00"), answer="Đã bổ sung")
    books_agree(dossier)
    now = fresh(dossier)
    assert (now.state, now.due_at) == (State.PROCESSING, at("2026-12-08 17:00"))
    assert dossier.runs.filter(outcome=RunOutcome.RESTARTED).count() == 1


@pytest.mark.parametrize(
    ("due", "after"),
    [
        ("2026-12-01T17:00", "2026-12-08 17:00"),  # three working days were left
        ("2026-11-26T17:00", "2026-12-03 17:00"),  # none: the close of the day it is completed
        ("2026-11-25T17:00", "2026-11-25 17:00"),  # late before: a pause gives nothing back
    ],
)
def test_a_supplement_of_a_procedure_that_resumes_gives_what_was_left(office, tmp_path, due, after):
    let_one_procedure_resume()
    dossier = take_up(
        tmp_path, procedure_code="1.004845", received_at="2026-11-16T09:00", submitted_at="2026-11-16T09:00",
        due_at=due,
    )  # fmt: skip
    who = somebody(office, dossier, Action.ASK, at("2026-11-26 11:00"))
    ask(office, dossier, who, at("2026-11-26 11:00"))
    books_agree(dossier)
    supplement.complete(dossier=dossier, by=CITIZEN, at=at("2026-12-03 09:00"), answer="Đã bổ sung")
    books_agree(dossier)
    now = fresh(dossier)
    assert (now.clock, now.due_at) == (Clock.RUNNING, at(after))
    assert dossier.runs.count() == 1


def test_a_withdrawal_is_asked_and_confirmed(office, tmp_path):
    dossier = take_up(tmp_path)
    withdraw.withdraw(dossier=dossier, by=CITIZEN, at=at("2026-11-26 11:00"), reason="Không còn nhu cầu")
    books_agree(dossier)
    who = somebody(office, dossier, Action.CONFIRM_WITHDRAWAL, at("2026-11-26 14:00"))
    withdraw.confirm(dossier=dossier, by=office.actor(who), at=at("2026-11-26 14:00"))
    books_agree(dossier)
    assert (fresh(dossier).state, fresh(dossier).outcome) == (State.STOPPED, "withdrawn")


def test_a_withdrawal_is_declined_and_the_work_goes_on(office, tmp_path):
    dossier = take_up(tmp_path)
    withdraw.withdraw(dossier=dossier, by=CITIZEN, at=at("2026-11-26 11:00"), reason="Không còn nhu cầu")
    Act(office, fresh(dossier), Action.DECLINE_WITHDRAWAL, at("2026-11-26 14:00"), "khang").do()
    books_agree(dossier)
    assert open_run_of(dossier).step.role == "process"


@pytest.mark.parametrize("code", sorted(PROCEDURES))
@pytest.mark.parametrize("due", ["2026-12-01T17:00", "2026-11-25T17:00"], ids=["in time", "late"])
def test_every_procedure_goes_on_to_its_result_over_all_its_legs(office, tmp_path, code, due):
    dossier = take_up(tmp_path, procedure_code=code, due_at=due)
    moments = (at(f"2026-11-{day} {hour}:00") for day in (26, 27, 30) for hour in (11, 14, 16))
    for moment in moments:
        if fresh(dossier).state == State.DONE:
            break
        role = open_run_of(dossier).step.role
        action = Action.FINISH if role == "return" else Action.FORWARD
        who = somebody(office, fresh(dossier), action, moment)
        Act(office, fresh(dossier), action, moment, who).do()
        books_agree(dossier)
    assert fresh(dossier).state == State.DONE
    agencies = {run.leg.agency_id for run in StepRun.objects.filter(dossier=dossier)}
    assert agencies == set(dossier.legs.filter(runs__isnull=False).values_list("agency_id", flat=True))


def test_the_dossier_in_the_middle_of_a_second_leg_keeps_its_promise(office, tmp_path):
    dossier = next(
        found for code in sorted(PROCEDURES)
        if (found := take_up(tmp_path, procedure_code=code, code=f"HS-{code}")).legs.count() > 1
    )  # fmt: skip
    windows = list(dossier.legs.order_by("ord").values_list("starts_at", "due_at"))
    assert windows[-1][1] == dossier.due_at
    assert all(start <= end for start, end in windows)


# What people see.


def look_up(client: Client, code: str) -> str:
    page = client.get("/tra-cuu/")
    client.post("/tra-cuu/", {"code": code, **answer_to(page)})
    return client.get(f"/tra-cuu/{code}/").content.decode()


@pytest.mark.parametrize(
    "cells",
    [
        OPEN,
        LATE_OPEN,
        DONE,
        line(returned_at=""),
        LATE,
        REFUSED,
        line(outcome="stopped", returned_at=""),
        line(outcome="withdrawn", received_at="", due_at="", returned_at=""),
        line(due_at=""),
    ],
)
def test_a_citizen_looks_it_up_by_the_old_code(office, tmp_path, client, cells):
    bring(tmp_path, cells)
    page = look_up(client, cells["code"])
    assert "N*** T*** Lan" in page
    assert "Hồ sơ được chuyển từ hệ thống trước đây" in page
    assert "042165001234" not in page


@pytest.mark.parametrize("who", ["hoa", "minh", "khang", "yen"])
@pytest.mark.parametrize(
    "cells",
    [OPEN, LATE_OPEN, DONE, line(returned_at=""), LATE, REFUSED, line(due_at=""),
     line(outcome="withdrawn", received_at="", due_at="", returned_at="")],
)  # fmt: skip
def test_officers_open_its_page(office, tmp_path, cells, who):
    bring(tmp_path, cells)
    client = Client()
    client.force_login(office.people[who])
    page = client.get(f"/can-bo/ho-so/{cells['code']}/")
    assert page.status_code == 200
    assert "Hồ sơ được nhập từ hệ thống trước đây." in page.content.decode()


def test_it_lies_in_the_queue_of_its_unit(office, tmp_path):
    dossier = take_up(tmp_path)
    seen_by = scope(office.people["minh"], NOW.date())
    rows = present.rows(queues.lines(queues.queue(seen_by, "unit", NOW)), NOW)
    assert [row["code"] for row in rows] == [dossier.code]


@pytest.mark.parametrize("cells", [OPEN, DONE, REFUSED, line(due_at="")])
def test_its_control_slip_is_printed(office, tmp_path, cells):
    bring(tmp_path, cells)
    dossier = Dossier.objects.get()
    assert slip_data(dossier=dossier, at=NOW).code == dossier.code
    assert print_slip(dossier=dossier, by=Actor.system(), at=NOW).pdf.pages


def test_the_control_slip_tells_of_the_way_since_the_import(office, tmp_path, real_paper):
    dossier = take_up(tmp_path)
    cast.forward(office, dossier, at("2026-11-26 14:00"), "minh")
    data = slip_data(dossier=fresh(dossier), at=at("2026-11-26 15:00"))
    assert (data.due_at, len(data.rows)) == (at("2026-12-01 17:00"), 1)
    assert print_slip(dossier=fresh(dossier), by=Actor.system(), at=at("2026-11-26 15:00")).pdf.pages
