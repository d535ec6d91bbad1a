"""Strangers who send their request letter by letter (slowloris): the page still answers, measured."""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.runtime.conftest import until

CONFIG = "portal/runtime/gunicorn_conf.py"
SLOW = 40  # five for each of the server's eight threads
HEAD = b"GET /bao-mat/ HTTP/1.1\r\nHost: localhost\r\nX-"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The product's own gunicorn with its own settings; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", CONFIG, "portal.wsgi:application"],
        cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL,
        env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "REDIS_URL": "redis://127.0.0.1:1/0",
             "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "LOG_LEVEL": "WARNING"},
    )  # fmt: skip
    try:
        until(lambda: took(port) is not None, seconds=60)
        yield port
    finally:
        process.terminate()
        process.wait(40)


def took(port: int) -> float | None:
    """Seconds until the page came; None where it did not within five."""
    began = time.monotonic()
    with contextlib.suppress(OSError):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.read() == b"ok"
        return time.monotonic() - began
    return None


def hung_up(one: socket.socket) -> bool:
    """Did the server end it without a word? Letters that it has not read make that a reset."""
    try:
        return one.recv(100) == b""
    except ConnectionResetError:
        return True


@contextlib.contextmanager
def slow_sockets(port: int, first: bytes) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [_sends(stack, port, first) for _ in range(SLOW)]


def _sends(stack: contextlib.ExitStack, port: int, first: bytes) -> socket.socket:
    one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
    one.sendall(first)
    return one


@pytest.mark.slow
@pytest.mark.parametrize("first", [HEAD, b"G", b""], ids=["half a head", "one letter", "nothing"])
def test_the_page_answers_while_forty_strangers_send_slowly(server, first, record_property):
    alone = statistics.median(took(server) or 5 for _ in range(9))
    with slow_sockets(server, first) as sockets:
        beside = []
        for turn in range(9):
            for one in sockets:
                if first:
                    one.sendall(b"a")
            beside.append(took(server))
            assert beside[-1] is not None, f"turn {turn}"
        median = statistics.median(beside)
    record_property("median alone, with forty slow ones", f"{alone * 1000:.0f} ms, {median * 1000:.0f} ms")
    assert median < alone + 1


@pytest.mark.slow
def test_who_never_ends_a_head_is_hung_up_on(server):
    began = time.monotonic()
    with slow_sockets(server, HEAD) as sockets:
        assert hung_up(sockets[0])
    assert 8 < time.monotonic() - began < 15


@pytest.mark.slow
def test_a_request_in_two_pieces_and_one_that_hangs_up_are_no_harm(server):
    with socket.create_connection(("127.0.0.1", server), timeout=10) as one:
        for piece in (b"GET /healthz HT", b"TP/1.1\r\nHost: localhost\r\n", b"\r\n"):
            one.sendall(piece)
            time.sleep(0.1)
        assert one.recv(1000).startswith(b"HTTP/1.1 200")
    with socket.create_connection(("127.0.0.1", server), timeout=10) as one:
        one.sendall(HEAD)
        one.shutdown(socket.SHUT_WR)
        assert hung_up(one)
    assert took(server) is not None


@pytest.mark.slow
def test_a_head_without_end_is_hung_up_on(server):
    with socket.create_connection(("127.0.0.1", server), timeout=10) as one:
        with contextlib.suppress(OSError):
            for _ in range(40):
                one.sendall(b"a" * 4096)
        assert hung_up(one)
    assert took(server) is not None
