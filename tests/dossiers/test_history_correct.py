"""What was imported wrongly is put right; what was known stays known (domain.md 29, 31)."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from audit.models import AuditEntry
from dossiers.models import Dossier, DossierFact, Event, HistoryImport, HistoryRow, Lateness, Party
from dossiers.selectors import facts
from dossiers.services import finish, route
from dossiers.services.history import BadHistory
from dossiers.services.history.correct import clean_reason
from dossiers.states import Clock, ResultMethod, State
from dossiers.workflow import Action
from kit.errors import Invalid
from notifications.models import Message
from reports.forms import FORMS
from reports.periods import Period
from reports.selectors import make_edition
from tests import cast
from tests.cast import at
from tests.desk.access import second_office
from tests.dossiers.past_lines import DONE, LATE, NOW, OPEN, REFUSED, bring, line, put_right, table
from tests.dossiers.test_history_import import census

pytestmark = pytest.mark.django_db
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
LATER = at("2026-11-26 16:00")


def faults_of(tmp_path, *lines, **more) -> list[str]:
    before = census()
    with pytest.raises(BadHistory) as bad:
        put_right(tmp_path, *lines, **more)
    left = census()
    left["dossiers.HistoryImport"] -= 1  # the helper's own row
    assert left == before
    return [str(fault) for fault in bad.value.faults]


def database_now():
    return facts.settle()


def figures(office, known_at=None) -> dict[int, int]:
    form = next(iter(FORMS.values()))
    return make_edition(form, office.agency, JUNE, known_at).total


def test_a_corrected_line_changes_the_dossier(office, tmp_path):
    bring(tmp_path, DONE)
    new = line(
        channel="post", due_at="2026-06-05T17:00", finished_at="2026-06-04T10:00", returned_at="",
        outcome="rejected", owner_name="Nguyễn Thị Lành", owner_id="184123456", phone="",
    )  # fmt: skip
    assert put_right(tmp_path, new, at=LATER).imported == 1
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.state, dossier.outcome) == ("post", State.DONE, "rejected")
    assert dossier.due_at == dossier.due_original == at("2026-06-05 17:00")
    assert (dossier.finished_at, dossier.returned_at) == (at("2026-06-04 10:00"), None)
    assert (dossier.owner_name, dossier.owner_fold, dossier.filer_phone) == (
        "Nguyễn Thị Lành",
        "nguyen thi lanh",
        "",
    )
    people = set(Party.objects.values_list("name", "name_fold", "id_number", "id_is_old", "phone"))
    assert people == {("Nguyễn Thị Lành", "nguyen thi lanh", "184123456", True, "")}


@pytest.mark.parametrize(
    ("base", "cells", "state", "clock"),
    [
        (DONE, {"returned_at": ""}, State.DONE, Clock.ENDED),
        (DONE, {"outcome": "stopped", "returned_at": ""}, State.STOPPED, Clock.ENDED),
        (DONE, {"outcome": "withdrawn", "received_at": "", "due_at": "", "returned_at": ""},
         State.STOPPED, Clock.OFF),
        (DONE, {"outcome": "refused_at_intake", "received_at": "", "due_at": "", "returned_at": ""},
         State.REFUSED, Clock.OFF),
        (REFUSED, {"outcome": "done", "received_at": "2026-06-01T09:00", "due_at": "2026-06-01"},
         State.DONE, Clock.ENDED),
    ],
)  # fmt: skip
def test_every_end_may_become_another_end(office, tmp_path, base, cells, state, clock):
    bring(tmp_path, base)
    put_right(tmp_path, line(base, **cells))
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.clock) == (state, clock)
    fact = DossierFact.objects.get(known__upper_inf=True)
    assert (fact.state, fact.clock, fact.outcome) == (state, clock, dossier.outcome)


def test_the_procedure_may_be_corrected_and_takes_its_field_along(office, tmp_path):
    bring(tmp_path, DONE)
    put_right(tmp_path, line(procedure_code="1.004837"))
    dossier, fact = Dossier.objects.get(), DossierFact.objects.get(known__upper_inf=True)
    assert dossier.version == cast.version("1.004837")
    assert dossier.case.version == dossier.version
    assert (fact.procedure, fact.sector) == (dossier.version.procedure, dossier.version.procedure.sector)


def test_an_event_tells_what_changed_and_why(office, tmp_path):
    bring(tmp_path, DONE)
    new = line(due_at="2026-06-02T17:00", owner_name="Nguyễn Thị Lành")
    put_right(tmp_path, new, at=LATER, by=office.actor("yen"), reason="  Nhập nhầm ngày hẹn trả ")
    event = Event.objects.get(seq=2)
    assert (event.action, event.at, event.note) == (Action.CORRECT, LATER, "Nhập nhầm ngày hẹn trả")
    assert (event.from_state, event.to_state) == (State.RETURNED, State.RETURNED)
    assert event.public_label == "Đính chính thông tin hồ sơ"
    assert "Hẹn trả: 02/06/2026" in event.public_text
    assert (event.actor, event.actor_kind) == (office.people["yen"], "officer")
    assert event.data["changed"] == ["due_at", "owner_name"]
    assert set(event.data["before"]) == {"due_at"}  # of a person's details only that they changed
    assert Dossier.objects.get().last_seq == 2


def test_what_was_known_stays_known(office, tmp_path):
    bring(tmp_path, DONE)
    old = DossierFact.objects.get()
    put_right(
        tmp_path, line(submitted_at="2026-05-29T08:00", due_at="2026-05-31", received_at="2026-05-29T09:00")
    )
    was, now = DossierFact.objects.order_by("known")
    assert was.pk == old.pk
    assert (was.effective, was.known.lower) == (old.effective, old.known.lower)
    assert was.known.upper == now.known.lower
    assert now.known.upper is None
    assert (now.effective.lower, now.effective.upper) == (at("2026-05-29 08:00"), None)


def test_a_report_as_known_before_stays_equal_and_a_new_one_counts_the_correction(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    before = database_now()
    counted = figures(office, before)
    put_right(tmp_path, line(LATE, finished_at="2026-06-01T10:00", returned_at=""))
    assert figures(office, before) == counted
    assert figures(office, database_now()) != counted
    assert sum(figures(office, database_now()).values()) == sum(counted.values())


def test_a_line_corrected_twice_and_back_again(office, tmp_path):
    bring(tmp_path, DONE)
    moments, counted = [], []
    for due in ("2026-05-31", "2026-06-02", "2026-06-01T17:00"):
        moments.append(database_now())
        counted.append(figures(office, moments[-1]))
        put_right(tmp_path, line(submitted_at="2026-05-31", received_at="2026-05-31", due_at=due))
    assert [figures(office, moment) for moment in moments] == counted
    assert DossierFact.objects.filter(known__upper_inf=True).count() == 1
    assert list(Event.objects.values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_equal_lines_are_skipped_and_a_correction_again_changes_nothing(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    new = line(due_at="2026-06-02T17:00")
    first = put_right(tmp_path, new, LATE)
    assert (first.imported, first.skipped) == (1, 1)
    again = put_right(tmp_path, new, LATE)
    assert (again.imported, again.skipped) == (0, 2)
    assert Event.objects.filter(action=Action.CORRECT).count() == 1
    assert bring(tmp_path, new, LATE).skipped == 2


def test_the_newest_line_is_the_one_that_counts(office, tmp_path):
    bring(tmp_path, DONE)
    put_right(tmp_path, line(due_at="2026-06-02T17:00"))
    with pytest.raises(BadHistory):
        bring(tmp_path, DONE)
    assert put_right(tmp_path, DONE).imported == 1
    assert HistoryRow.objects.count() == 3


@pytest.mark.parametrize(
    ("old", "new", "marked", "rows"),
    [
        (DONE, {"due_at": "2026-05-31", "submitted_at": "2026-05-30", "received_at": "2026-05-30"}, True, 1),
        (LATE, {"due_at": "2026-06-09"}, False, 1),  # the row stays; it is no longer marked
        (LATE, {"phone": ""}, True, 1),
        (LATE, {"due_at": "2026-06-02"}, True, 2),
    ],
)
def test_lateness_is_only_added(office, tmp_path, old, new, marked, rows):
    bring(tmp_path, old)
    put_right(tmp_path, line(old, **new), at=LATER)
    assert (Dossier.objects.get().late_marked_at is not None) is marked
    assert Lateness.objects.count() == rows


def test_nobody_is_sent_a_message(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    put_right(tmp_path, line(due_at="2026-06-02"), line(LATE, due_at="2026-06-02"))
    assert not Message.objects.exists()


def test_one_line_in_the_audit_book(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    put_right(tmp_path, line(due_at="2026-06-02"), LATE, reason="Sai ngày hẹn")
    entry = AuditEntry.objects.get(action="dossier.correct_import")
    assert entry.summary == "Đính chính 1 hồ sơ đã nhập từ hệ thống cũ, bỏ qua 1 không đổi"
    assert (entry.data["corrected"], entry.data["reason"]) == (1, "Sai ngày hẹn")


# What may not be corrected.


def test_an_unknown_code_is_a_fault(office, tmp_path):
    assert faults_of(tmp_path, DONE) == [
        "Dòng 2, cột code: chưa có hồ sơ nào mang mã này; hồ sơ mới thì nhập, không đính chính."
    ]


def test_a_dossier_of_this_system_is_a_fault(office, tmp_path):
    native = cast.take_in(office, at("2026-11-20 09:00"))
    (fault,) = faults_of(tmp_path, line(code=native.code))
    assert fault.startswith("Dòng 2, cột code: hồ sơ mang mã này được nộp trên hệ thống")


def test_an_open_dossier_is_a_fault(office, tmp_path):
    bring(tmp_path, OPEN)
    (fault,) = faults_of(tmp_path, line(OPEN, due_at="2026-12-02T17:00"))
    assert fault.startswith("Dòng 2, cột outcome: hồ sơ này đang được giải quyết trên hệ thống")


def test_an_ended_dossier_does_not_open_again(office, tmp_path):
    bring(tmp_path, DONE)
    (fault,) = faults_of(tmp_path, line(outcome="open", finished_at="", returned_at=""))
    assert fault == "Dòng 2, cột outcome: hồ sơ đã nhập là hồ sơ đã kết thúc; cần một kết quả khác “open”."


def test_another_agency_is_a_fault(office, tmp_path):
    neighbour = second_office(office.agency)
    bring(tmp_path, DONE)
    said = "Dòng 2, cột agency_code: không đổi được cơ quan của hồ sơ đã nhập; cần “18172”."
    assert faults_of(tmp_path, line(agency_code=neighbour.code)) == [said]
    assert faults_of(tmp_path, line(agency_code=neighbour.code), agency=neighbour) == [said]


@pytest.mark.parametrize("deed", ["hand over", "note"])
def test_a_dossier_that_went_on_here_is_a_fault(office, tmp_path, deed):
    bring(tmp_path, line(returned_at=""))
    dossier = Dossier.objects.get()
    if deed == "note":
        route.add_note(dossier=dossier, by=office.actor("hoa"), at=LATER, note="Đã gọi điện")
    else:
        by = office.actor("hoa")
        finish.hand_over(dossier=dossier, by=by, at=LATER, how=ResultMethod.OFFICE, to="Nguyễn Thị Lan")
    (fault,) = faults_of(tmp_path, line(due_at="2026-06-02"), at=at("2026-11-26 17:00"))
    assert fault.startswith("Dòng 2, cột code: cán bộ đã xử lý tiếp hồ sơ này trên hệ thống")


def test_one_fault_and_nothing_is_corrected(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    assert len(faults_of(tmp_path, line(due_at="2026-06-02"), line(LATE, due_at="?"), REFUSED)) == 2
    told = faults_of(tmp_path, line(due_at="2026-06-02"), line(LATE, due_at="2026-06-02"), REFUSED)
    assert told == ["Dòng 4, cột code: chưa có hồ sơ nào mang mã này; hồ sơ mới thì nhập, không đính chính."]
    assert not Event.objects.filter(action=Action.CORRECT).exists()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_correction_has_a_reason_in_a_few_words(reason):
    with pytest.raises(Invalid) as error:
        clean_reason(reason)
    assert list(error.value.errors) == ["reason"]


# The command.


def run(path, *arguments) -> str:
    out = io.StringIO()
    with freeze_time(NOW):
        call_command("import_dossiers", str(path), *arguments, stdout=out)
    return out.getvalue()


def test_the_command_corrects_and_says_how_many(office, tmp_path):
    bring(tmp_path, DONE, LATE)
    path = tmp_path / "sua.csv"
    path.write_bytes(table([line(due_at="2026-06-02"), LATE]))
    assert run(path, "--correct", "--reason", "Sai ngày hẹn").startswith(
        "1 hồ sơ đã đính chính, 1 hồ sơ không đổi, "
    )
    assert HistoryImport.objects.get(reason="Sai ngày hẹn").state == "done"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--correct"], "Nhập lý do đính chính"),
        (["--reason", "x"], "--reason chỉ dùng cùng --correct."),
        (["--correct", "--reason", "x"], "Dòng 2, cột code: chưa có hồ sơ nào mang mã này"),
    ],
)
def test_the_command_refuses_in_a_sentence(office, tmp_path, arguments, said):
    path = tmp_path / "sua.csv"
    path.write_bytes(table([DONE]))
    before = census()
    with pytest.raises(CommandError) as error:
        run(path, *arguments)
    assert said in str(error.value)
    assert census() == before
