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

from benchmarks.rig import machine, slots  # noqa: E402
from benchmarks.rig.figures import Line, percentiles, warm_up  # noqa: E402
from benchmarks.rig.house import House, open_house  # noqa: E402

KINDS = ("filings", "lookups", "keys", "queue", "leader")
PAGES = ("queue", "leader")
CLIENTS = 4
DEEDS = {"filings": 60, "lookups": 200, "keys": 120, "queue": 80, "leader": 80}  # of one round
TITLES = {
    "filings": "filings", "lookups": "look-ups by code", "keys": "look-ups by code and key",
    "queue": "queue page", "leader": "leader's page",
}  # fmt: skip
RATE_AIMS = {"filings": 12, "lookups": 60, "keys": 60}
P95_AIMS = {"filings": 150, "lookups": 100, "keys": 100, "queue": 150}
QUEUE = "/can-bo/hang/open/"


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


def at_size(house: House, size: int, kinds: list[str], rounds: int) -> None:
    """Fill up to `size`, then measure every kind."""
    told = house.ask("fill", size)
    print(
        f"\n{told['dossiers']} dossiers, {told['open']} open (filled in {told['seconds']:.0f} s)", flush=True
    )
    for kind in kinds:
        for clients in (1, CLIENTS) if kind in PAGES else (CLIENTS,):
            for line in measured(house, kind, clients, rounds):
                print(f"  {line}", flush=True)
    if "queue" in kinds:
        asked = house.ask("questions", QUEUE)[QUEUE]
        print(f"  {Line('queue page: SQL statements', [asked], ('≤', 20))}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="5000,50000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    options = parser.parse_args()
    kinds = [kind for kind in options.only.split(",") if kind != "leader" or slots.has_leaders_page()]
    began = time.monotonic()
    print(machine.describe())
    print(f"python {' '.join(sys.argv)}: {CLIENTS} clients, {options.rounds} rounds after one to warm up")
    with open_house(keep=options.keep) as house:
        house.ask("fill", 0)
        house.start_product()
        for size in map(int, options.sizes.split(",")):
            at_size(house, size, kinds, options.rounds)
        for line in (*slots.imported(house), *slots.reported(house, options.rounds)):
            print(f"  {line}", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main()
