"""How fast the clocks of many open dossiers follow a new holiday, and how fast the sweep finds what is late.

    python benchmarks/clocks.py [--open 20000] [--runs 1000000] [--late 10000]

Each in a house of its own with PostgreSQL and Redis as `make run` starts them; nothing in var/ is touched.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.rig import machine  # noqa: E402
from benchmarks.rig.house import open_house  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--open", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--late", type=int, default=10_000)
    options = parser.parse_args()
    print(machine.describe(), flush=True)
    if options.open:
        with open_house() as house:
            told = house.ask("clocks", "holiday", options.open)
        print(
            f"A new holiday, {told['dossiers']} open dossiers: {told['change']:.1f} s (aim 60) in "
            f"{told['batches']} batches, {told['moved']} moved, state {told['state']}"
        )
        print(f"  preview of {told['preview_of']}: {told['preview']:.1f} s")
        print(
            f"  an officer meanwhile, {told['officer_acts']} forwards: median {told['officer_median']:.2f} s,"
            f" longest {told['officer_longest']:.2f} s (aim 1)",
            flush=True,
        )
    if options.runs:
        with open_house() as house:
            told = house.ask("clocks", "sweep", options.runs, options.late)
        print(
            f"Sweep of {told['runs']} open runs, {told['marked']} of them just late: {told['seconds']:.1f} s "
            f"(aim 10); again: {told['again']} in {told['again_seconds']:.2f} s; {told['rows']} marked"
        )


if __name__ == "__main__":
    main()
