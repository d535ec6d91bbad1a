"""One line of a commune's history: what is read, what is refused and in which words (domain.md 31)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dossiers import past
from dossiers.past import COLUMNS, MOMENTS, Past
from kit.clock import VN, local
from tests.cast import at
from tests.dossiers.past_lines import DONE, NOW, OPEN, REFUSED, line


def read(cells: dict[str, str], now=NOW) -> Past:
    found, faults = past.read(cells, line=7, now=now)
    assert faults == []
    return found


def faults(cells: dict[str, str], now=NOW) -> list[str]:
    found, wrong = past.read(cells, line=7, now=now)
    assert found is None
    return [str(fault) for fault in wrong]


def test_a_whole_line_is_read():
    assert read(DONE) == Past(
        "000.18.H42-260601-0001", "2.000815", "18172", "direct",
        at("2026-06-01 08:30"), at("2026-06-01 08:45"), at("2026-06-01 17:00"), at("2026-06-01 15:10"),
        at("2026-06-01 16:00"), "done", "Nguyễn Thị Lan", "042165001234", "84912345678",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"code": " 000.18.h42-260601-0001 "}, {"code": "000.18.H42-260601-0001"}),
        ({"procedure_code": "1.00119"}, {"procedure_code": "1.001190"}),  # what Excel makes of 1.001190
        ({"submitted_at": "", "channel": "post"}, {"submitted_at": at("2026-06-01 08:45")}),
        ({"received_at": "2026-06-01 08:45"}, {"received_at": at("2026-06-01 08:45")}),
        ({"received_at": "2026-06-01T01:45Z"}, {"received_at": at("2026-06-01 08:45")}),
        ({"received_at": "2026-06-01T08:45:30+07:00"}, {"received_at": at("2026-06-01 08:45:30")}),
        ({"finished_at": "2026-06-02"}, {"finished_at": at("2026-06-02 17:00")}),
        ({"finished_at": "20260602", "returned_at": ""}, {"finished_at": at("2026-06-02 17:00")}),
        ({"returned_at": ""}, {"returned_at": None}),
        ({"outcome": "rejected", "returned_at": ""}, {"outcome": "rejected"}),
        ({"due_at": ""}, {"due_at": None}),
        ({"owner_name": "  nguyễn  thị   lan "}, {"owner_name": "nguyễn thị lan"}),
        ({"owner_name": "Công ty 27/7 (chi nhánh 2)"}, {"owner_name": "Công ty 27/7 (chi nhánh 2)"}),
        ({"owner_name": "Le\u0302 Thi\u0323 Ha"}, {"owner_name": "Lê Thị Ha"}),
        ({"owner_id": ""}, {"owner_id": ""}),
        ({"owner_id": "184 123 456"}, {"owner_id": "184123456"}),
        ({"phone": ""}, {"phone": ""}),
        ({"phone": "0239 3 123 456"}, {"phone": "842393123456"}),
        ({"phone": "+84 912.345.678"}, {"phone": "84912345678"}),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(cells, expected):
    cells = {"returned_at": "2026-06-02T18:00"} | cells
    found = read(line(**cells))
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"code": ""}, "cột code: “” không phải mã hồ sơ; cần 3 đến 60 chữ cái"),
        ({"code": "HỒ SƠ 1"}, "cột code: “HỒ SƠ 1” không phải mã hồ sơ"),
        ({"code": "A" * 61}, "cột code: "),
        ({"code": "../etc"}, "cột code: "),
        ({"procedure_code": ""}, "cột procedure_code: cần có mã thủ tục, ví dụ 2.000815."),
        ({"agency_code": " "}, "cột agency_code: cần có mã cơ quan, ví dụ 18172."),
        ({"channel": "Trực tiếp"}, "“Trực tiếp” không dùng được; cần một trong: online, direct, post."),
        ({"outcome": "xong"}, "“xong” không dùng được; cần một trong: done, rejected, withdrawn, stopped,"),
        ({"outcome": ""}, "cột outcome: “” không dùng được"),
        ({"received_at": "01/06/2026"}, "cột received_at: “01/06/2026” không đọc được; cần ngày giờ dạng"),
        ({"received_at": "2026-02-30"}, "cột received_at: “2026-02-30” không đọc được"),
        ({"received_at": "2026-06-01T25:00"}, "cột received_at: “2026-06-01T25:00” không đọc được"),
        ({"received_at": "46188.35"}, "cột received_at: “46188.35” không đọc được"),
        ({"received_at": "1999-12-31T23:59"}, "nằm ngoài các năm từ 2000 đến 2200"),
        ({"due_at": "9999-12-31T23:59-07:00"}, "cột due_at: "),
        ({"due_at": "2201-01-01"}, "nằm ngoài các năm từ 2000 đến 2200"),
        ({"owner_name": ""}, "cột owner_name: Nhập họ và tên chủ hồ sơ."),
        ({"owner_name": "12345"}, "cột owner_name: Họ và tên chủ hồ sơ cần có ít nhất một chữ cái."),
        ({"owner_name": "=HYPERLINK"}, "cột owner_name: "),
        ({"owner_name": "L" * 201}, "dài quá 200 ký tự"),
        ({"owner_id": "12345"}, "cột owner_id: Số định danh cá nhân gồm 12 chữ số"),
        ({"owner_id": "42165001234"}, "cột owner_id: Số định danh cá nhân gồm 12 chữ số"),
        ({"phone": "912345678"}, "cột phone: Số điện thoại cần có 10 chữ số và bắt đầu bằng 0"),
    ],
)
def test_a_bad_cell_is_told_by_line_column_and_what_is_expected(cells, said):
    (fault,) = faults(line(**cells))
    assert fault.startswith("Dòng 7, cột ")
    assert said in fault


def test_every_bad_cell_of_a_line_is_told_at_once():
    told = faults(line(code="?", channel="x", received_at="x", phone="x"))
    assert [fault.split(":")[0] for fault in told] == [
        f"Dòng 7, cột {name}" for name in ("code", "channel", "received_at", "phone")
    ]


@pytest.mark.parametrize(
    ("base", "cells", "columns"),
    [
        (DONE, {"received_at": ""}, ["received_at"]),
        (DONE, {"received_at": "", "submitted_at": ""}, ["submitted_at", "received_at"]),
        (DONE, {"finished_at": ""}, ["finished_at"]),
        (DONE, {"submitted_at": "", "channel": "online"}, ["submitted_at"]),
        (OPEN, {"due_at": ""}, ["due_at"]),
        (OPEN, {"received_at": "", "submitted_at": "2026-11-24"}, ["received_at"]),
        (OPEN, {"finished_at": "2026-11-25"}, ["finished_at"]),
        (OPEN, {"returned_at": "2026-11-25"}, ["returned_at"]),
        (REFUSED, {"received_at": "2026-06-01T09:00"}, ["received_at"]),
        (REFUSED, {"due_at": "2026-06-01T09:00"}, ["due_at"]),
        (REFUSED, {"returned_at": "2026-06-02T09:00"}, ["returned_at"]),
        (DONE, {"outcome": "rejected", "received_at": ""}, ["received_at"]),
        (DONE, {"outcome": "stopped", "received_at": ""}, ["received_at"]),
        (DONE, {"outcome": "withdrawn", "received_at": ""}, ["due_at", "returned_at"]),
    ],
)
def test_what_an_outcome_needs_and_what_it_forbids(base, cells, columns):
    _, wrong = past.read(line(base, **cells), line=7, now=NOW)
    assert [fault.field for fault in wrong] == columns
    assert all("vì kết quả là" in fault.expected for fault in wrong)


@pytest.mark.parametrize(
    ("column", "moment", "before"),
    [
        ("received_at", "2026-06-01T08:29", "ngày nộp"),
        ("received_at", "2026-05-31", "ngày nộp"),
        ("due_at", "2026-06-01T08:00", "ngày tiếp nhận"),
        ("due_at", "2026-05-31", "ngày tiếp nhận"),
        ("finished_at", "2026-06-01T08:44", "ngày tiếp nhận"),
        ("returned_at", "2026-06-01T15:09", "ngày kết thúc xử lý"),
    ],
)
def test_what_comes_after_does_not_come_before(column, moment, before):
    told = faults(line(**{column: moment}))
    assert f"Dòng 7, cột {column}: phải sau {before} (" in told[0]


def test_a_result_may_come_after_its_promised_day_and_before_it():
    assert read(line(finished_at="2026-06-09", returned_at="")).finished_at == at("2026-06-09 17:00")
    assert read(line(due_at="2026-07-09")).due_at == at("2026-07-09 17:00")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # An hour that nobody wrote down makes room for one that was written.
        ({"submitted_at": "2026-06-01", "received_at": "2026-06-01T07:00"}, {"submitted_at": "07:00"}),
        ({"received_at": "2026-06-01T18:00", "due_at": "2026-06-01", "finished_at": "2026-06-02"},
         {"received_at": "18:00", "due_at": "18:00"}),
        ({"received_at": "2026-06-01", "submitted_at": "2026-06-01T08:30"}, {"received_at": "08:30"}),
        ({"finished_at": "2026-06-01", "returned_at": "2026-06-01T16:00"}, {"finished_at": "16:00"}),
        ({"submitted_at": "2026-06-01", "received_at": "2026-06-01", "due_at": "2026-06-01"},
         {"submitted_at": "07:30", "received_at": "07:30", "due_at": "17:00"}),
    ],
)  # fmt: skip
def test_days_without_an_hour_fit_themselves_in(cells, expected):
    found = read(line(**{"returned_at": "2026-06-02T17:00"} | cells))
    assert {name: f"{getattr(found, name):%H:%M}" for name in expected} == expected


@pytest.mark.parametrize("column", ["submitted_at", "received_at"])
def test_nothing_happened_in_the_future(column):
    cells = line(OPEN, submitted_at="2026-11-26T10:00", received_at="2026-11-26T10:00") | {
        column: "2026-11-26T10:01",
        "received_at": "2026-11-26T10:01",
    }
    assert any("không thể ở tương lai" in fault for fault in faults(cells))


def test_a_promise_may_lie_in_the_future():
    assert read(line(OPEN, due_at="2027-03-01")).due_at == at("2027-03-01 17:00")


def test_today_without_an_hour_has_come_already():
    found = read(line(finished_at="2026-11-26", returned_at="2026-11-26"))
    assert found.finished_at == found.returned_at == NOW


def test_a_line_of_today_is_the_same_line_an_hour_later():
    cells = line(finished_at="2026-11-26", returned_at="")
    first, later, next_day = (read(cells, NOW + timedelta(hours=h)) for h in (0, 1, 24))
    assert first.digest == later.digest == past.digest(next_day.as_json())
    assert next_day.digest == ""


def test_tomorrow_without_an_hour_is_the_future():
    assert faults(line(finished_at="2026-11-27", returned_at="")) == [
        "Dòng 7, cột finished_at: ngày kết thúc xử lý không thể ở tương lai."
    ]


def test_a_refusal_without_a_day_of_its_own_was_made_when_it_was_filed():
    found = read(line(REFUSED, finished_at=""))
    assert found.finished_at == found.submitted_at


def test_one_normal_form_however_a_line_was_typed():
    other = line(
        code="000.18.h42-260601-0001", submitted_at="2026-06-01 08:30:00", received_at="2026-06-01T01:45Z",
        owner_name=" Nguyễn  Thị Lan", owner_id="042 165 001 234", phone="+84912345678",
    )  # fmt: skip
    assert past.digest(read(other).as_json()) == past.digest(read(DONE).as_json())


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_counts_in_the_digest(column):
    found = read(DONE)
    value = getattr(found, column)
    changed = value + timedelta(seconds=1) if column in MOMENTS else value + "X"
    assert past.digest(replace(found, **{column: changed}).as_json()) != past.digest(found.as_json())


@st.composite
def typed_lines(draw: st.DrawFn) -> dict[str, str]:
    """Lines that mostly make sense: five moments in order, each a day or a day with its hour."""
    outcome = draw(st.sampled_from(past.OUTCOMES))
    unwanted = {"open": {"finished_at", "returned_at"}, "refused_at_intake": MOMENTS - {"submitted_at"}}
    minutes = st.sampled_from([0, 0, 1, 45, 300, 600, 1440, 9000])
    moment, cells = draw(st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1))), {}
    for name in ("submitted_at", "received_at", "finished_at", "returned_at", "due_at"):
        moment += timedelta(minutes=draw(minutes))
        typed = moment.date().isoformat() if draw(st.booleans()) else moment.isoformat()
        cells[name] = "" if name in unwanted.get(outcome, ()) else typed
    return cells | {
        "code": draw(st.from_regex(past.CODE, fullmatch=True)),
        "procedure_code": "2.000815",
        "agency_code": draw(st.sampled_from(["18172", "Xã “Sơn Tây”\\t"])),
        "channel": draw(st.sampled_from(["online", "direct", "post"])),
        "outcome": outcome,
        "owner_name": draw(st.sampled_from(["Trần Văn Bình", "Hợp tác xã 19/5", "O’Brien", "Y"])),
        "owner_id": draw(st.sampled_from(["", "042165001234", "184123456"])),
        "phone": draw(st.sampled_from(["", "0912345678"])),
    }


@given(typed_lines())
def test_whatever_is_read_is_written_and_read_back_the_same(cells):
    found, wrong = past.read(cells, line=1, now=NOW)
    assert (found is None) == bool(wrong)
    assume(found)
    row = found.as_json()
    again = past.from_json(row)
    assert again == found
    assert again.as_json() == row


@given(typed_lines())
def test_whatever_is_read_follows_in_time_and_keeps_the_hours_that_were_written(cells):
    found, _ = past.read(cells, line=1, now=NOW)
    assume(found)
    moments = [found.submitted_at, found.received_at, found.finished_at, found.returned_at]
    there = [moment for moment in moments if moment]
    assert there == sorted(there)
    assert there[-1] <= NOW
    assert not found.received_at or not found.due_at or found.due_at >= found.received_at
    for name in MOMENTS:
        if "T" in cells[name]:
            assert local(getattr(found, name)) == datetime.fromisoformat(cells[name]).replace(tzinfo=VN)
        elif cells[name]:
            assert local(getattr(found, name)).date().isoformat() == cells[name]


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, st.text())))
def test_nothing_that_is_typed_breaks_the_reading(cells):
    found, wrong = past.read(cells, line=1, now=NOW)
    assert found is None
    assert wrong
