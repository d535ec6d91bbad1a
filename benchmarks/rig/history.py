"""A commune's past as the CSV of `manage.py import_dossiers`: a fixed seed gives the same file each time.

    python -m benchmarks.rig.history COUNT FILE

About 34 in 100 online, 3 in 100 finished late, 5 in 100 still open (some of them late); `--open 0.3` gives
the queue something to do. Times are local, without a zone, inside office hours of Monday to Friday.
"""

import argparse
import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

COLUMNS = (
    "code", "procedure_code", "agency_code", "channel", "submitted_at", "received_at", "due_at",
    "finished_at", "returned_at", "outcome", "owner_name", "owner_id", "phone",
)  # fmt: skip
SEED = 2026
AGENCY, ID_CODE = "18172", "H42.18172"
LAST_DAY = date(2026, 11, 25)
DAYS = 360  # calendar days back from LAST_DAY
SESSIONS = ((time(7, 30), 240), (time(13, 0), 240))  # beginning, minutes
WORKING_DAY = 480  # minutes
ONLINE, POST = 0.34, 0.05
LATE = 0.035  # of the finished; 3 in 100 of all
OPEN = 0.048  # below one in twenty
RECENT = 12  # working days in which the open ones began, but for those that are late
PROCEDURES = {  # code: weight, working minutes
    "2.000815": (40, 480), "2.000635": (12, 960), "2.000884": (10, 480), "1.001193": (9, 480),
    "1.004873": (8, 1440), "1.000656": (5, 480), "1.000894": (5, 2400), "1.004859": (4, 2400),
    "1.001612": (3, 1440), "1.013225": (4, 4800),
}  # fmt: skip
ENDINGS = {"done": 92, "rejected": 2, "withdrawn": 2, "stopped": 1, "refused_at_intake": 3}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hồ", "Võ", "Đặng", "Bùi", "Phan", "Đinh", "Dương", "Lý")
MIDDLES = ("Thị", "Văn", "Đức", "Hữu", "Thu", "Quốc", "Minh", "Ngọc", "Thanh", "Xuân")
GIVEN = (
    "Lan",
    "Bình",
    "Hạnh",
    "Long",
    "Yến",
    "Sơn",
    "Hoa",
    "Tâm",
    "Dũng",
    "Hà",
    "Phúc",
    "Thảo",
    "Quân",
    "Mai",
)


class Hours:
    """Office hours as one line of working minutes from the first day; enough to add and to draw times."""

    def __init__(self, last: date, days: int) -> None:
        every = (last - timedelta(days=days - 1 - n) for n in range(days + 120))
        self.days = [day for day in every if day.weekday() < 5]
        self.today = next(n for n, day in enumerate(self.days) if day >= last)

    def at(self, minute: int) -> datetime:
        """The clock time of a working minute; the end of a session counts to that session."""
        number, rest = divmod(minute, WORKING_DAY)
        begin, _ = SESSIONS[rest >= SESSIONS[0][1]]
        offset = rest - SESSIONS[0][1] * (rest >= SESSIONS[0][1])
        return datetime.combine(self.days[number], begin) + timedelta(minutes=offset)


def rows(
    count: int, *, open_share: float = OPEN, series: str = "0", seed: int = SEED
) -> Iterator[dict[str, str]]:
    """`count` dossiers in the order of their codes; another `series` has other codes."""
    draw, hours = Random(seed), Hours(LAST_DAY, DAYS)
    codes = list(PROCEDURES)
    weights = [PROCEDURES[code][0] for code in codes]
    drawn = []
    for _ in range(count):
        procedure = draw.choices(codes, weights)[0]
        drawn.append(
            _times(draw, hours, PROCEDURES[procedure][1], open_share) | {"procedure_code": procedure}
        )
    drawn.sort(key=lambda row: row["submitted_at"])
    numbers: dict[str, int] = {}
    for row in drawn:
        day = f"{datetime.fromisoformat(row['submitted_at']):%y%m%d}"
        numbers[day] = numbers.get(day, 0) + 1
        yield {
            "code": f"{ID_CODE}.{series}-{day}-{numbers[day]:04}",
            "agency_code": AGENCY,
            **row,
            **_owner(draw),
        }


def _times(draw: Random, hours: Hours, promised: int, open_share: float) -> dict[str, str]:
    """Channel, moments and outcome of one dossier, as working minutes turned into local times."""
    now = hours.today * WORKING_DAY + WORKING_DAY - 1
    is_open, is_late = draw.random() < open_share, draw.random() < LATE
    spot = draw.random()
    channel = "online" if spot < ONLINE else "post" if spot < ONLINE + POST else "direct"
    longest = promised * 2 + 480
    submitted = draw.randrange(0, now - longest)
    if is_open:
        # Open and on time: begun within the promise; open and late: begun before it.
        ago = draw.randrange(promised + 60, longest) if draw.random() < 0.15 else draw.randrange(5, promised)
        submitted = now - ago
    received = submitted + (draw.randrange(5, 240) if channel == "online" else draw.randrange(0, 4))
    due = received + promised
    row = {"channel": channel, "submitted_at": submitted, "received_at": received, "due_at": due,
           "finished_at": None, "returned_at": None, "outcome": "open"}  # fmt: skip
    if is_open:
        row["received_at"] = min(received, now)
    else:
        row |= _ending(draw, received, due, is_late)
    return {name: _say(hours, value) if name.endswith("_at") else value for name, value in row.items()}


def _ending(draw: Random, received: int, due: int, is_late: bool) -> dict:
    outcome = draw.choices(list(ENDINGS), list(ENDINGS.values()))[0]
    if outcome == "refused_at_intake":
        return {"outcome": outcome, "received_at": None, "due_at": None, "finished_at": received}
    promised = due - received
    finished = due + draw.randrange(10, promised) if is_late else received + draw.randrange(5, promised)
    returned = finished + draw.randrange(5, 400) if outcome in ("done", "rejected") else None
    return {"outcome": outcome, "finished_at": finished, "returned_at": returned}


def _say(hours: Hours, minute: int | None) -> str:
    return "" if minute is None else hours.at(minute).isoformat(timespec="minutes")


def _owner(draw: Random) -> dict[str, str]:
    name = " ".join((draw.choice(FAMILIES), draw.choice(MIDDLES), draw.choice(GIVEN)))
    born = draw.randrange(50, 105)  # of the century that the fourth digit tells: 0, 1 before 2000; 2, 3 after
    sex = draw.randrange(2)
    number = f"042{sex + 2 * (born >= 100)}{born % 100:02}{draw.randrange(10**6):06}"
    return {"owner_name": name, "owner_id": number, "phone": f"09{draw.randrange(10**8):08}"}


def write(path: Path, count: int, *, open_share: float = OPEN, series: str = "0") -> dict[str, int]:
    """The file; gives how many rows and how many of them are open."""
    still_open = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS)
        sheet.writeheader()
        for row in rows(count, open_share=open_share, series=series):
            sheet.writerow(row)
            still_open += row["outcome"] == "open"
    return {"rows": count, "open": still_open}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--open", type=float, default=OPEN)
    options = parser.parse_args()
    print(json.dumps(write(options.file, options.count, open_share=options.open)))
