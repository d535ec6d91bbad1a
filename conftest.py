"""Guard rails of every test: an embedded PostgreSQL of its own where none is given."""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

LIBC = ctypes.CDLL(None)


def _die_with_parent() -> None:
    LIBC.prctl(1, signal.SIGINT)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or "TEST_PG_DIR" not in os.environ:
        return
    folder = Path(os.environ["TEST_PG_DIR"])
    folder.mkdir(mode=0o700)
    spec = importlib.util.find_spec("pgserver")
    binaries = Path(spec.submodule_search_locations[0]) / "pginstall/bin"
    as_nobody = ["unshare", "-U", "--map-user=65534", "--map-group=65534"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_nobody, binaries / "initdb", "-D", folder / "pg", "-U", "postgres", "--auth=trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    server = subprocess.Popen(
        [*as_nobody, binaries / "postgres", "-D", folder / "pg", "-k", folder, "-h", "", "-c", "fsync=off",
         "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=80"],
        preexec_fn=_die_with_parent, stderr=(folder / "log").open("w"),
    )  # fmt: skip
    while subprocess.run([binaries / "pg_isready", "-q", "-h", folder]).returncode:
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        time.sleep(0.05)

    def stop() -> None:
        server.send_signal(signal.SIGINT)
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(stop)
