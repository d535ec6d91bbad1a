"""The nine dossiers of the law's worked example (law.md §1.4), as a table of history and as real lives."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from dossiers.past import COLUMNS
from dossiers.services import intake, withdraw
from dossiers.states import Channel, Source
from kit.clock import VN
from portal.demo.office import Office
from reports.periods import Period
from tests import cast
from tests.cast import CITIZEN, at
from tests.reports.conftest import code_of

QUARTER = Period(date(2026, 6, 15), date(2026, 9, 14))
FIGURES = {3: 7, 4: 3, 5: 3, 6: 1, 7: 4, 8: 1, 9: 2, 10: 1, 11: 3, 12: 2, 13: 1}
# letter, channel, received, due, finished, outcome
NINE = (
    ("A", "direct", "2026-06-10", "2026-06-20", "2026-06-19", "done"),
    ("B", "online", "2026-06-20", "2026-06-25", "2026-06-25", "done"),
    ("C", "direct", "2026-07-01", "2026-07-06", "2026-07-08", "done"),
    ("D", "online", "2026-09-10", "2026-09-18", "", "open"),
    ("E", "post", "2026-09-01", "2026-09-08", "", "open"),
    ("F", "online", "2026-07-05", "", "2026-07-06", "withdrawn"),
    ("G", "direct", "2026-09-13", "2026-09-17", "2026-09-16", "done"),
    ("H", "online", "", "", "", "refused_at_intake"),
    ("I", "direct", "2026-06-12", "", "2026-06-14", "done"),
)


def lines() -> list[dict[str, str]]:
    """The example as rows of a history file, with the dates as the law's example writes them."""
    return [
        dict.fromkeys(COLUMNS, "")
        | {
            "code": f"H42.18172-26-{letter}01",
            "procedure_code": code_of(letter),
            "agency_code": "18172",
            "channel": channel,
            "submitted_at": received or "2026-07-10",
            "received_at": received,
            "due_at": due,
            "finished_at": finished,
            "returned_at": finished if outcome == "done" else "",
            "outcome": outcome,
            "owner_name": f"Nguyễn Văn {letter}",
        }
        for letter, channel, received, due, finished, outcome in NINE
    ]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as a CSV file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def live(office: Office) -> None:
    """The same nine lives through the real services."""
    _finished(office, "A", "2026-06-10", "2026-06-19")
    _finished(office, "B", "2026-06-20", "2026-06-25", online=True)
    _finished(office, "C", "2026-07-01", "2026-07-08")
    _received(office, "D", "2026-09-10", online=True)
    _received(office, "E", "2026-09-01", channel=Channel.POST, source=Source.POST, waybill="VN123")
    withdrawn = _received(office, "F", "2026-07-05", online=True)
    pending = withdraw.withdraw(dossier=withdrawn, by=CITIZEN, at=at("2026-07-06 09:00"))
    withdraw.confirm(dossier=pending, by=office.actor("khang"), at=at("2026-07-06 10:00"))
    _finished(office, "G", "2026-09-13", "2026-09-16")
    refused = cast.file_online(office, at("2026-07-10 08:00"), code_of("H"))
    intake.refuse(
        dossier=refused, by=office.actor("hoa"), at=at("2026-07-10 09:00"), reason_code="not_competent",
        reason="Thuộc thẩm quyền xã khác", basis="Khoản 1 Điều 9",
    )  # fmt: skip
    _finished(office, "I", "2026-06-12", "2026-06-14")


def _received(office: Office, letter: str, day: str, *, online: bool = False, **more: Any):
    if not online:
        return cast.take_in(office, at(f"{day} 08:00"), code_of(letter), **more)
    filed = cast.file_online(office, at(f"{day} 07:45"), code_of(letter))
    return cast.receive(office, filed, at(f"{day} 08:00"))


def _finished(office: Office, letter: str, received: str, finished: str, *, online: bool = False) -> None:
    dossier = _received(office, letter, received, online=online)
    moments = [at(f"{finished} {hour:02d}:00") for hour in (8, 9, 10, 11)]
    done = cast.to_the_desk(office, dossier, moments)
    assert done.finished_at.astimezone(VN).date().isoformat() == finished
