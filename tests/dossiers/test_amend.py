"""The citizen's corrections before reception (issue 2, section 4)."""

import pytest

from dossiers.models import DossierFile, Event
from dossiers.services import amend
from kit.errors import Conflict, Invalid
from tests import cast
from tests.cast import CITIZEN, at
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db

LATER = at("2026-11-02 10:00")


@pytest.fixture
def dossier(office):
    return cast.file_online(office, at("2026-11-02 09:00"))


def test_a_file_is_replaced_and_the_old_one_stays_on_record(dossier):
    old = DossierFile.objects.filter(dossier=dossier).first()
    amend.amend(
        dossier=dossier, by=CITIZEN, at=LATER, file_ids_removed=[old.pk],
        files_added=[(old.component, stored_photo(LATER))],
    )  # fmt: skip
    old.refresh_from_db()
    assert old.removed_at == LATER
    assert Event.objects.filter(dossier=dossier).last().data == {"added": 1, "removed": 1}


def test_a_required_paper_cannot_be_taken_back_without_another(dossier):
    ids = list(dossier.files.values_list("pk", flat=True))
    with pytest.raises(Invalid, match="cần còn ít nhất một tệp"):
        amend.amend(dossier=dossier, by=CITIZEN, at=LATER, file_ids_removed=ids)
    assert not DossierFile.objects.filter(dossier=dossier, removed_at__isnull=False).exists()


def test_another_dossier_s_file_cannot_be_taken_back(office, dossier):
    other = DossierFile.objects.filter(dossier=cast.file_online(office, LATER)).first()
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, file_ids_removed=[other.pk])
    other.refresh_from_db()
    assert other.removed_at is None


def test_a_paper_of_another_procedure_is_refused(dossier):
    foreign = cast.version("1.004845").components.first()
    with pytest.raises(Invalid, match="không thuộc thủ tục"):
        amend.amend(dossier=dossier, by=CITIZEN, at=LATER, files_added=[(foreign, stored_photo(LATER))])


def test_after_reception_it_is_too_late_and_no_officer_is_named(office, dossier):
    cast.receive(office, dossier, LATER)
    with pytest.raises(Conflict) as told:
        amend.amend(dossier=dossier, by=CITIZEN, at=LATER)
    assert "Nguyễn Thị Hoa" not in str(told.value)


def test_the_clock_of_the_answer_does_not_notice(dossier):
    before = dossier.intake_due_at
    changed = amend.amend(dossier=dossier, by=CITIZEN, at=LATER)
    assert changed.intake_due_at == before
