"""`manage.py report`: the same figures as a file, and bad input in one line with exit code 2."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.demo.office import Office
from tests.reports import nine
from tests.reports.nine import FIGURES

pytestmark = pytest.mark.django_db
ASKED = ["report", "II.06a", "--agency", "18172", "--from", "2026-06-15", "--to", "2026-09-14"]


def total_of(file: Path) -> list[str]:
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))[-1]


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_a_report_is_written_in_the_format_asked_for(office: Office, tmp_path: Path, kind, start) -> None:
    out = tmp_path / f"report.{kind}"
    call_command(*ASKED, "--format", kind, "--out", str(out))
    assert out.read_bytes().startswith(start)


def test_the_figures_as_known_then(office: Office, tmp_path: Path, capsys) -> None:
    out = tmp_path / "r.csv"
    call_command(*ASKED, "--format", "csv", "--out", str(out))
    known_at = capsys.readouterr().out.split("known-at: ")[1].strip()
    call_command("import_dossiers", str(nine.write_csv(tmp_path / "nine.csv", nine.lines())))
    call_command(*ASKED, "--format", "csv", "--out", str(out), "--known-at", known_at)
    assert total_of(out)[2:] == ["0"] * 11
    call_command(*ASKED, "--format", "csv", "--out", str(out))
    assert total_of(out)[2:] == [str(figure) for figure in FIGURES.values()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--agency": "99999"}, "99999"),
        ({"--from": "2026-10-01"}, "--to"),
        ({"--from": "15/06/2026"}, "2026-06-15"),
        ({"--to": "9999-12-31"}, "2026-06-15"),
        ({"--known-at": "2099-01-01T00:00"}, "tương lai"),
        ({"--known-at": "hôm qua"}, "hôm qua"),
        ({"--format": "docx"}, "docx"),
    ],
)
def test_bad_input_is_refused_in_words(office: Office, tmp_path: Path, change, words) -> None:
    given = dict(zip(ASKED[2::2], ASKED[3::2], strict=True)) | change
    words_given = [word for pair in given.items() for word in pair]
    with pytest.raises(CommandError, match=words) as refused:
        call_command("report", "II.06a", *words_given, "--out", str(tmp_path / "r"))
    assert refused.value.returncode in (1, 2)
    assert not (tmp_path / "r").exists()


def test_a_folder_that_is_not_there_is_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không ghi được"):
        call_command(*ASKED, "--out", str(tmp_path / "none" / "r.pdf"))
