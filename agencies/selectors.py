"""Questions about agencies, their working time and the values of the law."""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from agencies.law import keys
from agencies.models import Agency, CalendarVersion, Day, LawValue, OfficeHours, Unit
from agencies.snapshot import to_calendar
from agencies.worktime.calendar import Calendar
from agencies.worktime.errors import CalendarError
from kit.clock import local_date
from kit.errors import DomainError
from kit.text import fold, sort_key

ALIKE = 0.5  # word similarity from which a misspelt name is still offered


def agency_by_code(code: str) -> Agency:
    """The open agency with this code of QĐ 19/2025. Raises DomainError where there is none."""
    found = Agency.objects.open().filter(code=code).first()
    if found is None:
        raise DomainError(f"Không có cơ quan nào đang hoạt động với mã «{code}».", code="unknown_agency")
    return found


def provinces() -> QuerySet[Agency]:
    """The provinces of today, in Vietnamese order."""
    return Agency.objects.open().filter(kind=Agency.Kind.PROVINCE).in_order()


def communes_of(province: Agency) -> QuerySet[Agency]:
    """The communes of a province today, in Vietnamese order."""
    return Agency.objects.open().filter(kind=Agency.Kind.COMMUNE, parent=province).in_order()


def active_communes() -> QuerySet[Agency]:
    """The communes that use this product, with their province, in Vietnamese order."""
    return active_agencies().filter(kind=Agency.Kind.COMMUNE)


def active_agencies() -> QuerySet[Agency]:
    """Every agency that uses this product, with its parent, in Vietnamese order."""
    return Agency.objects.open().filter(uses_product=True).select_related("parent").in_order()


def search_communes(text: str, *, active_only: bool = False, limit: int = 20) -> list[Agency]:
    """Communes by name, with or without accents, province or typing mistakes; the best match first.

    Names of before the mergers find the communes of today, after those that bear the name now.
    """
    wanted = fold(text)
    if not wanted:
        return []
    communes = Agency.objects.open().filter(kind=Agency.Kind.COMMUNE).select_related("parent")
    if active_only:
        communes = communes.filter(uses_product=True)
    found = {agency.pk: agency for agency in _named_like(communes, wanted)[:limit]}
    formerly_named = communes.filter(former_units__fold_name__contains=wanted).distinct()
    for agency in formerly_named.in_order()[:limit]:
        found.setdefault(agency.pk, agency)
    return list(found.values())[:limit]


def commune_named(name: str, province: str) -> Agency | None:
    """The commune of exactly this name in the province of exactly this name, accents aside, if it is one."""
    communes = Agency.objects.open().filter(kind=Agency.Kind.COMMUNE).select_related("parent")
    found = list(communes.filter(fold_name=fold(name), parent__fold_name=fold(province))[:2])
    return found[0] if len(found) == 1 else None


def _named_like(communes: QuerySet[Agency], wanted: str) -> QuerySet[Agency]:
    """Where the phrase stands in name and province first, then where all its words begin one, then alike."""
    where = Concat(Value(" "), "fold_name", Value(" "), "parent__fold_name")
    all_words = Q()
    for word in wanted.split(" "):
        all_words &= Q(where__contains=f" {word}")
    tier = Case(When(where__contains=f" {wanted}", then=0), When(all_words, then=1), default=2)
    return (
        communes.annotate(where=where, alike=TrigramWordSimilarity(wanted, "where"), tier=tier)
        .filter(Q(tier__lt=2) | Q(alike__gte=ALIKE))
        .order_by("tier", "-alike", "sort_name", "code", "pk")
    )


def formerly(agency: Agency) -> list[str]:
    """For "trước đây": the agency's earlier names, then the old communes (or provinces) it was made of."""
    earlier = [n.name for n in agency.names.filter(valid_to__isnull=False).order_by("-valid_from", "pk")]
    found = dict.fromkeys([*earlier, *_merged(agency)])
    return [text for text in found if text != agency.name]


def _merged(agency: Agency) -> list[str]:
    if agency.kind == Agency.Kind.PROVINCE:
        old = agency.children.values_list("former_units__province", flat=True).distinct()
        return sorted(filter(None, old), key=sort_key)
    units = agency.former_units.order_by("part", "name", "old_code", "pk")
    return [f"{unit.name} (một phần)" if unit.part else unit.name for unit in units]


def units_of(agency: Agency) -> QuerySet[Unit]:
    """The active units of an agency, by kind."""
    return agency.units.filter(active=True).order_by("kind_key", "pk")


def unit_of(agency: Agency, kind_key: str) -> Unit | None:
    """The active unit that does this kind of work at the agency; None where it has none."""
    return units_of(agency).filter(kind_key=kind_key).first()


def national_days(year: int) -> QuerySet[Day]:
    """Days off and make-up days of the whole country in a year, by date."""
    return Day.objects.filter(agency=None, date__year=year).order_by("date", "pk")


def own_days(agency: Agency) -> QuerySet[Day]:
    """The agency's own days, by date."""
    return agency.days.order_by("date", "pk")


