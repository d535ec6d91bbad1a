"""`manage.py working_time`: the working minutes between two moments."""

from typing import Any

from django.core.management.base import CommandParser

from agencies.management.commands._worktime import WorktimeCommand, moment
from agencies.worktime.arithmetic import working_minutes
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import LimitError


class Command(WorktimeCommand):
    help = "Prints the working minutes between two moments; the last line is an integer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", type=moment, required=True, metavar="MOMENT")
        parser.add_argument("--to", dest="end", type=moment, required=True, metavar="MOMENT")
        self.add_calendar_arguments(parser)

    def answer(self, cal: Calendar, options: dict[str, Any]) -> None:
        if options["end"] < options["start"]:
            raise LimitError("--to lies before --from")
        self.stdout.write(str(working_minutes(cal, options["start"], options["end"])))
