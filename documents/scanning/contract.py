"""What a scanner answers. Whatever is no clear answer is a failure, and a failure is never "clean"."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Clean:
    """The whole content was looked at and nothing was found."""


@dataclass(frozen=True)
class Infected:
    """Something was found; `threat` is the scanner's name for it."""

    threat: str


@dataclass(frozen=True)
class Failed:
    """No verdict; `reason` is for the log."""

    reason: str


Verdict = Clean | Infected | Failed


class Away(Exception):
    """The scanner can't be reached: nothing was asked, every file goes on waiting."""


class Scanner(Protocol):
    def version(self) -> str:
        """Program and database of signatures, as the scanner names them. Raises Away."""
        ...

    def scan(self, file: BinaryIO) -> Verdict:
        """Look at everything from the file's position on. Raises nothing."""
        ...
