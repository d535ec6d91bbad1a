"""An office that is open every day, as the law's worked example needs it (law.md §1.4)."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from agencies.models import Day
from agencies.services import publish_calendar, set_hours
from agencies.snapshot import WEEKDAYS
from documents import forms as printer
from kit.actor import Actor
from portal.demo.office import Office, build
from tests.cast import at
from tests.conftest import blank_page
from tests.procedures.builders import published

LIMITS = {"A": 10, "B": 5, "C": 5, "D": 8, "E": 7, "F": 5, "G": 4, "H": 5, "I": 5}
FIELDS = {"A": "Hộ tịch", "B": "Hộ tịch", "C": "Chứng thực", "D": "Chứng thực", "E": "Đất đai"}
SESSIONS = ["07:30-11:30", "13:00-17:00"]


def code_of(letter: str) -> str:
    """The procedure of a dossier of the worked example: its limit is the dossier's own."""
    return f"9.00000{ord(letter) - ord('A') + 1}"


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """Xã Sơn Tây, open every day of the week, without a holiday, with a procedure for each letter."""
    with django_db_blocker.unblock(), transaction.atomic():
        by, moment = Actor.system(), at("2026-01-05 08:00")
        built = build(at=moment, procedures={"2.000815"}, provinces={"42"})
        Day.objects.all().delete()
        week = dict.fromkeys(WEEKDAYS, SESSIONS)
        set_hours(agency=built.agency, valid_from=date(2020, 1, 1), week=week, by=by, at=moment)
        publish_calendar(agency=built.agency, by=by, at=moment)
        for letter, days in LIMITS.items():
            limit = {"unit": "calendar_day", "amount": days}
            published(
                code=code_of(letter), name=f"Thủ tục {letter}", field=FIELDS.get(letter, "Hộ tịch"),
                cases=[{"key": "default", "name": "", "limit": limit}],
            )  # fmt: skip
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slips of single dossiers are one blank page; report tables are drawn as they are."""
    real = printer.render

    def render(key: str, data: object, **_: object) -> bytes:
        return real(key, data, form_set="") if key == "statistics" else blank_page()

    monkeypatch.setattr(printer, "render", render)
