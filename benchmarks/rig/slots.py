"""What is measured as soon as the product has it: import, II.06a, the leader's page. Until then: nothing.

Each slot runs the product's own command on the CSV of `benchmarks.rig.history`, whose codes are of other days
than those of the dossiers that are there.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rig import history
from benchmarks.rig.figures import Line
from benchmarks.rig.house import ROOT, House

ROWS = 5_000
PERIOD = ("2026-01-01", "2026-06-30")


def has_command(name: str) -> bool:
    """Does the product have this management command?"""
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def has_leaders_page() -> bool:
    """Does the desk have the leader's page?"""
    return "lanh-dao/" in "".join(file.read_text() for file in (ROOT / "desk").glob("urls*.py"))


def imported(house: House) -> Iterator[Line]:
    """Dossiers imported a second."""
    if not has_command("import_dossiers"):
        return
    file = house.place.var / "history.csv"
    history.write(file, ROWS)
    seconds = _timed(house, "import_dossiers", str(file))
    yield Line("dossiers imported a second", [ROWS / seconds], None, "/s")


def reported(house: House, rounds: int) -> Iterator[Line]:
    """Seconds of II.06a over half a year, the start of the command included."""
    if not has_command("report"):
        return
    out = house.place.var / "II.06a.csv"
    words = ("report", "II.06a", "--agency", history.AGENCY, "--from", PERIOD[0], "--to", PERIOD[1],
             "--format", "csv", "--out", str(out))  # fmt: skip
    yield Line("report II.06a", [_timed(house, *words, gone=out) for _ in range(rounds)], None, "s")


def _timed(house: House, *words: str, gone: Path | None = None) -> float:
    if gone:
        gone.unlink(missing_ok=True)
    began = time.perf_counter()
    house.manage(*words)
    return time.perf_counter() - began
