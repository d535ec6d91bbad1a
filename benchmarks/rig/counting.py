"""Seconds that the figures of a whole year of II.06a take, counted in a process that is warm. Prints JSON.

python -m benchmarks.rig.counting ROUNDS
"""

import json
import sys
import time
from datetime import date

import django

django.setup()

from agencies.selectors import active_agencies  # noqa: E402
from dossiers.selectors.facts import settle  # noqa: E402
from reports.forms import II06A  # noqa: E402
from reports.periods import Period  # noqa: E402
from reports.selectors import make_edition  # noqa: E402

YEAR = Period(date(2025, 12, 15), date(2026, 12, 14))


def main(rounds: int) -> None:
    agency = active_agencies().first()
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        edition = make_edition(II06A, agency, YEAR, settle())
        taken.append(time.perf_counter() - began)
    print(json.dumps({"seconds": taken[1:], "total": edition.total[3]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
