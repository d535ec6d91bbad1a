"""How long it takes, in working days: from the day of reception to the day of the result (QĐ 766, 2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from agencies.selectors import calendar_for
from agencies.worktime.calendar import Calendar
from dossiers.states import Outcome
from reports.measures.counted import MEASURES, Question

DEFINITION = (
    "Số ngày làm việc kể từ ngày tiếp nhận đến ngày có kết quả, tính trên hồ sơ có kết quả trong kỳ, kể cả "
    "thời gian chờ người nộp bổ sung; trong ngày thì tính là 0."
)
TITLE = "Thời gian giải quyết trung bình"
SOURCE = "Quyết định 766/QĐ-TTg, chỉ tiêu 2.2"
NINETY_TITLE = "Thời gian của 9/10 hồ sơ"
NINETY = "Chín trong mười hồ sơ có kết quả trong số ngày này hoặc nhanh hơn."
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """Of a procedure or a whole agency: how many results, and the working days they took."""

    results: int
    average: float
    ninetieth: float


@dataclass(frozen=True)
class Handling:
    """The times of a period: over everything (None without any result), and by a procedure's primary key."""

    whole: Times | None
    by_procedure: dict[int, Times]


_SQL = """
    WITH calendar(day, worked) AS (SELECT * FROM unnest(%s::date[], %s::int[])),
    took AS (
        SELECT facts.procedure_id AS procedure, ended.worked - began.worked AS days
        FROM ({facts}) AS facts
        JOIN calendar began ON began.day = facts.received_on
        JOIN calendar ended ON ended.day = facts.finished_on
    )
    SELECT procedure, count(*), avg(days)::float, percentile_disc(0.9) WITHIN GROUP (ORDER BY days)
    FROM took GROUP BY GROUPING SETS ((procedure), ()) HAVING count(*) > 0
"""


def handling_days(question: Question) -> dict[int, Times]:
    """For each procedure with a result in the period, by its primary key. Two queries."""
    return handling(question).by_procedure


def handling(question: Question) -> Handling:
    """Of the whole agency and of each procedure with a result in the period. Two queries."""
    facts = question.facts().filter(MEASURES["done"].condition(question.period), outcome=Outcome.DONE)
    first = facts.order_by("received_on").values_list("received_on", flat=True).first()
    if first is None:
        return Handling(None, {})
    days = _days(first, question.period.last)
    inner, parameters = facts.values("procedure_id", "received_on", "finished_on").query.sql_with_params()
    worked = worked_until(calendar_for(question.agency), days)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(facts=inner), [days, worked, *parameters])
        found = {row[0]: Times(*row[1:]) for row in cursor.fetchall()}
    return Handling(found.pop(None, None), found)


def worked_until(calendar: Calendar, days: Sequence[date]) -> list[int]:
    """How many working days lie in `days` up to each of them; a day no hours cover counts Monday to Friday.

    An office's history is older than the hours it has entered here.
    """
    total, counted = 0, []
    for day in days:
        total += _is_worked(calendar, day)
        counted.append(total)
    return counted


def _is_worked(calendar: Calendar, day: date) -> bool:
    if any(hours.covers(day) for hours in calendar.hours):
        return calendar.is_working(day)
    rule = calendar.days.get(day)
    return rule.kind == "make_up" if rule else day.weekday() < 5


def _days(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def agency_average(times: dict[int, Times]) -> float | None:
    """The average over all procedures, weighted by their results; None without any."""
    results = sum(one.results for one in times.values())
    return sum(one.average * one.results for one in times.values()) / results if results else None
