"""Reading the catalogue: what is in force, what an agency offers, what a person is looking for."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import (
    Case,
    Exists,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from agencies.models import Agency
from kit.text import fold
from procedures.models import AgencyProcedure, Article, LifeEvent, Procedure, Sector, Version

# "khai sih" against "đăng ký khai sinh" is 0.7; unrelated names stay below 0.4.
ALIKE = 0.5
SHORTEST_GUESS = 4


@dataclass(frozen=True)
class Switch:
    """What an agency decided about a procedure (domain.md 19); `basis` says why where something is off."""

    enabled: bool = True
    files_here: bool = True
    basis: str = ""


def version_in_force(procedure: Procedure, on: date) -> Version | None:
    """The version that binds on the day `on`; None before the first and after the last."""
    return procedure.versions.in_force(on).first()


def versions_of(procedures: Iterable[int], on: date) -> dict[int, Version]:
    """By a procedure's primary key: its version in force on `on`, else the one nearest before, else the next.

    Name, code, field and days of validity; drafts do not count. One query.
    """
    rows = Version.objects.filter(procedure__in=procedures).exclude(state=Version.State.DRAFT)
    known = rows.select_related("procedure__sector").only(
        "name", "valid_from", "valid_to", "procedure__code", "procedure__sector__name"
    )
    begun_last = sorted(known.order_by("pk"), key=lambda row: (row.valid_from <= on, row.valid_from))
    return {row.procedure_id: row for row in begun_last}  # the last one stays


def procedure_by_code(code: str) -> Procedure | None:
    """The procedure under its national code."""
    return Procedure.objects.select_related("sector").filter(code=code).first()


def offered(agency: Agency, on: date) -> QuerySet[Version]:
    """The versions in force on `on` that `agency` carries out, by field, then name."""
    return _offered_by(Version.objects.in_force(on), agency).select_related("procedure__sector").in_order()


def switch_of(procedure: Procedure, agency: Agency) -> Switch:
    """What `agency` decided about `procedure`; all on where it has decided nothing."""
    row = AgencyProcedure.objects.filter(agency=agency, procedure=procedure).first()
    return Switch(row.enabled, row.files_here, row.legal_basis) if row else Switch()


def is_offered_online(version: Version, agency: Agency) -> bool:
    """Whether a dossier of `version` may be filed here, on this portal, for `agency`."""
    switch = switch_of(version.procedure, agency)
    return (
        version.online
        and version.state != Version.State.DRAFT
        and version.procedure.authority_level == agency.kind
        and switch.enabled
        and switch.files_here
    )


def switches_of(procedure: Procedure, agencies: Iterable[Agency]) -> list[tuple[Agency, Switch]]:
    """What each of `agencies`, in their order, decided about `procedure`. One query beside theirs."""
    agencies = list(agencies)
    rows = AgencyProcedure.objects.filter(agency__in=agencies, procedure=procedure)
    decided = {row.agency_id: Switch(row.enabled, row.files_here, row.legal_basis) for row in rows}
    return [(agency, decided.get(agency.pk, Switch())) for agency in agencies]


def whole_version(pk: int) -> Version | None:
    """A version with all its parts, in a fixed number of queries."""
    return whole_versions(Version.objects.filter(pk=pk)).first()


def whole_versions(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Versions with all their parts, by field, then name; the parts in a fixed number of queries."""
    parts = ("cases", "components", "fee_items", "legs", "steps", "form_fields", "life_events")
    return versions.select_related("procedure__sector").prefetch_related(*parts).in_order()


def other_versions(version: Version) -> QuerySet[Version]:
    """The other versions of the same procedure, the newest first."""
    rows = Version.objects.filter(procedure=version.procedure_id).exclude(pk=version.pk)
    return rows.order_by("-no", "pk")


_published: dict[int, Version] = {}  # at most as many as were ever published: some hundreds


def kept_version(pk: int) -> Version | None:
    """`whole_version` of a published one, read once by each process: the database lets none of it change.

    Kept by primary key, which is never used again, even after a rollback. What may still change is not to be
    asked of it: whether it is closed (`is_in_force`), the rows of its procedure, field and life events.
    """
    version = _published.get(pk)
    if version is None:
        version = whole_version(pk)
        if version is not None and version.state != Version.State.DRAFT:
            _published[pk] = version
    return version and copy(version)


def is_in_force(version: Version, on: date) -> bool:
    """Does this version bind on the day `on`?"""
    return Version.objects.in_force(on).filter(pk=version.pk).exists()


