"""Changing a value of the law changes what new dossiers get, not what old ones got (Must show 6)."""

from datetime import date

import pytest

from agencies.services import change_law_value
from dossiers.selectors import ledger
from dossiers.services import intake, route
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

CHANGED_FROM = date(2026, 11, 9)
BEFORE, AFTER = at("2026-11-03 08:00"), at("2026-11-10 08:00")


def change(office, key, value):
    """The administrator decides on 05/11 that it holds from 09/11."""
    change_law_value(
        key=key, value=value, valid_from=CHANGED_FROM, basis="Quyết định 12/2026/QĐ-UBND", mark="K", note="",
        agency=None, by=office.actor("quantri"), at=at("2026-11-05 09:00"),
    )  # fmt: skip


def test_the_intake_limit_of_new_dossiers_follows_a_change(office):
    old = cast.file_online(office, BEFORE)
    change(office, "accept_limit", 4)
    new = cast.file_online(office, AFTER)
    old.refresh_from_db()
    assert old.intake_due_at == at("2026-11-04 08:00")
    assert new.intake_due_at == at("2026-11-10 13:30")


def test_the_warning_before_an_answer_is_due_follows_a_change(office):
    old = cast.file_online(office, BEFORE)
    change(office, "intake_alert", 1)
    new = cast.file_online(office, AFTER)
    old.refresh_from_db()
    assert (old.intake_due_at, old.intake_soon_at) == (at("2026-11-04 08:00"), at("2026-11-03 15:30"))
    assert (new.intake_due_at, new.intake_soon_at) == (at("2026-11-11 08:00"), at("2026-11-10 16:30"))


def test_the_same_day_cut_off_of_new_dossiers_follows_a_change(office):
    old = cast.take_in(office, at("2026-11-03 15:30"), "2.000815")
    change(office, "cutoff_sameday", "16:00")
    new = cast.take_in(office, at("2026-11-10 15:30"), "2.000815")
    old.refresh_from_db()
    assert old.due_at == at("2026-11-04 17:00")
    assert new.due_at == at("2026-11-10 17:00")


def sent_back_late(office, received, forwarded, returned):
    """The minutes of the first step when the dossier comes back to it after it was late."""
    dossier = cast.take_in(office, received)
    dossier = cast.forward(office, dossier, forwarded, "hoa")
    dossier = route.send_back(dossier=dossier, by=office.actor("minh"), at=returned, note="Thiếu chữ ký")
    return dossier.runs.get(closed_at=None).allowance_minutes


def test_the_minutes_of_a_step_that_comes_back_follow_the_day_its_clock_started(office):
    change(office, "send_back_minimum", 120)
    old = sent_back_late(office, BEFORE, at("2026-11-05 09:00"), at("2026-11-11 09:00"))
    new = sent_back_late(office, AFTER, at("2026-11-12 09:00"), at("2026-11-13 09:00"))
    assert (old, new) == (60, 120)


def test_a_dossier_received_after_the_change_keeps_what_it_got_at_filing(office):
    dossier = cast.file_online(office, at("2026-11-06 16:30"))
    change(office, "accept_limit", 2)
    promised = dossier.intake_due_at
    dossier = intake.receive(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-09 10:00"))
    assert dossier.intake_due_at == promised == at("2026-11-09 16:30")


def test_what_comes_in_the_last_hour_counts_from_the_next_day_once_the_rule_is_on(office):
    old = cast.take_in(office, at("2026-11-03 16:30"))
    change(office, "last_hour_next_day", True)
    before = cast.take_in(office, at("2026-11-10 15:59"))
    new = cast.take_in(office, at("2026-11-10 16:00"))
    assert old.clock_from == at("2026-11-03 16:30")
    assert before.clock_from == at("2026-11-10 15:59")
    assert new.clock_from == at("2026-11-11 07:30")
    assert (before.due_at, new.due_at) == (at("2026-11-13 17:00"), at("2026-11-16 17:00"))
    told = "\n".join(ledger.why(new))
    assert "Nhận trong giờ làm việc cuối cùng của ngày: tính từ 07:30, thứ Tư 11/11/2026" in told


def test_the_hour_after_which_a_dossier_is_passed_on_in_the_morning_follows_a_change(office):
    change(office, "cutoff_transfer", "16:00")
    change(office, "transfer_minutes", 120)
    dossiers = [cast.take_in(office, at(f"2026-11-10 {time}")) for time in ("15:30", "16:30")]
    assert [dossier.runs.get().due_at for dossier in dossiers] == [
        at("2026-11-10 17:00"),
        at("2026-11-11 09:30"),
    ]
