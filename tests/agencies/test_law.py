"""Values of the law: dated, with source and mark, never edited backwards (issue: Must show 6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies import law, selectors
from agencies.install import install
from agencies.models import LawValue
from agencies.services import change_law_value
from agencies.services import law as law_service
from audit.models import AuditEntry
from kit.errors import Conflict, DomainError, Invalid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
FROM_LAW_14 = {
    "form_set", "accept_limit", "cutoff_transfer", "cutoff_sameday", "office_hours", "max_supplement",
    "return_after_appraisal", "supplement_wait_close", "clock_on_supplement", "apology_before_due",
    "max_reappoint", "code_pattern", "report_windows", "report_due_days", "index_bands", "pakn_limits",
    "scm_hourly_income", "session_idle_minutes", "wrong_logins", "password_min_length", "log_months",
    "maintenance_notice",
}  # fmt: skip


@pytest.fixture
def change(by, at):
    def call(**given):
        usual = {"key": "accept_limit", "value": 4, "valid_from": TODAY, "basis": "Quyết định 1", "mark": "S"}
        return change_law_value(**(usual | given), by=by, at=at)

    return call


def in_force(on: date = TODAY, agency=None, key: str = "accept_limit"):
    return selectors.law_value(key, on, agency)


def test_every_value_of_the_list_is_there_after_migrate():
    assert set(LawValue.objects.values_list("key", flat=True)) >= FROM_LAW_14


@pytest.mark.parametrize("item", law.shipped(), ids=lambda item: item.key.key)
def test_a_shipped_value_is_one_that_its_key_can_have(item):
    law.check(item.key.key, item.value)
    assert item.basis
    assert item.mark in "SKU"


def test_installing_again_adds_nothing_and_keeps_changes(change):
    change()
    count = LawValue.objects.count()
    install()
    assert LawValue.objects.count() == count
    assert in_force() == 4


def test_a_change_counts_from_its_day_and_not_before(change):
    change(valid_from=date(2026, 12, 1))
    assert in_force(date(2026, 11, 30)) == 8
    assert in_force(date(2026, 12, 1)) == 4


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("day", [date(2026, 11, 19), TODAY, date(2026, 12, 1), date(2030, 1, 1)])
def test_a_value_is_that_of_its_row(change, son_tay, day, own):
    change(valid_from=date(2026, 12, 1))
    change(agency=son_tay, value=6)
    agency = son_tay if own else None
    for key in sorted(law.keys()):
        row = selectors.law_value_row(key, day, agency)
        assert selectors.law_value(key, day, agency) == row.value


def test_a_change_leaves_the_old_row_as_it_was_but_for_its_last_day(change):
    old = selectors.law_value_row("accept_limit", TODAY)
    change(valid_from=date(2026, 12, 1))
    closed = LawValue.objects.get(pk=old.pk)
    assert closed.valid_to == date(2026, 11, 30)
    assert (closed.value, closed.basis, closed.set_at) == (old.value, old.basis, old.set_at)
    assert [row.value for row in selectors.law_history("accept_limit")] == [4, 8]


def test_an_agency_s_own_value_prevails_there_and_nowhere_else(change, son_tay):
    change(agency=son_tay, value=6)
    assert in_force(agency=son_tay) == 6
    assert in_force() == 8
    assert in_force(date(2026, 11, 19), agency=son_tay) == 8
    own = {row.key: row.value for row in selectors.law_values(TODAY, son_tay)}
    assert (own["accept_limit"], own["max_supplement"]) == (6, 1)
    assert len(own) == len(selectors.law_values(TODAY, son_tay)) == len(selectors.law_values(TODAY))


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2020, 1, 1)])
def test_the_past_cannot_be_changed(change, day):
    with pytest.raises(Invalid, match="hồ sơ cũ không đổi"):
        change(valid_from=day)
    assert in_force() == 8


def test_two_changes_for_one_day_are_refused(change):
    change()
    with pytest.raises(Invalid, match="20/11/2026"):
        change(value=5)


def test_a_change_before_a_change_that_is_already_planned_is_refused(change):
    change(valid_from=date(2026, 12, 1))
    with pytest.raises(Invalid, match="01/12/2026"):
        change(valid_from=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("accept_limit", 0), ("accept_limit", 81), ("accept_limit", True), ("accept_limit", "8"),
        ("intake_unit", "both"), ("last_hour_next_day", "no"), ("cutoff_sameday", "25:00"),
        ("cutoff_sameday", None), ("declaration_text", " "), ("file_kinds", []), ("file_kinds", ["pdf", 1]),
        ("office_hours", ["8-12"]), ("index_bands", {}), ("index_bands", {"Tốt": "80"}),
        ("code_pattern", "{org}-{seq:04d}"), ("code_pattern", "{org}{yymmdd}"), ("code_pattern", 3),
        ("code_pattern", "{org.__class__}-{yymmdd}-{seq}"),
        ("code_pattern", "{org}-{yymmdd}-{seq:99999999d}"),
        ("office_networks", ["10.0.0.1/24"]), ("office_networks", ["van-phong"]), ("office_networks", "::1"),
    ],
)  # fmt: skip
def test_a_value_that_the_key_cannot_have_is_refused(change, key, value):
    with pytest.raises(Invalid) as caught:
        change(key=key, value=value)
    assert list(caught.value.errors) == ["value"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("10.0.0.0/24, 203.0.113.5", ["10.0.0.0/24", "203.0.113.5"]), ("Mọi nơi", []), ("mọi nơi", [])],
)
def test_networks_are_typed_as_they_are_said(typed, value):
    assert law.parse("office_networks", typed) == value
    assert law.say(value) == typed.replace("Mọi", "mọi")


def test_a_key_that_nobody_knows_is_an_error_of_the_code():
    with pytest.raises(LookupError):
        selectors.law_value("nonsense", TODAY)


def test_a_day_before_every_value_is_told():
    with pytest.raises(DomainError, match="01/01/1990"):
        in_force(date(1990, 1, 1))


def test_a_change_is_in_the_book_with_who_and_what(change, by):
    change()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name) == ("law.change", by.name)
    assert (entry.data["before"], entry.data["value"]) == (8, 4)


@pytest.mark.parametrize("item", law.shipped(), ids=lambda item: item.key.key)
def test_what_is_shown_of_a_value_can_be_typed_back(item):
    assert law.parse(item.key.key, law.say(item.value)) == item.value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("accept_limit", "tám"), ("accept_limit", ""), ("accept_limit", "٨"),
        ("last_hour_next_day", "có thể"),
        ("file_kinds", " , "), ("index_bands", "Tốt"), ("index_bands", "Tốt: cao"),
        ("cutoff_sameday", "3 giờ"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_beside_the_field(key, text):
    with pytest.raises(Invalid) as caught:
        law.parse(key, text)
    assert list(caught.value.errors) == ["value"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (8, "8"),
        (False, "không"),
        (True, "có"),
        (["a", "b"], "a, b"),
        ({"Yếu": 0, "Tốt": 80, "Khá": 70}, "Tốt: 80, Khá: 70, Yếu: 0"),
    ],
)
def test_a_value_reads_as_words(value, words):
    assert law.say(value) == words


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_value_at_once_one_is_told(change, son_tay, monkeypatch):
    meet, check = Barrier(2, timeout=10), law_service._day_error

    def wait_then_check(*arguments):
        meet.wait()
        return check(*arguments)

    def one(value: int) -> str:
        try:
            change(agency=son_tay, value=value)
        except Conflict as told:
            return told.message
        finally:
            connection.close()
        return "done"

    monkeypatch.setattr(law_service, "_day_error", wait_then_check)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(one, [4, 6]))
    assert answers[1] == "done"
    assert "vừa đổi giá trị này" in answers[0]
    assert LawValue.objects.filter(agency=son_tay).count() == 1


def table(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("law_values", *arguments, stdout=out)
    return out.getvalue().splitlines()


def line(key: str, *arguments: str) -> str:
    return next(row for row in table(*arguments) if row.startswith(f"{key} "))


def test_the_command_lists_what_is_in_force_with_source_and_mark():
    assert len(table("--on", "2026-11-20")) == 1 + len(law.keys())
    row = line("max_supplement", "--on", "2026-11-20")
    assert "Số lần được yêu cầu bổ sung hồ sơ" in row
    assert "1 lần mỗi giai đoạn" in row
    assert "21/06/2018 – nay" in row
    assert "Nghị định 118/2025/NĐ-CP" in row
    assert row.endswith("đã đối chiếu nguồn")


def test_the_command_says_which_values_are_unverified():
    assert line("supplement_wait_close").endswith("chưa đối chiếu")


def test_the_command_answers_for_a_day_and_an_agency(change, son_tay):
    assert "TT01-2018" in line("form_set", "--on", "2025-09-14")
    assert "TT03-2025" in line("form_set", "--on", "2025-09-15")
    change(agency=son_tay, value=6)
    assert "riêng Xã Sơn Tây" in line("accept_limit", "--on", "2026-11-20", "--agency", "18172")


@pytest.mark.parametrize("wrong", [("--on", "yesterday"), ("--agency", "99999")])
def test_the_command_refuses_bad_input_in_one_line(wrong):
    with pytest.raises(CommandError) as caught:
        table(*wrong)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