def search(
    text: str = "",
    *,
    on: date,
    sector: int | None = None,
    service_level: str = "",
    level: str = "",
    audience: str = "",
    life_event: str = "",
    agency: Agency | None = None,
) -> QuerySet[Version]:
    """The versions in force on `on` that fit every filter, best match of `text` first, then name order.

    `text` may lack accents and contain slips of the finger. Ranks: the code; a code that begins so; a name
    that begins so; a name that contains it; all its words; its field or life event; alike by trigrams; within
    a rank the name nearest to the text as a whole.
    `sector` is a primary key, `life_event` a slug, `level` the level of authority.
    """
    versions = Version.objects.in_force(on).select_related("procedure__sector")
    for condition in _filters(sector, service_level, level, audience, life_event):
        versions = versions.filter(condition)
    if agency is not None:
        versions = _offered_by(versions, agency)
    words = fold(text)
    return _ranked(versions, words) if words else versions.in_order()


def sectors_in_use(on: date) -> QuerySet[Sector]:
    """Fields with a procedure in force, in dictionary order."""
    in_force = Version.objects.in_force(on).filter(procedure__sector=OuterRef("pk"))
    return Sector.objects.filter(Exists(in_force)).order_by("sort_name", "pk")


def life_events_in_use(on: date) -> QuerySet[LifeEvent]:
    """Life events with a procedure in force, in their own order."""
    in_force = Version.objects.in_force(on).filter(life_events=OuterRef("pk"))
    return LifeEvent.objects.filter(Exists(in_force)).order_by("ord", "pk")


def life_event_by_slug(slug: str) -> LifeEvent | None:
    """A life event under the name in its address."""
    return LifeEvent.objects.filter(slug=slug).first()


def articles(on: date, *, agency: Agency | None = None, kind: str = "") -> QuerySet[Article]:
    """News and guides published by `on` for everybody or for `agency`, newest first."""
    rows = Article.objects.filter(Q(agency=None) | Q(agency=agency), published_on__lte=on)
    return (rows.filter(kind=kind) if kind else rows).order_by("-published_on", "-pk")


def articles_of(agency: Agency) -> QuerySet[Article]:
    """What `agency` itself has written, coming days included, newest first."""
    return Article.objects.filter(agency=agency).order_by("-published_on", "-pk")


def article_by_slug(slug: str, on: date) -> Article | None:
    """A piece that is published by `on`."""
    return Article.objects.select_related("agency").filter(slug=slug, published_on__lte=on).first()


def procedures_for_desk(agency: Agency, text: str = "") -> QuerySet[Procedure]:
    """Every procedure, by field and code, with its versions (newest first) and the switch of `agency`.

    `text` is a code, or words of a name with or without accents.
    """
    rows = Procedure.objects.select_related("sector").prefetch_related(
        Prefetch("versions", Version.objects.order_by("-no", "pk")),
        Prefetch("switches", AgencyProcedure.objects.filter(agency=agency)),
    )
    words = fold(text)
    if words:
        named = Version.objects.filter(procedure=OuterRef("pk"), fold_name__contains=words)
        rows = rows.filter(Q(code__istartswith=words) | Exists(named))
    return rows.order_by("sector__sort_name", "code", "pk")


def _filters(sector: int | None, service_level: str, level: str, audience: str, life_event: str) -> list[Q]:
    both = Version.Audience.BOTH
    pairs = (
        (sector, Q(procedure__sector_id=sector)),
        (service_level, Q(service_level=service_level)),
        (level, Q(procedure__authority_level=level)),
        (audience, Q(audience__in={audience, both})),
        (life_event, Q(life_events__slug=life_event)),
    )
    return [condition for value, condition in pairs if value]


def _offered_by(versions: QuerySet[Version], agency: Agency) -> QuerySet[Version]:
    off = AgencyProcedure.objects.filter(agency=agency, procedure=OuterRef("procedure"), enabled=False)
    return versions.filter(~Exists(off), procedure__authority_level=agency.kind)


def _ranked(versions: QuerySet[Version], words: str) -> QuerySet[Version]:
    every_word = Q()
    for word in words.split(" "):
        every_word &= Q(fold_name__contains=word)
    event = LifeEvent.objects.filter(versions=OuterRef("pk"), fold_name__contains=words)
    ranks = [
        Q(procedure__code=words.upper()),
        Q(procedure__code__istartswith=words),
        Q(fold_name__startswith=words),
        Q(fold_name__contains=words),
        every_word,
        Q(procedure__sector__fold_name__contains=words) | Exists(event),
    ]
    if len(words) >= SHORTEST_GUESS:
        ranks.append(Q(alike__gte=ALIKE))
    whens = [When(condition, then=Value(rank)) for rank, condition in enumerate(ranks)]
    return (
        versions.annotate(alike=_alike(words), closeness=TrigramSimilarity("fold_name", words))
        .annotate(rank=Case(*whens, default=None, output_field=IntegerField()))
        .filter(rank__isnull=False)
        .order_by("rank", "-alike", "-closeness", "sort_name", "pk")
    )


def _alike(words: str) -> TrigramWordSimilarity | Value:
    if len(words) < SHORTEST_GUESS:
        return Value(0.0, output_field=FloatField())
    return TrigramWordSimilarity(words, "fold_name")
