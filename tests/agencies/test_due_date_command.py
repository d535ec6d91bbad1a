"""`manage.py due_date` and `working_time`: the last line, the explanation, and one line for bad input.

No test here but those of --agency may touch the database: pytest-django refuses it.
"""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.management.commands.due_date import Command as DueDate
from agencies.management.commands.working_time import Command as WorkingTime
from agencies.models import Agency
from tests.agencies.worktime_cases import DAYS_OFF, MAKE_UP, WEEK_JSON, span

START = ["--start", "2026-11-02T10:00"]
COMMANDS = {"due_date": DueDate, "working_time": WorkingTime}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "commune.json"
    path.write_text(json.dumps({"hours": WEEK_JSON, "days_off": DAYS_OFF, "make_up": MAKE_UP}))
    return str(path)


def lines(command: str, *arguments: str) -> list[str]:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().splitlines()


VECTORS = [
    ("2024-03-01T16:00 --days 1 --rule same_time", "2024-03-04T16:00:00+07:00"),
    ("2024-02-07T10:00 --days 2 --rule same_time", "2024-02-16T10:00:00+07:00"),
    ("2024-03-05T10:00 --hours 4", "2024-03-05T15:30:00+07:00"),
    ("2024-02-12T09:00 --days 1 --rule same_time", "2024-02-15T17:00:00+07:00"),
    ("2024-03-04T09:00 --days 300 --rule same_time", "2025-05-16T09:00:00+07:00"),
    ("2024-03-05T10:20 --days 1 --rule same_time", "2024-03-06T10:20:00+07:00"),
    ("2024-03-05T08:00 --days 0.5 --rule same_time", "2024-03-05T13:30:00+07:00"),
    ("2026-04-24T10:00 --days 3", "2026-05-04T17:00:00+07:00"),
    ("2026-04-24T10:00 --days 3 --rule end_of_day", "2026-05-04T17:00:00+07:00"),
    ("2026-04-24T03:00:00+00:00 --days 3", "2026-05-04T17:00:00+07:00"),
    ("2026-11-20T16:00 --hours 8", "2026-11-23T16:00:00+07:00"),
    ("2026-11-23T16:30 --hours 8", "2026-11-25T16:30:00+07:00"),
    ("2026-11-23T15:20 --same-day --cutoff 15:00", "2026-11-25T17:00:00+07:00"),
    ("2026-11-23T15:00 --same-day --cutoff 15:00", "2026-11-23T17:00:00+07:00"),
    ("2026-08-20 --days 5", "2026-08-26T17:00:00+07:00"),
    ("2026-11-20T10:00 --calendar-days 4", "2026-11-25T17:00:00+07:00"),
    ("2026-11-02T10:00 --months 1", "2026-12-02T17:00:00+07:00"),
    ("2026-11-02T10:00 --days 2", "2026-11-04T17:00:00+07:00"),
    ("2026-11-02T10:00 --days 2 --pause 2026-11-03T09:00 2026-11-09T14:00", "2026-11-10T17:00:00+07:00"),
    (
        "2026-11-02T10:00 --days 5 --pause 2026-11-09T10:00 2026-11-16T10:00"
        " --pause 2026-11-03T10:00 2026-11-05T10:00",
        "2026-11-18T17:00:00+07:00",
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), VECTORS, ids=[v[0] for v in VECTORS])
def test_the_last_line_is_the_due_time(file: str, arguments: str, expected: str) -> None:
    assert lines("due_date", "--start", *arguments.split(), "--calendar", file) == [expected]


def test_explain_says_every_day_counted_or_skipped_before_the_answer(file: str) -> None:
    said = lines("due_date", "--start", "2026-04-24T10:00", "--days", "3", "--calendar", file, "--explain")
    assert said[-1] == "2026-05-04T17:00:00+07:00"
    assert sum(line.startswith("Tính ") for line in said) == 3
    assert "Bỏ qua Chủ nhật, 03/05/2026: Chủ nhật" in said
    assert "Bỏ qua thứ Năm, 30/04/2026: ngày nghỉ" in said
    assert sum(line.startswith("Bỏ qua ") for line in said) == 7


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T16:00", "2026-11-25T08:00", "90"),
        ("2026-11-23T10:00:00", "2026-11-23T10:01:59", "1"),
        ("2026-11-22T00:00", "2026-11-23T00:00", "0"),
        ("2026-11-23T10:00", "2026-11-23T10:00", "0"),
        ("2026-11-23T03:00+00:00", "2026-11-23T11:00", "60"),
    ],
)
def test_the_last_line_is_the_working_minutes(file: str, start: str, end: str, minutes: str) -> None:
    assert lines("working_time", "--from", start, "--to", end, "--calendar", file) == [minutes]


