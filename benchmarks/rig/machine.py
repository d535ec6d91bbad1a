"""What is measured on: cores, processor, Python, PostgreSQL."""

import os
import platform
import subprocess
from pathlib import Path

from portal.runtime.embedded import postgres_binary


def describe() -> str:
    """One line, for the top of the table."""
    told = subprocess.run([postgres_binary("postgres"), "--version"], capture_output=True, text=True)
    version = told.stdout.split()[-1] if told.stdout else "?"
    return (
        f"{os.cpu_count()} cores, {_processor()}, {_memory():.0f} GB, "
        f"Python {platform.python_version()}, PostgreSQL {version}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    """GB of the whole machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
