"""The whole measurement: a house of its own, filled, then used over HTTP by a separate load program.

    python benchmarks/measure.py [--sizes 5000,50000] [--rounds 3] [--only filings,queue] [--keep]

Sizes are dossiers in the database. Figures: the median of the rounds (smallest–largest of the rounds), with
the aim beside it. Milliseconds are those of single requests, each round's percentile. Nothing of the trial
house in var/ is touched.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.rig import machine  # noqa: E402
from benchmarks.rig.figures import Line, percentiles  # noqa: E402
from benchmarks.rig.house import House, open_house  # noqa: E402

KINDS = ("filings", "lookups", "keys", "queue")
CLIENTS = 4
DEEDS = {"filings": 120, "lookups": 400, "keys": 240, "queue": 120}  # of one round
TITLES = {
    "filings": "filings",
    "lookups": "look-ups by code",
    "keys": "look-ups by code and key",
    "queue": "queue",
}
RATE_AIMS = {"filings": 12, "lookups": 60, "keys": 60}
P95_AIMS = {"filings": 150, "lookups": 100, "keys": 100, "queue": 150}
QUEUE = "/can-bo/hang/open/"
QUEUE_SIZE = 50_000  # what the aim of the queue is meant for


def measured(house: House, kind: str, clients: int, rounds: int) -> Iterator[Line]:
    """Rate, requests and percentiles of one kind of use."""
    seen = house.ask("load", kind, clients, DEEDS[kind], rounds)
    title = TITLES[kind] if clients == CLIENTS else f"{TITLES[kind]}, {clients} officer"
    requests = [[t for times in one["requests"].values() for t in times] for one in seen]
    rate_aim = ("≥", RATE_AIMS[kind]) if kind in RATE_AIMS else None
    yield Line(f"{title} a second", [one["deeds"] / one["seconds"] for one in seen], rate_aim, "/s")
    if kind != "queue":
        per_deed = [len(times) / one["deeds"] for times, one in zip(requests, seen, strict=True)]
        yield Line(f"{title}: requests each", per_deed, ("≤", 10) if kind == "filings" else None)
    found = [percentiles(times) for times in requests]
    for name in ("p50", "p95", "p99"):
        aim = ("≤", P95_AIMS[kind]) if name == "p95" else None
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


def at_size(house: House, size: int, kinds: list[str], rounds: int) -> list[Line]:
    """Fill up to `size`, then measure every kind."""
    told = house.ask("fill", size)
    print(
        f"\n{told['dossiers']} dossiers, {told['open']} open (filled in {told['seconds']:.0f} s)", flush=True
    )
    lines: list[Line] = []
    for kind in kinds:
        for clients in (1, CLIENTS) if kind == "queue" else (CLIENTS,):
            for line in measured(house, kind, clients, rounds):
                lines.append(line)
                print(f"  {line}", flush=True)
    if "queue" in kinds:
        asked = house.ask("questions", QUEUE)[QUEUE]
        lines.append(Line("queue: SQL statements", [asked], ("≤", 20)))
        print(f"  {lines[-1]}", flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="5000,50000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    options = parser.parse_args()
    began = time.monotonic()
    print(machine.describe())
    print(f"python {' '.join(sys.argv)}: {CLIENTS} clients, {options.rounds} rounds after one to warm up")
    with open_house(keep=options.keep) as house:
        started = False
        for size in map(int, options.sizes.split(",")):
            if not started:
                house.ask("fill", 0)
                house.start_product()
                started = True
            at_size(house, size, options.only.split(","), options.rounds)
    print(f"\n{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main()
