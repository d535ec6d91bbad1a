"""A database from before is sealed by its migrations, and may be led back; nothing stays in clear."""

import pytest
from django.core.management import call_command
from django.db import connection

from dossiers.models import Dossier, Draft, HistoryRow, Party
from dossiers.services import amend
from dossiers.services.amend import Corrections
from kit import resealing
from portal.demo.office import build
from tests import cast, tables
from tests.cast import CITIZEN, LAN, LAN_TYPED, at
from tests.dossiers.conftest import PROCEDURES
from tests.dossiers.past_lines import DONE, bring, line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MONDAY = at("2026-11-02 09:00")
OTHER = "042165009999"
CLEAR = {
    "dossiers_party.id_number", "dossiers_draft.data", "dossiers_event.data", "dossiers_dossier.answers",
}  # fmt: skip


def to(name: str) -> None:
    call_command("migrate", "dossiers", name, verbosity=0)


def what_is_said() -> list[list[tuple]]:
    """Every sealed value as a program reads it."""
    events = [
        (event.pk, event.data, event.said) for event in Dossier.objects.get(channel="online").events.all()
    ]
    rows = ((Party, "id_number"), (Dossier, "answers"), (Draft, "data"), (HistoryRow, "digest"))
    return [events, *(list(model.objects.order_by("pk").values_list("pk", name)) for model, name in rows)]


def test_values_of_before_are_sealed_found_and_the_same(tmp_path, monkeypatch):
    office = build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
    draft, dossier = cast.fill_in(office, MONDAY), cast.file_online(office, MONDAY)
    answers = dossier.answers | {"so_giay_to": LAN.id_number}
    amend.amend(
        dossier=dossier, by=CITIZEN, at=at("2026-11-02 09:20"),
        corrections=Corrections(filer=LAN_TYPED | {"id_number": OTHER}, answers=answers),
    )  # fmt: skip
    bring(tmp_path, line(DONE))
    before = what_is_said()
    try:
        to("0017")
        assert tables.where(LAN.id_number, OTHER) == CLEAR
        monkeypatch.setattr(resealing, "BATCH", 2)
        to("0019")
        assert tables.where(LAN.id_number, OTHER) == set()
    finally:
        call_command("migrate", verbosity=0)
    assert what_is_said() == before
    assert draft.data == Draft.objects.get(pk=draft.pk).data
    assert Party.objects.filter(id_index__whole=OTHER).count() == 2
    assert bring(tmp_path, line(DONE)).skipped == 1


def test_a_sealing_that_was_cut_off_is_ended_by_the_next_run(monkeypatch):
    office = build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})
    for minute in range(3):
        cast.file_online(office, at(f"2026-11-02 09:0{minute}"))
    write, left = resealing._write, iter(range(2))

    def until_killed(*args):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return write(*args)

    try:
        to("0017")
        with monkeypatch.context() as patch:
            patch.setattr(resealing, "BATCH", 2)
            patch.setattr(resealing, "_write", until_killed)
            with pytest.raises(KeyboardInterrupt):
                to("0019")
        assert tables.where(LAN.id_number) == {"dossiers_party.id_number"}
        to("0019")
        assert tables.where(LAN.id_number) == set()
    finally:
        call_command("migrate", verbosity=0)
    assert Party.objects.filter(id_index__whole=LAN.id_number).count() == 6


@pytest.fixture(autouse=True)
def _as_now():
    """Whatever happens, the next test finds the tables as the models say."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'dossiers' AND name LIKE '0020%'")
        assert cursor.fetchone() == (1,)
