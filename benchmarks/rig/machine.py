"""What is measured on: cores, processor, Python, PostgreSQL."""

import contextlib
import os
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

from portal.runtime.embedded import postgres_binary


def describe() -> str:
    """One line, for the top of the table."""
    told = subprocess.run([postgres_binary("postgres"), "--version"], capture_output=True, text=True)
    version = told.stdout.split()[-1] if told.stdout else "?"
    return (
        f"{os.cpu_count()} cores, {_processor()}, {_memory():.0f} GB, "
        f"Python {platform.python_version()}, PostgreSQL {version}; load before: {os.getloadavg()[0]:.1f}"
    )


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and of all that descend from them."""
    parents, ticks = {}, {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = file.read_text().rpartition(")")[2].split()
            pid = int(file.parent.name)
            parents[pid], ticks[pid] = int(words[1]), int(words[11]) + int(words[12])
    ours = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks.get(pid, 0) for pid in ours) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    """GB of the whole machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
