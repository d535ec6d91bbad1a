"""The client against a real clamd, and against things that only look like one."""

import io
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from documents.scanning.clamd import Clamd, verdict
from documents.scanning.contract import Away, Clean, Failed, Infected
from tests.documents.clamav import EICAR, LIMIT, THREAT, ClamAV
from tests.documents.conftest import zipped


@pytest.mark.parametrize("way", ["address", "socket"])
def test_clamd_tells_its_version_and_what_it_found(clamav: ClamAV, way: str) -> None:
    scanner = Clamd(getattr(clamav, way), seconds=20)
    assert scanner.version().startswith("ClamAV ")
    assert scanner.scan(io.BytesIO(b"gi\xe1\xba\xa5y khai sinh")) == Clean()
    assert scanner.scan(io.BytesIO(EICAR)) == Infected(THREAT)
    assert scanner.scan(io.BytesIO(zipped({"a/b.txt": EICAR}))) == Infected(THREAT)


def test_content_beyond_its_limit_is_a_failure(clamav: ClamAV) -> None:
    answer = Clamd(clamav.address, 20).scan(io.BytesIO(b"a" * (LIMIT * 2)))
    assert isinstance(answer, Failed)


def test_archive_that_it_gave_up_unpacking_is_a_failure(clamav: ClamAV) -> None:
    """Small when it comes, larger than MaxScanSize inside: it has not seen the end of it."""
    packed = zipped({f"{n}.txt": bytes([n]) * (LIMIT // 2) for n in range(4)})
    answer = Clamd(clamav.address, 20).scan(io.BytesIO(packed))
    assert isinstance(answer, Failed)
    assert "Limits.Exceeded" in answer.reason


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stream: OK", Clean()),
        ("stream: Win.Test.EICAR_HDB-1 FOUND", Infected("Win.Test.EICAR_HDB-1")),
        ("stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND",
         Failed("stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND")),
        ("INSTREAM size limit exceeded. ERROR", Failed("INSTREAM size limit exceeded. ERROR")),
        ("stream: Can't allocate memory ERROR", Failed("stream: Can't allocate memory ERROR")),
        ("stream:  FOUND", Failed("stream:  FOUND")),
        ("OK", Failed("OK")),
        ("stream: OK FOUND OK", Failed("stream: OK FOUND OK")),
        ("", Failed("empty answer")),
    ],
)  # fmt: skip
def test_only_its_two_clear_words_are_a_verdict(line: str, said: object) -> None:
    assert verdict(line) == said


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.sock"])
def test_a_scanner_that_is_not_there_is_away(address: str) -> None:
    with pytest.raises(Away):
        Clamd(address, 5).version()
    assert isinstance(Clamd(address, 5).scan(io.BytesIO(b"x")), Failed)


Behave = Callable[[socket.socket], None]


@pytest.fixture
def pretend() -> Iterator[Callable[[Behave], str]]:
    """A server that does with one caller as it is told; gives its address."""
    servers: list[socket.socket] = []

    def serve(behave: Behave) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def one() -> None:
            caller, _ = server.accept()
            with caller:
                behave(caller)

        threading.Thread(target=one, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield serve
    for server in servers:
        server.close()


def _reset(caller: socket.socket) -> None:
    caller.recv(100)
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _cut_off(caller: socket.socket) -> None:
    caller.recv(100)
    caller.sendall(b"stream: OK")  # and no closing null: more might have come


def _silent(caller: socket.socket) -> None:
    while caller.recv(65536):
        pass


def _endless(caller: socket.socket) -> None:
    try:
        while True:
            caller.sendall(b"stream: OK" * 1000)
    except OSError:
        return


@pytest.mark.parametrize("behave", [_reset, _cut_off, _silent, _endless])
def test_what_breaks_off_is_silent_or_never_ends_is_a_failure(pretend, behave: Behave) -> None:
    assert isinstance(Clamd(pretend(behave), seconds=0.5).scan(io.BytesIO(b"x" * 200_000)), Failed)
