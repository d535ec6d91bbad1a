"""Are there published holes in what we install? Asks PyPI's advisories about every pinned line.

    python .ci/audit.py

Ends with 0 where every package was looked up and none has a hole, with 1 where one has, and with 75 where the
advisories do not answer (a mirror without them, no network): then the last line says why.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_REACHED = 75
COMMAND = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]


def ask() -> tuple[list[dict], str]:
    """What pip-audit says of each package that is installed, and its words where it says nothing."""
    done = subprocess.run([*COMMAND, "--skip-editable"], cwd=ROOT, capture_output=True, text=True)
    try:
        return json.loads(done.stdout)["dependencies"], done.stderr
    except (ValueError, KeyError):
        return [], done.stderr


def main() -> int:
    rows, words = ask()
    holes = [(row["name"], row["version"], hole) for row in rows for hole in row.get("vulns", ())]
    unknown = [row["name"] for row in rows if "skip_reason" in row]
    for name, version, hole in holes:
        print(
            f"{name} {version}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        )
    if holes:
        return 1
    if not rows or len(unknown) == len(rows):
        skipped = [row["skip_reason"] for row in rows] or words.strip().splitlines()[-1:] or ["no answer"]
        reason = skipped[0][:160]
        print(f"audit of packages: the advisories of PyPI do not answer here ({reason})")
        return NOT_REACHED
    known = len(rows) - len(unknown)
    print(f"audit of packages: {known} looked up, no published hole; not known there: {unknown or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
