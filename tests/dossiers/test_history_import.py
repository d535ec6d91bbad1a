"""A commune's history, taken over from CSV and Excel: all or nothing, and never twice (domain.md 31)."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from agencies.models import Agency, FormerUnit
from audit.models import AuditEntry
from documents.refusal import Refused
from dossiers.models import (
    ClockEntry,
    Dossier,
    DossierFact,
    Event,
    HistoryImport,
    HistoryRow,
    Lateness,
    Leg,
    Party,
    StepRun,
)
from dossiers.past import COLUMNS
from dossiers.services.history import BadHistory
from dossiers.states import Clock, Source, State, Target
from dossiers.workflow import Action
from notifications.models import Message
from tests import cast
from tests.cast import at
from tests.desk.access import second_office
from tests.dossiers.past_lines import DONE, LATE, NOW, OPEN, REFUSED, bring, line, sheet, table

pytestmark = pytest.mark.django_db


def census() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def faults_of(tmp_path, *lines, **more) -> list[str]:
    with pytest.raises(BadHistory) as bad:
        bring(tmp_path, *lines, **more)
    assert bad.value.count == len(bad.value.faults)
    return [str(fault) for fault in bad.value.faults]


def run(path, *arguments) -> str:
    out = io.StringIO()
    with freeze_time(NOW):
        call_command("import_dossiers", str(path), *arguments, stdout=out)
    return out.getvalue()


def refused(path, *arguments) -> str:
    before = census()
    with pytest.raises(CommandError) as error, freeze_time(NOW):
        call_command("import_dossiers", str(path), *arguments, stdout=io.StringIO())
    assert error.value.returncode == 2
    assert census() == before
    return str(error.value)


# What a line becomes.


def test_a_line_becomes_a_dossier_with_its_people_one_event_and_one_fact(office, tmp_path):
    assert bring(tmp_path, DONE).imported == 1
    dossier = Dossier.objects.get()
    assert (dossier.code, dossier.source, dossier.state) == (DONE["code"], Source.IMPORT, State.RETURNED)
    assert dossier.receiving_agency == dossier.deciding_agency == dossier.filing_agency == office.agency
    assert (dossier.version.procedure.code, dossier.version.state) == ("2.000815", "published")
    assert (dossier.due_at, dossier.due_original) == (at("2026-06-01 17:00"), at("2026-06-01 17:00"))
    assert (dossier.clock, dossier.outcome, dossier.late_marked_at) == (Clock.ENDED, "done", None)
    assert dossier.finished_at == at("2026-06-01 15:10")
    assert dossier.returned_at == at("2026-06-01 16:00")
    people = Party.objects.order_by("role").values_list("role", "name", "name_fold", "id_number", "phone")
    lan = ("Nguyễn Thị Lan", "nguyen thi lan", "042165001234", "84912345678")
    assert list(people) == [("filer", *lan), ("owner", *lan)]
    event = Event.objects.get()
    assert (event.seq, event.action, event.from_state) == (1, Action.IMPORT, None)
    assert (event.to_state, event.at) == (State.RETURNED, NOW)
    assert event.public_text == (
        "Nộp: 01/06/2026. Tiếp nhận: 01/06/2026. Hẹn trả: 01/06/2026. Kết thúc xử lý: 01/06/2026. "
        "Trả kết quả: 01/06/2026."
    )
    fact = DossierFact.objects.get()
    assert (fact.received_on, fact.due_on, fact.finished_on) == (date(2026, 6, 1),) * 3
    assert (fact.agency, fact.channel, fact.outcome) == (office.agency, "direct", "done")
    assert (fact.effective.lower, fact.effective.upper) == (at("2026-06-01 08:30"), None)
    assert fact.known.upper is None
    assert HistoryRow.objects.get().line == 2
    assert not Leg.objects.exists()
    assert not ClockEntry.objects.exists()


@pytest.mark.parametrize(
    ("base", "cells", "state", "clock"),
    [
        (DONE, {}, State.RETURNED, Clock.ENDED),
        (DONE, {"returned_at": ""}, State.DONE, Clock.ENDED),
        (DONE, {"outcome": "rejected"}, State.RETURNED, Clock.ENDED),
        (DONE, {"outcome": "rejected", "returned_at": ""}, State.DONE, Clock.ENDED),
        (DONE, {"outcome": "stopped", "returned_at": ""}, State.STOPPED, Clock.ENDED),
        (DONE, {"outcome": "withdrawn", "returned_at": ""}, State.STOPPED, Clock.ENDED),
        (DONE, {"outcome": "withdrawn", "received_at": "", "due_at": "", "returned_at": ""},
         State.STOPPED, Clock.OFF),
        (REFUSED, {}, State.REFUSED, Clock.OFF),
        (OPEN, {}, State.PROCESSING, Clock.RUNNING),
    ],
)  # fmt: skip
def test_the_outcome_says_in_which_state_it_comes(office, tmp_path, base, cells, state, clock):
    bring(tmp_path, line(base, **cells))
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.clock) == (state, clock)
    fact = DossierFact.objects.get()
    assert (fact.state, fact.clock, fact.outcome) == (state, clock, dossier.outcome)


def test_nobody_is_sent_a_message(office, tmp_path):
    bring(tmp_path, DONE, OPEN, REFUSED, LATE, line(OPEN, code="TRE-1", due_at="2026-11-24T10:00"))
    assert not Message.objects.exists()


def test_the_register_and_the_key_stay_empty(office, tmp_path):
    bring(tmp_path, DONE)
    dossier = Dossier.objects.get()
    assert (dossier.register_no, dossier.key_hash, dossier.received_by) == (None, "", None)


@pytest.mark.parametrize(
    ("base", "cells", "became_late_at"),
    [
        (LATE, {}, at("2026-06-02 00:00")),
        (OPEN, {"due_at": "2026-11-24T17:00"}, at("2026-11-25 00:00")),
    ],
)
def test_lateness_before_the_import_is_dated_when_it_came(office, tmp_path, base, cells, became_late_at):
    bring(tmp_path, line(base, **cells))
    late = Lateness.objects.get()
    assert (late.target, late.became_late_at, late.run) == (Target.DOSSIER, became_late_at, None)
    assert Dossier.objects.get().late_marked_at == NOW
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("base", "cells"),
    [
        (DONE, {"finished_at": "2026-06-01T23:59", "returned_at": ""}),  # late by the minute, not by the day
        (OPEN, {"due_at": "2026-11-26T09:00"}),
        (DONE, {"due_at": ""}),
    ],
)
def test_what_was_not_late_by_the_day_is_not_late(office, tmp_path, base, cells):
    bring(tmp_path, line(base, **cells))
    assert not Lateness.objects.exists()


def test_one_line_in_the_audit_book_tells_who_and_how_many(office, tmp_path):
    bring(tmp_path, DONE, REFUSED, by=office.actor("yen"))
    entry = AuditEntry.objects.get(action="dossier.import")
    assert entry.summary == "Nhập 2 hồ sơ từ hệ thống cũ, bỏ qua 0 hồ sơ đã có"
    assert entry.actor_name == office.people["yen"].full_name
    assert entry.data == {"file": "0" * 64, "lines": 2, "imported": 2, "skipped": 0}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"owner_name": "Hợp tác xã 19/5"}, {"owner_fold": "hop tac xa 19/5"}),
        ({"phone": "0239 3 123 456"}, {"filer_phone": "842393123456"}),
        ({"phone": ""}, {"filer_phone": ""}),
        ({"owner_name": "Công ty A\\B"}, None),
    ],
)
def test_people_and_offices_are_kept_as_they_are(office, tmp_path, cells, expected):
    if expected is None:
        assert "không dùng được" in faults_of(tmp_path, line(**cells))[0]
        return
    bring(tmp_path, line(**cells))
    dossier = Dossier.objects.get()
    assert {name: getattr(dossier, name) for name in expected} == expected


def test_an_old_identity_number_is_flagged(office, tmp_path):
    bring(tmp_path, line(owner_id="184123456"))
    assert set(Party.objects.values_list("id_is_old", flat=True)) == {True}


def test_a_dossier_older_than_the_catalogue_stands_in_its_first_version(office, tmp_path):
    old = dict.fromkeys(("submitted_at", "received_at", "due_at", "finished_at"), "2003-02-01")
    bring(tmp_path, line(**old, returned_at="", procedure_code="1.004845"))
    assert Dossier.objects.get().version == cast.version("1.004845")


# How the file may look.


@pytest.mark.parametrize(
    "content",
    [
        table([DONE, REFUSED]),
        b"\xef\xbb\xbf" + table([DONE, REFUSED]),
        table([DONE, REFUSED], delimiter=";"),
        table([DONE, REFUSED], delimiter="\t"),
        table([DONE, REFUSED], columns=reversed(COLUMNS)),
        table([DONE, REFUSED]).replace(b"\r\n", b"\n"),
        table([DONE, REFUSED]).replace(b"\r\n", b"\n\n,,,\n"),
        table([DONE, REFUSED]).replace(b"\r\n", b",,\r\n"),
        table([DONE, REFUSED]).replace(b"code,procedure_code", b" Code , PROCEDURE_CODE"),
    ],
    ids=["plain", "bom", "semicolons", "tabs", "other order", "lf", "blank lines", "tails", "capitals"],
)
def test_one_table_however_it_was_saved(office, tmp_path, content):
    assert bring(tmp_path, content=content).imported == 2
    assert set(Dossier.objects.values_list("code", flat=True)) == {DONE["code"], REFUSED["code"]}


def test_excel_says_the_same_as_csv(office, tmp_path):
    typed = line(
        agency_code=18172, procedure_code=2.000815, received_at=at("2026-06-01 08:45").replace(tzinfo=None)
    )
    path = sheet([typed, REFUSED], tmp_path / "ho-so.xlsx")
    assert "2 hồ sơ đã nhập, 0 hồ sơ đã có từ trước" in run(path)
    assert bring(tmp_path, DONE, REFUSED).skipped == 2


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (COLUMNS[:-1], ["Dòng 1, cột phone: thiếu cột này ở dòng tiêu đề."]),
        ((*COLUMNS, "ghi chú"), ["Dòng 1, cột ghi chú: cột không dùng; hãy xóa hoặc sửa tên cột."]),
        ((*COLUMNS, "phone"), ["Dòng 1, cột phone: cột có hai lần."]),
        (("code", "", *COLUMNS[1:]), ["Dòng 1: cột thứ 2 không có tên đọc được; hãy sửa hoặc xóa."]),
        (("Mã hồ sơ", *COLUMNS[1:]), [
            "Dòng 1, cột code: thiếu cột này ở dòng tiêu đề.",
            "Dòng 1, cột mã hồ sơ: cột không dùng; hãy xóa hoặc sửa tên cột.",
        ]),
    ],
)  # fmt: skip
def test_the_heading_has_every_column_once_and_no_other(office, tmp_path, columns, told):
    assert faults_of(tmp_path, content=table([DONE], columns=columns)) == told


def test_a_heading_that_cannot_be_read_is_told_by_its_number_and_can_be_kept(office, tmp_path):
    content = table([DONE], columns=(*COLUMNS, "x")).replace(b",x\r\n", b",\xd5\xe1\r\n")
    assert faults_of(tmp_path, content=content) == [
        "Dòng 1: cột thứ 14 không có tên đọc được; hãy sửa hoặc xóa."
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_which_columns_are_needed(office, tmp_path, content):
    (fault,) = faults_of(tmp_path, content=content)
    assert fault.startswith("Dòng 1: tệp trống; dòng đầu cần các cột code, procedure_code, agency_code,")


def test_a_heading_alone_is_no_history(office, tmp_path):
    assert faults_of(tmp_path, content=table([])) == [
        "Dòng 1: tệp không có dòng hồ sơ nào dưới dòng tiêu đề."
    ]


@pytest.mark.parametrize(("cut", "cells"), [(b",0912 345 678", 12), (None, 14)])
def test_a_line_with_too_few_or_too_many_cells_is_a_fault(office, tmp_path, cut, cells):
    content = table([DONE])
    content = content.replace(cut, b"") if cut else content.rstrip() + b",x\r\n"
    assert faults_of(tmp_path, content=content) == [f"Dòng 2: có {cells} ô, cần 13 ô như dòng tiêu đề."]


def test_a_file_in_an_old_encoding_is_told_cell_by_cell(office, tmp_path):
    content = table([DONE]).replace("Nguyễn Thị Lan".encode(), b"Nguy\xd4n Th\xde Lan")
    assert faults_of(tmp_path, content=content) == [
        "Dòng 2, cột owner_name: có ký tự không đọc được; lưu tệp dạng CSV UTF-8."
    ]


def test_a_nul_far_down_in_the_file_is_a_fault_of_its_line(office, tmp_path):
    lines = [line(code=f"HS-{n:04}") for n in range(100)]
    content = table(lines).replace(b"HS-0099", b"HS\x000099")
    assert faults_of(tmp_path, content=content) == [
        "Dòng 101, cột code: có ký tự không đọc được; lưu tệp dạng CSV UTF-8."
    ]


def test_a_cell_longer_than_any_cell_is_a_fault(office, tmp_path):
    assert faults_of(tmp_path, line(owner_name="x" * 20_000)) == [
        "Dòng 2, cột owner_name: có nội dung quá dài, không phải một ô của bảng."
    ]


def test_a_line_of_many_long_cells_is_not_lost(office, tmp_path):
    """No cell is too long by itself; the line as a whole is long, and each cell is told."""
    told = faults_of(tmp_path, line(code="A" * 6000, owner_name="x" * 6000))
    assert [fault.split(":")[0] for fault in told] == ["Dòng 2, cột code", "Dòng 2, cột owner_name"]


def test_a_quote_that_never_ends_tells_where_it_began(office, tmp_path):
    content = table([DONE, REFUSED]).replace(REFUSED["code"].encode(), b'"' + REFUSED["code"].encode())
    with pytest.raises(Refused) as error:
        bring(tmp_path, content=content)
    assert "không đúng dạng CSV từ dòng 3" in error.value.sentence("ho-so.csv")


# What the lines may say of the place, and of each other.


def test_a_code_stands_once_in_a_file(office, tmp_path):
    assert faults_of(tmp_path, DONE, REFUSED, line(code=DONE["code"].lower()), DONE) == [
        "Dòng 4, cột code: mã này đã có ở dòng 2; mỗi hồ sơ chỉ một dòng.",
        "Dòng 5, cột code: mã này đã có ở dòng 2; mỗi hồ sơ chỉ một dòng.",
    ]


def test_an_unknown_procedure_is_told(office, tmp_path):
    assert faults_of(tmp_path, line(procedure_code="9.999999")) == [
        "Dòng 2, cột procedure_code: danh mục chưa có thủ tục “9.999999”; nhập thủ tục đó trước."
    ]


def test_an_agency_that_does_not_use_the_product_is_told(office, tmp_path):
    idle = Agency.objects.exclude(pk=office.agency.pk).filter(kind="commune").first()
    told = faults_of(tmp_path, line(agency_code=idle.code), line(REFUSED, agency_code="Xã Sơn Tây"))
    assert told == [
        f"Dòng 2, cột agency_code: “{idle.code}” không phải mã của cơ quan đang dùng hệ thống.",
        "Dòng 3, cột agency_code: “Xã Sơn Tây” không phải mã của cơ quan đang dùng hệ thống.",
    ]


def test_the_code_of_a_former_commune_says_where_it_is_today(office, tmp_path):
    former = (
        FormerUnit.objects.filter(merged_into=office.agency, default=True).exclude(old_code="18172").first()
    )
    assert faults_of(tmp_path, line(agency_code=former.old_code)) == [
        f"Dòng 2, cột agency_code: “{former.old_code}” không phải mã của cơ quan đang dùng hệ thống."
        f" Mã cũ {former.old_code} nay thuộc Xã Sơn Tây (18172)."
    ]


def test_an_officer_fills_the_own_agency_only(office, tmp_path):
    neighbour = second_office(office.agency)
    lines = [DONE, line(REFUSED, agency_code=neighbour.code)]
    assert faults_of(tmp_path, *lines, agency=office.agency) == [
        "Dòng 3, cột agency_code: cần mã của cơ quan Anh/Chị đang làm việc (18172), "
        f"không phải “{neighbour.code}”."
    ]
    assert bring(tmp_path, *lines).imported == 2


def test_an_open_dossier_needs_hours_of_the_office(office, tmp_path):
    told = faults_of(tmp_path, line(OPEN, submitted_at="2001-01-01", received_at="2001-01-01"))
    assert len(told) == 1
    assert told[0].startswith("Dòng 2, cột received_at: ")
    assert told[0].endswith("Đặt giờ làm việc từ ngày đó rồi nhập lại.")


def test_an_ended_dossier_of_long_ago_needs_no_hours(office, tmp_path):
    days = dict.fromkeys(("submitted_at", "received_at", "due_at", "finished_at"), "2001-01-01")
    assert bring(tmp_path, line(**days, returned_at="")).imported == 1


def test_an_open_dossier_promised_for_the_next_century_is_taken_at_its_word(office, tmp_path):
    bring(tmp_path, line(OPEN, due_at="2199-12-31"))
    assert Dossier.objects.get().due_at == at("2199-12-31 17:00")


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_one_fault_and_nothing_is_taken_over(office, tmp_path, broken):
    lines = [DONE, OPEN, REFUSED]
    lines[broken] = line(lines[broken], outcome="?")
    path = tmp_path / "ho-so.csv"
    path.write_bytes(table(lines))
    told = refused(path)
    assert told.splitlines() == [
        f"{path}: Dòng {broken + 2}, cột outcome: “?” không dùng được; cần một trong: done, rejected, "
        "withdrawn, stopped, refused_at_intake, open.",
        "Chưa nhập dòng nào.",
    ]


def test_of_very_many_faults_the_first_are_told_and_all_are_counted(office, tmp_path):
    path = tmp_path / "ho-so.csv"
    path.write_bytes(table([line(outcome="?")] * 700))
    told = refused(path).splitlines()
    assert (len(told), told[-2:]) == (502, ["… và 200 lỗi nữa.", "Chưa nhập dòng nào."])


# Again.


def test_the_same_file_again_changes_nothing(office, tmp_path):
    lines = [DONE, OPEN, REFUSED, LATE, line(code="HOM-NAY", finished_at="2026-11-26", returned_at="")]
    bring(tmp_path, *lines)
    before = census()
    again = bring(tmp_path, *lines, at=at("2026-11-26 15:00"))
    assert (again.lines, again.imported, again.skipped) == (5, 0, 5)
    more = {"dossiers.HistoryImport": 1, "audit.AuditEntry": 1}
    assert census() == {label: count + more.get(label, 0) for label, count in before.items()}


def test_a_longer_file_brings_only_what_is_new(office, tmp_path):
    bring(tmp_path, DONE)
    again = bring(tmp_path, REFUSED, DONE, OPEN)
    assert (again.imported, again.skipped) == (2, 1)
    assert list(HistoryRow.objects.order_by("pk").values_list("line", flat=True)) == [2, 2, 4]


def test_a_known_code_with_another_content_is_an_error(office, tmp_path):
    bring(tmp_path, DONE)
    before = census()
    assert faults_of(tmp_path, REFUSED, line(due_at="2026-06-02T17:00")) == [
        "Dòng 3, cột code: hồ sơ này đã được nhập với nội dung khác; "
        "bỏ dòng này, hoặc đính chính hồ sơ đã nhập."
    ]
    left = census()
    assert left.pop("dossiers.HistoryImport") == before.pop("dossiers.HistoryImport") + 1  # of this helper
    assert left == before


def test_a_dossier_of_this_system_is_never_overwritten(office, tmp_path):
    native = cast.take_in(office, at("2026-11-20 09:00"))
    assert faults_of(tmp_path, line(code=native.code)) == [
        "Dòng 2, cột code: hồ sơ mang mã này được nộp trên hệ thống, không nhập đè được; bỏ dòng này."
    ]
    assert Dossier.objects.get().source == Source.COUNTER


def test_an_imported_dossier_that_went_on_here_is_still_the_same_line(office, tmp_path):
    bring(tmp_path, OPEN)
    cast.forward(office, Dossier.objects.get(), at("2026-11-26 11:00"), "minh")
    assert bring(tmp_path, OPEN, at=at("2026-11-26 12:00")).skipped == 1


# The codes of our own.


def test_a_dossier_filed_after_the_import_gets_a_free_code(office, tmp_path):
    codes = ["H42.18172-261126-0007", "H42.18172-261126-0002", "h42.18172-261126-0003"]
    bring(tmp_path, *(line(code=code) for code in codes))
    assert cast.take_in(office, at("2026-11-26 14:00")).code == "H42.18172-261126-0008"


@pytest.mark.parametrize(
    "code", ["H42.18172-261127-0001", "H42.18172-261127-9999"], ids=["the next number", "a far one"]
)
def test_a_code_of_tomorrow_does_not_stop_tomorrow(office, tmp_path, code):
    bring(tmp_path, line(code=code))
    filed = [cast.take_in(office, at("2026-11-27 08:00")).code for _ in range(2)]
    assert len({*filed, code}) == 3


def test_a_code_of_ours_that_another_agency_brought_does_not_stop_us(office, tmp_path):
    neighbour = second_office(office.agency)
    bring(tmp_path, line(code="H42.18172-261126-0001", agency_code=neighbour.code))
    assert cast.take_in(office, at("2026-11-26 14:00")).code == "H42.18172-261126-0002"


# The command.


def test_the_command_says_how_many_and_skips_them_the_next_time(office, tmp_path):
    path = tmp_path / "ho-so.csv"
    path.write_bytes(table([DONE, OPEN]))
    assert run(path).startswith("2 hồ sơ đã nhập, 0 hồ sơ đã có từ trước, ")
    assert run(path, "--agency", "18172").startswith("0 hồ sơ đã nhập, 2 hồ sơ đã có từ trước, ")
    assert HistoryImport.objects.filter(state="done", file=None, imported=2).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("khong-co.csv", None, "Không mở được tệp"),
        ("anh.csv", b"%PDF-1.7", "Tệp “anh.csv” không phải bảng CSV (UTF-8) hay tệp Excel (.xlsx)."),
        ("cu.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "Tệp “cu.xls” không phải bảng CSV"),
        ("hong.xlsx", b"PK\x03\x04" + b"x" * 99, "Tệp “hong.xlsx” không mở được vì bị hỏng"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(office, tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert said in refused(path)


def test_a_folder_and_an_unknown_agency_get_a_sentence(office, tmp_path):
    path = tmp_path / "ho-so.csv"
    path.write_bytes(table([DONE]))
    assert "Không mở được tệp" in refused(tmp_path)
    assert "00000" in refused(path, "--agency", "00000")


def test_the_tables_that_an_import_fills_are_these(office, tmp_path):
    before = census()
    bring(tmp_path, DONE, OPEN)
    grown = {label for label, count in census().items() if count != before[label]}
    models = (
        Dossier, Party, Event, DossierFact, HistoryRow, HistoryImport, Leg, StepRun, ClockEntry, AuditEntry,
    )  # fmt: skip
    assert grown == {model._meta.label for model in models}
