"""Where an act came from: the client's network address and the request's id.

The edge says it once for everything that it calls (`begin`, `end`), and the book reads it: the rooms between
know of no request. A worker or a command has no origin.
"""

from contextvars import ContextVar, Token
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """`address` of the client as the trusted proxies saw it; `request_id` as the log lines have it."""

    address: str = ""
    request_id: str = ""


NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def begin(origin: Origin) -> Token[Origin]:
    """From here on everything comes from `origin`; the answer goes to `end`."""
    return _current.set(origin)


def end(mark: Token[Origin]) -> None:
    """What was said before `begin` is so again."""
    _current.reset(mark)


def current() -> Origin:
    """Where the work in hand came from."""
    return _current.get()
