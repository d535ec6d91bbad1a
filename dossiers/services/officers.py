"""Which officers hear of a dossier, and where their notice leads (domain.md 27).

No face is known here: the paths of the desk stand below as plain text, and a test of the desk holds them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet

from accounts.access import officers_of, officers_with, told_for
from accounts.models import User
from accounts.notices import Word
from accounts.permissions import Permission
from agencies.models import Agency, Unit
from dossiers.models import Dossier, StepRun
from dossiers.services.messages import say_due
from dossiers.workflow import ROLE_PERMISSION

DESK = "/can-bo/"
TODAY = f"{DESK}hom-nay/"
SHOWN = 10  # codes in a notice about many


def dossier_path(code: str, place: str = "") -> str:
    """The dossier's page at the desk, or a place of it."""
    return f"{DESK}ho-so/{quote(code)}/" + (f"#{place}" if place else "")


def queue_path(key: str) -> str:
    """A list of the desk."""
    return f"{DESK}hang/{key}/"


class Hearers:
    """Who hears of what on a day. Each holder, unit and office of a batch is asked for once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._holders = cache(lambda user, agency: told_for(user, agency, on))
        self._with = cache(
            lambda permission, agency, unit: list(officers_with(permission, agency, unit, on=on))
        )
        self._of_unit = cache(lambda unit: list(officers_of(unit, on=on)))

    def of_run(self, run: StepRun) -> list[User]:
        """Who has it, and who stands in for them; while nobody has it, everybody in its unit who may."""
        agency = run.leg.agency
        if run.assignee:
            return self._holders(run.assignee, agency)
        return self._with(ROLE_PERMISSION[run.step.role], agency, run.unit)

    def of(self, user: User, agency: Agency) -> list[User]:
        """The officer, and who stands in for them at that office."""
        return self._holders(user, agency)

    def of_unit(self, unit: Unit) -> list[User]:
        """Everybody whose duty names the unit."""
        return self._of_unit(unit)

    def may(self, permission: Permission, agency: Agency) -> list[User]:
        """Everybody who may do that at the office."""
        return self._with(permission, agency, None)


def by_officer(
    things: Iterable[Any], who: Callable[[Any], Iterable[User]], where: Callable[[Any], Agency]
) -> dict[tuple[User, Agency], list[Any]]:
    """Each officer of each office with what concerns them, in order; nobody hears of one thing twice."""
    found: dict[tuple[User, Agency], list[Any]] = {}
    for thing in things:
        for officer in dict.fromkeys(who(thing)):
            found.setdefault((officer, where(thing)), []).append(thing)
    return found


def word_about(
    officer: User, office: Agency, dossiers: Sequence[Dossier], keys: tuple[str, str],
    values: dict[str, object], *, once: str, many: str, place: str = "",
) -> Word:  # fmt: skip
    """One word about one dossier, or one about several: their codes, and the list `many` at the desk.

    `keys` are the templates for one and for several, `values` what the one says besides the code.
    """
    if len(dossiers) == 1:
        code = dossiers[0].code
        path = dossier_path(code, place)
        return Word(officer, office, keys[0], {"code": code, **values}, once, path, reference=code)
    codes = ", ".join(dossier.code for dossier in dossiers[:SHOWN])
    more = " và các hồ sơ khác" if len(dossiers) > SHOWN else ""
    several = {"count": len(dossiers), "codes": codes + more}
    return Word(officer, office, keys[1], several, once, queue_path(many))


def run_words(runs: Sequence[StepRun], keys: tuple[str, str], kind: str, many: str, on: date) -> list[Word]:
    """What everybody who has one of these runs is told about them."""
    told = by_officer(runs, Hearers(on).of_run, lambda run: run.leg.agency)
    return [_run_word(officer, office, mine, keys, kind, many) for (officer, office), mine in told.items()]


def _run_word(
    officer: User, office: Agency, runs: list[StepRun], keys: tuple[str, str], kind: str, many: str
) -> Word:
    run = runs[0]
    values: dict[str, object] = {"step": run.step.name, "due": say_due(run.due_at)}
    if kind == "late":
        values["holder"] = run.assignee.full_name if run.assignee else run.unit.name
    return word_about(
        officer, office, [run.dossier for run in runs], keys, values,
        once=once(kind, "run", run.pk, run.due_at, officer), many=many,
    )  # fmt: skip


def dossier_words(
    dossiers: Sequence[Dossier], keys: tuple[str, str], kind: str, many: str, on: date, place: str = ""
) -> list[Word]:
    """What is told of whole dossiers: to whoever has the open step, and to whoever may assign there.

    The term is that of who decides: where the step is done by another agency, both are told.
    """
    runs = {run.dossier_id: run for run in _open_runs(dossiers)}
    hearers = Hearers(on)

    def offices(dossier: Dossier) -> Iterable[Agency]:
        run = runs.get(dossier.pk)
        return dict.fromkeys((run.leg.agency, dossier.deciding_agency) if run else (dossier.deciding_agency,))

    def who(there: tuple[Dossier, Agency]) -> list[User]:
        dossier, office = there
        run = runs.get(dossier.pk)
        holders = hearers.of_run(run) if run and run.leg.agency == office else ()
        return [*holders, *hearers.may(Permission.ASSIGN, office)]

    places = [(dossier, office) for dossier in dossiers for office in offices(dossier)]
    told = by_officer(places, who, lambda there: there[1])
    return [
        _dossier_word(officer, office, [dossier for dossier, _ in mine], keys, kind, many, place)
        for (officer, office), mine in told.items()
    ]


def _dossier_word(
    officer: User, office: Agency, dossiers: list[Dossier], keys: tuple[str, str], kind: str, many: str,
    place: str,
) -> Word:  # fmt: skip
    first = dossiers[0]
    return word_about(
        officer, office, dossiers, keys, {"due": say_due(first.due_at)},
        once=once(kind, "dossier", first.pk, first.due_at, officer), many=many, place=place,
    )  # fmt: skip


def intake_words(
    dossiers: Sequence[Dossier], keys: tuple[str, str], kind: str, many: str, on: date
) -> list[Word]:
    """What everybody is told who may answer a new dossier at the office where it was filed."""
    hearers = Hearers(on)
    told = by_officer(
        dossiers, lambda dossier: hearers.may(Permission.RECEIVE, dossier.receiving_agency),
        lambda dossier: dossier.receiving_agency,
    )  # fmt: skip
    return [
        word_about(
            officer, office, mine, keys, {"due": say_due(mine[0].intake_due_at)},
            once=once(kind, "intake", mine[0].pk, mine[0].intake_due_at, officer), many=many,
        )
        for (officer, office), mine in told.items()
    ]  # fmt: skip


def _open_runs(dossiers: Sequence[Dossier]) -> QuerySet[StepRun]:
    rows = StepRun.objects.filter(dossier__in=[dossier.pk for dossier in dossiers], closed_at__isnull=True)
    return rows.select_related("step", "unit", "assignee", "leg__agency").order_by("-leg__ord", "-pk")


def once(kind: str, target: str, pk: int, due_at: datetime, officer: User) -> str:
    """Told once for each due time: a clock that is moved may become late again."""
    return f"{kind}:{target}:{pk}:{due_at.isoformat()}:{officer.pk}"
