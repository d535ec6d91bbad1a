"""The whole measurement: a house of its own, filled, then used over HTTP by a separate load program.

    python benchmarks/measure.py [--sizes 5000,50000,100000] [--rounds 3] [--only filings,queue] [--keep]

Sizes are dossiers in the database, imported from a history with a fixed seed. Figures: the median of the
rounds (smallest–largest of the rounds), with the aim beside it. Milliseconds are those of single requests,
each round's percentile. Nothing of the trial house in var/ is touched.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.rig import history, machine  # noqa: E402
from benchmarks.rig.figures import Line, percentiles, warm_up  # noqa: E402
from benchmarks.rig.house import House, open_house  # noqa: E402
from benchmarks.rig.officer import PAGES  # noqa: E402

KINDS = ("filings", "lookups", "keys", "queue", "leader", "report")
PLAN = {5_000: ("filings", "lookups"), 50_000: ("queue", "leader"), 100_000: ("report",)}
CLIENTS = 4
DEEDS = {"filings": 60, "lookups": 200, "keys": 120, "queue": 80, "leader": 80}  # of one round
TITLES = {
    "filings": "filings", "lookups": "look-ups by code", "keys": "look-ups by code and key",
    "queue": "queue page", "leader": "leader's page",
}  # fmt: skip
RATE_AIMS = {"filings": 12, "lookups": 60, "keys": 60}
P95_AIMS = {"filings": 150, "lookups": 100, "keys": 100, "queue": 150, "leader": 300}
IMPORT_AIM = 1_667  # dossiers a second: 100,000 in a minute
OPEN_SHARE = 0.12  # of what is imported: an office with a full queue


def measured(house: House, kind: str, clients: int, rounds: int) -> Iterator[Line]:
    """Rate, requests and percentiles of one kind of use."""
    taken = house.cpu_seconds()
    seen = house.ask("load", kind, clients, DEEDS[kind], rounds)
    taken = house.cpu_seconds() - taken
    title = TITLES[kind] if clients == CLIENTS else f"{TITLES[kind]}, one officer"
    requests = [[t for times in one["requests"].values() for t in times] for one in seen]
    rate_aim = ("≥", RATE_AIMS[kind]) if kind in RATE_AIMS else None
    yield Line(f"{title} a second", [one["deeds"] / one["seconds"] for one in seen], rate_aim, "/s")
    if kind not in PAGES:
        per_deed = [len(times) / one["deeds"] for times, one in zip(requests, seen, strict=True)]
        yield Line(f"{title}: requests each", per_deed, ("≤", 10) if kind == "filings" else None)
    deeds = sum(one["deeds"] for one in seen) + warm_up(clients, DEEDS[kind])
    yield Line(f"{title}: processor time each, all servers", [taken / deeds * 1000], None, "ms")
    found = [percentiles(times) for times in requests]
    for name in ("p50", "p95", "p99"):
        aim = ("≤", P95_AIMS[kind]) if name == "p95" and kind in P95_AIMS else None
        yield Line(f"{title}: a request, {name}", [one[name] for one in found], aim, "ms")
    print_parts(seen)


def print_parts(seen: list[dict]) -> None:
    """Each request by its name: median milliseconds over all rounds."""
    names = dict.fromkeys(name for one in seen for name in one["requests"])
    medians = {
        name: statistics.median(t for one in seen for t in one["requests"].get(name, ())) * 1000
        for name in names
    }
    print("    " + ", ".join(f"{name} {median:.0f}" for name, median in medians.items()) + " ms (p50)")


def grow(house: House, size: int, rows: int) -> Iterator[Line]:
    """Bring `rows` dossiers of another system in, as a commune does; how many a second."""
    file = house.place.var / f"history-{size}.csv"
    history.write(file, rows, open_share=OPEN_SHARE, series=str(size))
    began = time.perf_counter()
    house.manage("import_dossiers", str(file))
    seconds = time.perf_counter() - began
    yield Line(f"import of {rows} dossiers, start of the command included", [seconds], None, "s")
    yield Line("dossiers imported a second", [rows / seconds], ("≥", IMPORT_AIM), "/s")


def at_size(house: House, size: int, kinds: list[str], rounds: int) -> None:
    """Import up to `size`, then measure every kind."""
    present = house.ask("census")["dossiers"]
    lines = list(grow(house, size, size - present)) if size > present else []
    told = house.ask("census")
    print(f"\n{told['dossiers']} dossiers, {told['open']} open, {told['facts']} facts")
    for line in lines:
        print(f"  {line}", flush=True)
    for kind in kinds:
        for line in counted(house, rounds) if kind == "report" else used(house, kind, rounds):
            print(f"  {line}", flush=True)


def used(house: House, kind: str, rounds: int) -> Iterator[Line]:
    """A page or a way through several, by one officer and by four, or by four people."""
    for clients in (1, CLIENTS) if kind in PAGES else (CLIENTS,):
        yield from measured(house, kind, clients, rounds)
    if kind in PAGES:
        who, address = PAGES[kind]
        asked = house.ask("questions", who, address)[address]
        yield Line(f"{TITLES[kind]}: SQL statements", [asked], ("≤", 20) if kind == "queue" else None)


def counted(house: House, rounds: int) -> Iterator[Line]:
    """The figures of II.06a for a whole year, and the whole command that writes them as PDF."""
    told = house.ask("counting", rounds)
    yield Line(f"II.06a of a year: figures of {told['total']} dossiers", told["seconds"], ("≤", 1), "s")
    began = time.perf_counter()
    house.manage("report", "II.06a", "--agency", history.AGENCY, "--from", "2025-12-15", "--to", "2026-12-14",
                 "--out", str(house.place.var / "II.06a.pdf"))  # fmt: skip
    yield Line("II.06a as PDF, start of the command included", [time.perf_counter() - began], None, "s")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=",".join(map(str, PLAN)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help=f"of {', '.join(KINDS)}; else what the size is for")
    parser.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    options = parser.parse_args()
    began = time.monotonic()
    print(machine.describe())
    print(f"python {' '.join(sys.argv)}: {CLIENTS} clients, {options.rounds} rounds after one to warm up")
    with open_house(keep=options.keep) as house:
        house.ask("fill")
        house.start_product()
        for size in map(int, options.sizes.split(",")):
            kinds = options.only.split(",") if options.only else PLAN.get(size, KINDS)
            at_size(house, size, list(kinds), options.rounds)
    print(f"\n{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main()
