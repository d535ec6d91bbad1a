"""A real Kannel (bearerbox, smsbox, fakesmsc from Debian) on free ports, as children of the test run."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

BEARERBOX = shutil.which("bearerbox", path="/usr/sbin:/usr/bin:/usr/local/sbin")
SMSBOX = shutil.which("smsbox", path="/usr/sbin:/usr/bin:/usr/local/sbin")
FAKESMSC = shutil.which("fakesmsc", path="/usr/lib/kannel/test:/usr/bin:/usr/sbin")
LIBC = ctypes.CDLL(None)
CONFIG = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = bar
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
store-type = file
store-location = "{folder}/store"

group = smsc
smsc = fake
smsc-id = FAKE
port = {smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {http}
sendsms-interface = 127.0.0.1
global-sender = UBND

group = sendsms-user
username = tthc
password = secret
concatenation = true
max-messages = 6
"""


def require() -> None:
    """Skip by name where Kannel is missing; in CI that is a failure."""
    if BEARERBOX and SMSBOX and FAKESMSC:
        return
    if os.environ.get("CI_REQUIRE_DAEMONS") == "1":
        pytest.fail("Kannel is not installed")
    pytest.skip("Kannel is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_redis_database(redis_url: str, slot: int) -> str:
    """`redis_url` with a database that no other test and no other xdist worker uses; `slot` is 0 or 1."""
    number = 8 + slot + 2 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Poll until `condition` holds; fail with `what` after `seconds`."""
    stop = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > stop:
            pytest.fail(f"waited {seconds} s for {what}")
        time.sleep(0.05)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(arguments: list[object], log: Path, env: dict[str, str] | None = None) -> subprocess.Popen:
    """A child in a group of its own that dies with the test run."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(argument) for argument in arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=env,
            preexec_fn=lambda: (os.setpgid(0, 0), LIBC.prctl(1, signal.SIGKILL)),
        )


def stop(child: subprocess.Popen) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(5)


@dataclass
class Kannel:
    """The three daemons; `received()` is what came out at the operator's end."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)
    children: list[subprocess.Popen] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['http']}"

    def start(self) -> None:
        (self.folder / "store").parent.mkdir(parents=True, exist_ok=True)
        self.ports = {name: free_port() for name in ("admin", "box", "smsc", "http")}
        config = self.folder / "kannel.conf"
        config.write_text(CONFIG.format(folder=self.folder, **self.ports))
        self._child([BEARERBOX, config])
        wait_for(lambda: listening(self.ports["box"]), 10, "bearerbox")
        self._child(
            [FAKESMSC, "-H", "127.0.0.1", "-r", self.ports["smsc"], "-i", 1, "-m", 1, "0912 8088 text HI"]
        )
        self._child([SMSBOX, config])
        wait_for(lambda: listening(self.ports["http"]), 10, "smsbox")
        wait_for(self._operator_is_on, 10, "fakesmsc to be on line")

    def stop(self) -> None:
        for child in reversed(self.children):
            stop(child)

    def received(self) -> str:
        """Everything that fakesmsc printed."""
        return (self.folder / "fakesmsc.log").read_text(errors="replace")

    def texts(self) -> list[str]:
        """The messages that came out, in order, as `<from to text words>`."""
        return re.findall(r"Got message \d+: <UBND \S+ text (.*)>", self.received())

    def _child(self, arguments: list[object]) -> None:
        log = self.folder / f"{Path(str(arguments[0])).name}.log"
        self.children.append(start(arguments, log))

    def _operator_is_on(self) -> bool:
        return "Got message" in self.received()  # the answer to the call it makes when it comes up
