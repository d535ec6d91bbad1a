"""No identity number lies anywhere in the database in clear, whatever was done with a dossier (ADR 0017).

PDFs and pictures lie on the disk, not in the database: they are not asked here.
"""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.access import scope
from dossiers.models import Dossier, HistoryImport, HistoryRow, Party
from dossiers.selectors import queues
from dossiers.services import amend, revise
from dossiers.services.amend import Corrections
from dossiers.services.slip import print_slip
from kit.sealed import is_sealed
from tests import cast, tables
from tests.cast import CITIZEN, LAN, LAN_TYPED, at
from tests.dossiers.past_lines import DONE, REFUSED, bring, line
from tests.dossiers.test_reclassify import BIRTH, FESTIVAL, case_of, correct

pytestmark = pytest.mark.django_db

MONDAY = at("2026-11-02 09:00")
OTHER, LATEST, OLD = "042165009999", "042165007777", "184123456"


def numbers_of(*people: Party) -> set[str]:
    return {person.id_number for person in people}


@pytest.fixture
def lived(office, real_paper, tmp_path):
    """A birth: filed on line, amended, received, revised, printed, put under another procedure; one imported.

    Gives every identity number that anybody typed.
    """
    drafted = cast.fill_in(office, MONDAY)
    said = cast.declared(cast.version(BIRTH), MONDAY)
    dossier = cast.file_online(office, MONDAY, BIRTH)
    cast.fill_in(office, MONDAY, id_number=OLD)  # never sent
    cast.file_online(office, MONDAY, "2.000815")  # keeps its answers
    answers = said | {"ghi_chu": "x"}
    amended = Corrections(filer=LAN_TYPED | {"id_number": OTHER}, answers=answers)
    amend.amend(dossier=dossier, by=CITIZEN, at=at("2026-11-02 09:20"), corrections=amended)
    dossier = cast.receive(office, Dossier.objects.get(pk=dossier.pk), at("2026-11-02 09:30"))
    revise.revise(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 09:40"), note="Ghi nhầm số",
        corrections=Corrections(owner=LAN_TYPED | {"id_number": LATEST}),
    )  # fmt: skip
    print_slip(dossier=dossier, by=office.actor("hoa"), at=at("2026-11-02 09:50"))
    correct(office, dossier, case_of(FESTIVAL))
    bring(tmp_path, line(DONE), line(REFUSED, owner_id=OLD))
    declared = {str(value) for value in said.values() if str(value).isdigit() and len(str(value)) in (9, 12)}
    assert declared
    assert drafted.data
    return {LAN.id_number, OTHER, LATEST, OLD} | declared


def test_the_search_of_this_test_finds_what_lies_in_clear(office):
    """In any column, as bytes, inside base64: else the next test would prove nothing."""
    dossier = cast.file_online(office, MONDAY)
    assert tables.where(LAN.id_number) == set()
    Dossier.objects.filter(pk=dossier.pk).update(content=f"Số {LAN.id_number}")
    assert tables.where(LAN.id_number) == {"dossiers_dossier.content"}
    HistoryImport.objects.create(
        file_name="a", sha256="0", asked_at=MONDAY, actor_kind="system", actor_name="a",
        faults=[[1, "owner_id", "MDQyMTY1MDAxMjM0"]],
    )  # fmt: skip
    assert tables.where(LAN.id_number) == {"dossiers_dossier.content", "dossiers_historyimport.faults"}


def test_no_table_holds_a_number_in_clear_after_a_whole_life(lived):
    assert tables.where(*lived) == set()
    assert len({place.partition(".")[0] for place, _ in tables.everything()} & tables.tables()) > 30


def test_who_may_see_it_reads_what_was_typed(lived):
    assert {LATEST, OTHER, LAN.id_number, OLD} >= numbers_of(*Party.objects.all())
    event = Dossier.objects.get(version__procedure__code=FESTIVAL).events.get(action="amend")
    assert event.said["before"]["filer"]["id_number"] == LAN.id_number
    assert "before" not in event.data


def test_every_sealed_column_is_sealed(lived):
    for model, name in ((Party, "id_number"), (Dossier, "answers"), (HistoryRow, "digest")):
        texts = [text for text in tables.stored(model, name) if text]
        assert texts
        assert all(is_sealed(text) for text in texts)


@pytest.mark.parametrize("typed", ["042165001234", "042 165 001 234", "042.165.001.234"])
def test_a_whole_number_finds_its_dossiers_and_a_part_finds_none(office, typed):
    dossier = cast.file_online(office, MONDAY)
    hoa = scope(office.people["hoa"], MONDAY.date())
    assert [found.pk for found in queues.search(hoa, typed, MONDAY)] == [dossier.pk]
    assert not queues.search(hoa, typed[:8], MONDAY)


def test_a_number_is_found_by_its_index_and_not_by_reading_everybody(office):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Party.objects.filter(id_index__whole=LAN.id_number).explain()
    assert "party_id_index" in plan


def test_number_and_index_can_only_change_together(office):
    dossier = cast.file_online(office, MONDAY)
    person = dossier.parties.get(role=Party.Role.OWNER)
    for wrong in ({"id_number": ""}, {"id_index": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Party.objects.filter(pk=person.pk).update(**wrong)
    person.id_number = OTHER
    person.save()
    assert Party.objects.get(id_index__whole=OTHER) == person
    assert not Party.objects.filter(pk=person.pk, id_index__whole=LAN.id_number).exists()


def test_a_line_of_the_past_is_known_again_though_its_digest_is_sealed(office, tmp_path):
    bring(tmp_path, line(DONE))
    assert bring(tmp_path, line(DONE)).skipped == 1
    digests = tables.stored(HistoryRow, "digest")
    assert all(is_sealed(text) for text in digests)
