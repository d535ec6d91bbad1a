"""Run test suites one after the other, each in its own pytest, and count them together on the last line.

    python .ci/tests.py unit|e2e|servers …

`unit` is everything but the browser; `e2e` the browser, alone because its event loop stops other database
tests; `servers` the tests marked `db` or `tasks`, on DATABASE_URL and REDIS_URL.
"""

import collections
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's exit code where nothing was collected
# In the order of the files: the slow ones have few tests, and would otherwise come last, one core idle.
BOTH_CORES = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]


def arguments(suite: str) -> list[str]:
    """pytest's arguments for a suite. Both cores are used, unless the tests would share one given Redis."""
    if suite == "e2e":  # each process has a product and a browser of its own
        return ["tests/e2e", *BOTH_CORES]
    if suite == "servers":
        return ["-m", "db or tasks"]
    if os.environ.get("REDIS_URL"):
        return []
    return BOTH_CORES


def run(suite: str, report: Path) -> int:
    """Run one suite, its output on ours. Gives pytest's exit code, 0 where it has no tests."""
    print(f"\n=== {suite}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *arguments(suite), f"--junitxml={report}"]
    code = subprocess.run(command, cwd=ROOT).returncode
    return 0 if code == NO_TESTS else code


def count(report: Path) -> collections.Counter[str]:
    """How many passed and failed, and how many were skipped for which reason."""
    counts: collections.Counter[str] = collections.Counter()
    if not report.exists():
        return counts
    for case in ElementTree.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            counts["skipped: " + re.sub(r"^Skipped: ", "", skipped.get("message", ""))] += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        else:
            counts["passed"] += 1
    return counts


def last_line(counts: collections.Counter[str], seconds: float) -> str:
    skips = {reason: number for reason, number in counts.items() if reason.startswith("skipped: ")}
    reasons = "; ".join(
        f"{number} × {reason.removeprefix('skipped: ')}" for reason, number in sorted(skips.items())
    )
    skipped = f"{sum(skips.values())} skipped" + (f" ({reasons})" if reasons else "")
    return f"{counts['passed']} passed, {counts['failed']} failed, {skipped}, {seconds:.0f} s"


def main(suites: list[str]) -> int:
    started = time.monotonic()
    counts: collections.Counter[str] = collections.Counter()
    codes = []
    with tempfile.TemporaryDirectory() as folder:
        for suite in suites:
            report = Path(folder) / f"{suite}.xml"
            codes.append(run(suite, report))
            counts += count(report)
    print(f"\n=== {', '.join(suites)}: {last_line(counts, time.monotonic() - started)}", flush=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
