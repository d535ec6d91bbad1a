"""`manage.py due_date`: the due time of one limit, and with --explain how it comes about."""

import argparse
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import CommandParser

from agencies.management.commands._worktime import WorktimeCommand, moment
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import LimitError
from agencies.worktime.explanation import Explanation
from agencies.worktime.limits import DayRuleEnd, Limit, Unit
from agencies.worktime.pauses import Pause, due_with_pauses

AMOUNTS = {
    "days": Unit.WORKING_DAY,
    "calendar_days": Unit.CALENDAR_DAY,
    "months": Unit.MONTH,
    "hours": Unit.WORKING_HOUR,
}


class Command(WorktimeCommand):
    help = "Prints the due time of a limit; the last line is like 2026-05-04T17:00:00+07:00."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--start", type=moment, required=True, metavar="MOMENT", help="the reception")
        limit = parser.add_mutually_exclusive_group(required=True)
        limit.add_argument("--days", type=_amount, metavar="N", help="working days")
        limit.add_argument("--calendar-days", type=_amount, metavar="N")
        limit.add_argument("--months", type=_amount, metavar="N")
        limit.add_argument("--hours", type=_amount, metavar="H", help="working hours")
        limit.add_argument("--same-day", action="store_true", help="with --cutoff")
        parser.add_argument(
            "--rule", choices=[rule.value for rule in DayRuleEnd], help="where the last day ends"
        )
        parser.add_argument("--cutoff", type=_clock_time, metavar="HH:MM")
        parser.add_argument(
            "--pause", type=moment, nargs=2, action="append", default=[], metavar=("FROM", "TO")
        )
        parser.add_argument("--explain", action="store_true", help="every stretch counted and day skipped")
        self.add_calendar_arguments(parser)

    def answer(self, cal: Calendar, options: dict[str, Any]) -> None:
        told = Explanation()
        pauses = [Pause(*pair) for pair in sorted(options["pause"])]
        due = due_with_pauses(cal, _limit(options), options["start"], pauses, explain=told)
        if options["explain"]:
            for line in told.lines():
                self.stdout.write(line)
        self.stdout.write(due.due_at.isoformat(timespec="seconds"))


def _limit(options: dict[str, Any]) -> Limit:
    if options["rule"] and options["days"] is None:
        raise LimitError("--rule belongs to --days")
    rule = DayRuleEnd(options["rule"] or DayRuleEnd.END_OF_DAY)
    for option, unit in AMOUNTS.items():
        if options[option] is not None:
            return Limit(unit, options[option], options["cutoff"], rule)
    return Limit(Unit.SAME_DAY, cutoff=options["cutoff"])


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def _clock_time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time like 15:00") from None