BAD_LIMITS = [
    "",
    "--days",
    "--days three",
    "--days -1",
    "--days 0",
    "--days nan",
    "--days inf",
    "--days 1e400",
    "--days 99999999999999999999",
    "--days 0.5",
    "--days 0.3 --rule same_time",
    "--days 1 --hours 1",
    "--days 1 --rule noon",
    "--days 1 --cutoff 15:00",
    "--days 1 --surprise",
    "--hours 1 --rule same_time",
    "--hours -0.5",
    "--calendar-days 1.5",
    "--months 121",
    "--same-day",
    "--same-day --cutoff 25:00",
    "--same-day --cutoff 15:00 --rule end_of_day",
    "--days 1 --pause 2026-11-03T10:00",
    "--days 1 --pause 2026-11-03T10:00 soon",
    "--days 1 --pause 2026-11-03T10:00 2026-11-03T09:00",
    "--days 1 --pause 2026-11-02T09:00 2026-11-03T09:00",
    "--days 9 --pause 2026-11-03T10:00 2026-11-05T10:00 --pause 2026-11-04T10:00 2026-11-06T10:00",
    "--days 1 --start tomorrow",
    "--days 1 --start 2026-02-30T10:00",
    "--days 1 --start 1066-10-14T10:00",
    "--days 1 --start 0001-01-01T00:00+10:00",
    "--days 1 --agency 18172",
]


def refused(capsys: pytest.CaptureFixture, command: str, *arguments: str) -> str:
    """The one line on standard error, as a person at the command line gets it."""
    with pytest.raises(SystemExit) as stopped:
        COMMANDS[command]().run_from_argv(["manage.py", command, *arguments])
    said = capsys.readouterr()
    assert stopped.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")
    return said.err


@pytest.mark.parametrize("arguments", BAD_LIMITS)
def test_a_bad_argument_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture, file: str, arguments: str
) -> None:
    refused(capsys, "due_date", *START, *arguments.split(), "--calendar", file)


BAD_FILES = [
    b"",
    b"not json",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[]",
    b"{}",
    b'{"hours": {}}',
    b'{"hours": {"mon": ["11:30-07:30"]}}',
    b'{"hours": {"mon": ["07:30-11:30", "10:00-12:00"]}}',
    b'{"hours": {"mon": ["07:30-11:30"]}, "days_off": ["08/03/2024"]}',
]


@pytest.mark.parametrize("content", BAD_FILES, ids=lambda content: content[:40].decode("latin-1"))
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("due_date", [*START, "--days", "1"]),
        ("working_time", ["--from", "2026-11-02T10:00", "--to", "2026-11-02T11:00"]),
    ],
)
def test_a_bad_calendar_file_is_one_line_with_its_name_and_exit_2(
    capsys: pytest.CaptureFixture, tmp_path: Path, content: bytes, command: str, arguments: list[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    assert "bad.json" in refused(capsys, command, *arguments, "--calendar", str(path))


@pytest.mark.parametrize("path", ["", "/nowhere/calendar.json", "/tmp"])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(capsys: pytest.CaptureFixture, path: str) -> None:
    refused(capsys, "due_date", *START, "--days", "1", "--calendar", path)


def test_an_office_that_never_opens_again_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    path = tmp_path / "closed.json"
    content = {"hours": {"mon": ["08:00-09:00"]}, "days_off": span("2026-11-03", "2027-10-31")}
    path.write_text(json.dumps(content))
    assert lines("due_date", *START, "--days", "1", "--calendar", str(path)) == ["2027-11-08T09:00:00+07:00"]
    content["days_off"].append("2027-11-01")
    path.write_text(json.dumps(content))
    assert "closed.json" in refused(capsys, "due_date", *START, "--days", "1", "--calendar", str(path))


def test_the_command_line_needs_no_database_for_a_calendar_file(file: str) -> None:
    nowhere = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "manage.py", "due_date", "--start", "2026-04-24T10:00", "--days", "3"]
    ran = subprocess.run(
        [*command, "--calendar", file], env=nowhere, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "2026-05-04T17:00:00+07:00\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "2026-11-02T10:00"],
        ["--from", "2026-11-02T10:00", "--to", "2026-11-02T09:59"],
        ["--from", "x", "--to", "2026-11-02T09:59"],
    ],
)
def test_bad_moments_of_working_time_are_one_line_and_exit_2(
    capsys: pytest.CaptureFixture, file: str, arguments: list[str]
) -> None:
    refused(capsys, "working_time", *arguments, "--calendar", file)


def test_an_agencys_published_calendar_answers(active: Agency) -> None:
    assert lines("due_date", *START, "--days", "2", "--agency", "18172") == ["2026-11-04T17:00:00+07:00"]
    minutes = lines("working_time", "--from", "2026-11-02", "--to", "2026-11-03", "--agency", "18172")
    assert minutes == ["480"]


@pytest.mark.parametrize("code", ["99999", ""])
@pytest.mark.django_db
def test_an_unknown_agency_is_bad_input(code: str) -> None:
    with pytest.raises(CommandError) as stopped:
        lines("due_date", *START, "--days", "2", "--agency", code)
    assert stopped.value.returncode == 2


def test_an_agency_without_a_published_calendar_is_bad_input_that_names_it(son_tay: Agency) -> None:
    with pytest.raises(CommandError, match="Sơn Tây") as stopped:
        lines("due_date", *START, "--days", "2", "--agency", "18172")
    assert stopped.value.returncode == 2
