"""A real clamd with signatures of our own (no freshclam), as a child of the test run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.notifications.kannel import free_port, listening, start, stop, wait_for

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
# In two halves, so that no scanner takes this file for the thing itself.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
THREAT = "TTHC.Test.EICAR.UNOFFICIAL"
LIMIT = 4 * 1024 * 1024
CONFIG = """
DatabaseDirectory {folder}/signatures
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.sock
PidFile {folder}/clamd.pid
Foreground yes
User root
StreamMaxLength {limit}
MaxScanSize {limit}
AlertExceedsMax yes
"""


def require() -> None:
    """Skip by name where clamd is missing; in CI that is a failure."""
    if CLAMD:
        return
    if os.environ.get("CI_REQUIRE_DAEMONS") == "1":
        pytest.fail("clamd is not installed")
    pytest.skip("clamd is not installed")


class ClamAV:
    """The daemon on a port and a socket of its own; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.child: subprocess.Popen | None = None
        signatures = folder / "signatures"
        signatures.mkdir(parents=True)
        (signatures / "tthc.ndb").write_text(f"TTHC.Test.EICAR:0:*:{EICAR.hex()}\n")
        own = CONFIG.format(folder=folder, port=self.port, limit=LIMIT)
        (folder / "clamd.conf").write_text(own if os.geteuid() == 0 else own.replace("User root\n", ""))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def socket(self) -> str:
        return str(self.folder / "clamd.sock")

    def start(self) -> None:
        (self.folder / "clamd.sock").unlink(missing_ok=True)
        self.child = start([CLAMD, "-c", self.folder / "clamd.conf"], self.folder / "clamd.log")
        wait_for(lambda: listening(self.port), 30, f"clamd ({self.folder / 'clamd.log'})")

    def stop(self) -> None:
        if self.child:
            stop(self.child)
            self.child = None
