"""What can be wrong with a calendar or a time limit."""

from kit.errors import DomainError


class CalendarError(DomainError):
    """An office's calendar cannot answer; the message names the office."""


class LimitError(DomainError):
    """A time limit, or the pauses in it, make no sense; the message says what to write instead."""
