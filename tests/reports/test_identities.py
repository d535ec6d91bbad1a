"""Whatever dossiers live through and whichever window is asked for: the form's sums hold, each cell opens as
many dossiers as it says, and figures as known at one moment never change (domain.md 29)."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dossiers.models import Dossier
from dossiers.past import COLUMNS
from dossiers.selectors.facts import settle
from dossiers.selectors.standing import stands
from dossiers.services.history import correct, take_over
from dossiers.services.history.jobs import begin
from dossiers.services.transition import open_run_of
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import DomainError
from portal.demo.office import Office
from reports.forms import II06A
from reports.periods import Period
from reports.selectors import Edition, behind, make_edition
from tests import cast
from tests.cast import at
from tests.dossiers.lives import DEEDS, Act, somebody
from tests.reports.conftest import code_of
from tests.reports.nine import write_csv

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 5), date(2026, 6, 30)
DAYS = st.dates(FIRST, LAST)
OUTCOMES = ("done", "rejected", "withdrawn", "stopped", "refused_at_intake", "open")


@st.composite
def pasts(draw: st.DrawFn) -> dict[str, str]:
    """A line of history: any outcome, any order of days that can happen."""
    received, outcome = draw(DAYS), draw(st.sampled_from(OUTCOMES))
    finished = received + timedelta(days=draw(st.integers(0, 40)))
    due = received + timedelta(days=draw(st.integers(0, 30)))
    line = dict.fromkeys(COLUMNS, "") | {
        "procedure_code": code_of(draw(st.sampled_from("ABCDE"))),
        "agency_code": "18172",
        "channel": draw(st.sampled_from(["online", "direct", "post"])),
        "submitted_at": received.isoformat(),
        "outcome": outcome,
        "owner_name": "Nguyễn Thị Lan",
    }
    if outcome != "refused_at_intake":
        dated = outcome == "open" or draw(st.booleans())
        line |= {"received_at": received.isoformat(), "due_at": due.isoformat() if dated else ""}
    return line if outcome == "open" else line | {"finished_at": finished.isoformat()}


@st.composite
def windows(draw: st.DrawFn) -> Period:
    first = draw(DAYS)
    return Period(first, first + timedelta(days=draw(st.integers(0, 120))))


class World:
    """The office, and what happens in it."""

    def __init__(self, office: Office, folder: Any) -> None:
        self.office, self.folder, self.files = office, folder, 0

    def import_history(self, lines: list[dict[str, str]]) -> None:
        self.files += 1
        rows = [line | {"code": f"X-{self.files}-{number}"} for number, line in enumerate(lines)]
        path = write_csv(self.folder / f"{self.files}.csv", rows)
        by, now = Actor.system(), timezone.now()
        batch = begin(file=None, name=path.name, sha256="", agency=None, by=by, at=now)
        take_over(path=path, batch=batch, by=by, at=now)

    def correct_history(self, lines: list[dict[str, str]]) -> None:
        """What ended on one day, of the first file, ended on the next."""
        ended = [
            line | {"code": f"X-1-{number}", "finished_at": _next_day(line["finished_at"])}
            for number, line in enumerate(lines)
            if line["finished_at"]
        ]
        by, now = Actor.system(), timezone.now()
        path = write_csv(self.folder / "again.csv", ended)
        batch = begin(
            file=None, name=path.name, sha256="", agency=None, by=by, at=now, reason="Nhập nhầm ngày"
        )
        if ended:
            assert correct(path=path, batch=batch, by=by, at=now).imported == len(ended)

    def live(self, seed: int, moves: int) -> None:
        """A dossier filed on some day, and so many things that happen to it."""
        dice = Random(seed)
        moment = at(f"{FIRST:%Y-%m-%d} 08:00") + timedelta(
            days=dice.randrange(150), minutes=dice.randrange(400)
        )
        code = code_of(dice.choice("ABCDE"))
        if dice.random() < 0.5:
            dossier = cast.file_online(self.office, moment, code)
        else:
            dossier = cast.take_in(self.office, moment, code)
        for _ in range(moves):
            moment += timedelta(minutes=dice.choice([5, 300, 1440, 6000]))
            self.happen(dossier, moment, dice)

    def later(self, seed: int) -> None:
        """Something happens to every dossier that is still open."""
        dice = Random(seed)
        for dossier in Dossier.objects.filter(last_event_at__lt=at("2026-10-01 00:00")).order_by("pk"):
            self.happen(dossier, at("2026-10-01 08:00"), dice)

    def happen(self, dossier: Dossier, moment: datetime, dice: Random) -> None:
        fresh = Dossier.objects.get(pk=dossier.pk)
        run = open_run_of(fresh)
        choices = [action for action in DEEDS if stands(action, fresh, run)]
        if not choices:
            return
        action: Action = dice.choice(choices)
        try:
            with transaction.atomic():
                who = somebody(self.office, fresh, action, moment)
                Act(self.office, fresh, action, moment, who).do()
        except DomainError:
            pass  # a second supplement, a send-back from the first step: the law says no

    def count(self, window: Period, known_at: datetime) -> Edition:
        return make_edition(II06A, self.office.agency, window, known_at)


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def the_sums_hold(edition: Edition) -> None:
    for figures in (*(row.figures for row in edition.rows), edition.total):
        for whole, parts in II06A.identities:
            assert figures[whole] == sum(figures[part] for part in parts), (whole, parts, figures)


def each_cell_opens_its_list(edition: Edition) -> None:
    for number, figure in edition.total.items():
        listed = behind(II06A, number, edition.agency, edition.period, edition.known_at)
        assert len(listed) == figure
        by_field = {row.sector_id: row.figures[number] for row in edition.rows}
        for sector_id, wanted in by_field.items():
            assert sum(fact.sector_id == sector_id for fact in listed) == wanted


def test_sums_lists_and_the_past_hold_whatever_happens(office: Office, tmp_path: Any) -> None:
    @settings(
        max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(
        st.lists(pasts(), min_size=1, max_size=12), st.lists(pasts(), min_size=1, max_size=4),
        st.lists(windows(), min_size=1, max_size=3), st.integers(0, 9999), st.integers(0, 6),
    )  # fmt: skip
    def holds(before: list, after: list, asked: list[Period], seed: int, moves: int) -> None:
        with transaction.atomic():
            world = World(office, tmp_path)
            world.import_history(before)
            world.live(seed, moves)
            known_at = settle()
            editions = [world.count(window, known_at) for window in asked]
            for edition in editions:
                the_sums_hold(edition)
                each_cell_opens_its_list(edition)
            world.correct_history(before)
            world.import_history(after)
            world.later(seed)
            for edition in editions:
                assert world.count(edition.period, known_at) == edition
                the_sums_hold(world.count(edition.period, settle()))
            transaction.set_rollback(True)

    holds()