def office_hours(agency: Agency) -> QuerySet[OfficeHours]:
    """The agency's hours sets, oldest first."""
    return agency.office_hours.order_by("valid_from", "pk")


def draft_snapshot(agency: Agency) -> dict[str, Any]:
    """Hours and days as they stand now, published or not; the agency's own day prevails over the national."""
    days = {day.date: day for day in Day.objects.filter(agency=None)}
    days |= {day.date: day for day in agency.days.all()}
    hours = [
        {"from": row.valid_from.isoformat(), "to": _iso(row.valid_to), "week": row.week}
        for row in office_hours(agency)
    ]
    return {"hours": hours, "days": [_day_row(days[key]) for key in sorted(days)]}


def draft_calendar(agency: Agency) -> Calendar:
    """The calendar that publishing now would give, for a preview; its version is the next number."""
    latest = latest_version(agency)
    number = latest.no + 1 if latest else 1
    return to_calendar(draft_snapshot(agency), name=agency.name, version=number)


def latest_version(agency: Agency) -> CalendarVersion | None:
    """The calendar version in use; None where nothing was published."""
    return agency.calendar_versions.order_by("-no").first()


def in_use_since(agency: Agency) -> date | None:
    """The day on which the office began to work with the product: its first calendar was published."""
    first = agency.calendar_versions.order_by("no").first()
    return local_date(first.published_at) if first else None


def has_unpublished_changes(agency: Agency) -> bool:
    """Whether hours or days were edited since the last publication."""
    latest = latest_version(agency)
    return latest is None or latest.snapshot != draft_snapshot(agency)


def calendar_for(agency: Agency) -> Calendar:
    """The latest published calendar; never half-edited rows.

    Raises CalendarError naming the agency where none was published.
    """
    return _published(agency, agency.calendar_versions.order_by("-no"))


def calendar_version(agency: Agency, no: int) -> Calendar:
    """The calendar as published under a number. Raises CalendarError where there is no such version."""
    return _published(agency, agency.calendar_versions.filter(no=no))


def _published(agency: Agency, versions: QuerySet[CalendarVersion]) -> Calendar:
    pk = versions.values_list("pk", flat=True).first()
    if pk is None:
        raise CalendarError(f"{agency.name} chưa công bố lịch làm việc.")
    return _calendar(pk, agency.name)


@lru_cache(maxsize=500)
def _calendar(pk: int, name: str) -> Calendar:
    """Kept by primary key: a version never changes and a key is never used again, even after a rollback."""
    version = CalendarVersion.objects.get(pk=pk)
    return to_calendar(version.snapshot, name=name, version=version.no)


def _day_row(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "sessions": day.sessions,
        "name": day.name,
        "basis": day.basis,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def law_value(key: str, on: date, agency: Agency | None = None) -> Any:
    """The value of a key in force on a day; the agency's own prevails over the national.

    Raises LookupError for a key that the product does not know, DomainError where none is in force.
    Said in SQL: one filing asks a dozen times, and putting the question together cost more than the answer.
    """
    title = keys()[key].title
    with connection.cursor() as cursor:
        cursor.execute(_VALUE, [key, on, on, agency.pk if agency else None])
        found = cursor.fetchone()
    if found is None:
        raise _no_value(title, on)
    return json.loads(found[0])


_VALUE = """
    SELECT value FROM agencies_lawvalue
    WHERE key = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
      AND (agency_id IS NULL OR agency_id = %s)
    ORDER BY agency_id NULLS LAST, id LIMIT 1
"""


def law_value_row(key: str, on: date, agency: Agency | None = None) -> LawValue:
    """The row behind `law_value`: with its source and mark."""
    title = keys()[key].title
    rows = _in_force(on, agency).filter(key=key).order_by(F("agency_id").asc(nulls_last=True), "pk")
    found = rows.select_related("agency").first()
    if found is None:
        raise _no_value(title, on)
    return found


def _no_value(title: str, on: date) -> DomainError:
    return DomainError(f"Chưa có giá trị «{title}» cho ngày {on:%d/%m/%Y}.", code="no_law_value")


def law_values(on: date, agency: Agency | None = None) -> list[LawValue]:
    """What is in force on a day, one row a key, in the order of the keys."""
    rows = (
        _in_force(on, agency).select_related("agency").order_by(F("agency").asc(nulls_first=True), "pk")
    )  # the last one stays
    return in_key_order({row.key: row for row in rows}.values())


def law_history(key: str, agency: Agency | None = None) -> QuerySet[LawValue]:
    """Every value that a key had or will have, national or of one agency; the newest first."""
    return LawValue.objects.filter(key=key, agency=agency).order_by("-valid_from", "-pk")


def in_key_order(rows: Iterable[LawValue]) -> list[LawValue]:
    """Rows in the order in which the product lists its keys."""
    order = {key: place for place, key in enumerate(keys())}
    return sorted(rows, key=lambda row: (order.get(row.key, len(order)), row.key, row.pk))


def _in_force(on: date, agency: Agency | None) -> QuerySet[LawValue]:
    scope = Q(agency=None) if agency is None else Q(agency=None) | Q(agency=agency)
    return LawValue.objects.in_force(on).filter(scope)
