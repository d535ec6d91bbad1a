"""ClamAV's daemon, over TCP or a Unix socket: one question a connection, in its null-terminated dialect."""

import socket
import struct
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

from documents.scanning.contract import Away, Clean, Failed, Infected, Verdict

CHUNK = 64 * 1024
CONNECT_SECONDS = 5
LONGEST_ANSWER = 4096
# What it says with `AlertExceedsMax yes` of content beyond its own limits: it did not look at all of it.
NOT_ALL = "Heuristics.Limits.Exceeded"


class Clamd:
    """`address` is "host:port" or the path of a socket; `seconds` limit a whole question."""

    def __init__(self, address: str, seconds: float) -> None:
        self._address, self._seconds = address, seconds

    def version(self) -> str:
        try:
            return self._ask([b"zVERSION\0"])
        except OSError as error:
            raise Away(type(error).__name__) from error

    def scan(self, file: BinaryIO) -> Verdict:
        try:
            return verdict(self._ask(_stream(file)))
        except OSError as error:
            return Failed(type(error).__name__)

    def _ask(self, pieces: Iterable[bytes]) -> str:
        """Send, and read up to the closing null. Raises OSError, also for an answer that was cut off."""
        ends = time.monotonic() + self._seconds
        with self._connect() as link:
            try:
                for piece in pieces:
                    link.settimeout(_left(ends))
                    link.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has hung up early (its size limit); what it said before can still be read
            return _answer(link, ends)

    def _connect(self) -> socket.socket:
        if self._address.startswith("/"):
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(CONNECT_SECONDS)
            try:
                link.connect(self._address)
            except OSError:
                link.close()
                raise
            return link
        place = urlsplit(f"//{self._address}")
        return socket.create_connection((place.hostname or "", place.port or 3310), CONNECT_SECONDS)


def verdict(answer: str) -> Verdict:
    """The daemon's line as a verdict; any words but its two clear ones are a failure."""
    if answer == "stream: OK":
        return Clean()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        threat = answer.removeprefix("stream: ").removesuffix(" FOUND").strip()
        if threat and not threat.startswith(NOT_ALL):
            return Infected(threat[:200])
    return Failed(answer[:200] or "empty answer")


def _stream(file: BinaryIO) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    while chunk := file.read(CHUNK):
        yield struct.pack(">L", len(chunk)) + chunk
    yield struct.pack(">L", 0)


def _answer(link: socket.socket, ends: float) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        link.settimeout(_left(ends))
        piece = link.recv(LONGEST_ANSWER)
        if not piece or len(answer) > LONGEST_ANSWER:
            raise ConnectionAbortedError("no whole answer")
        answer += piece
    words = answer.rstrip(b"\0").decode("ascii", "replace")
    return "".join(letter if letter.isprintable() else "?" for letter in words)


def _left(ends: float) -> float:
    """Seconds that are left of the question's time. Raises TimeoutError."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner takes too long")
    return left
