"""The citizen's corrections before reception (issue 2, section 4)."""

import pytest

from dossiers.models import DossierFile, Event
from dossiers.services import amend
from dossiers.services.amend import Corrections
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


def said(dossier, role):
    return dossier.parties.get(role=role)


def test_a_person_is_corrected_and_the_old_words_stay_in_the_event(dossier):
    corrected = cast.LAN_TYPED | {"name": "Nguyễn Thị Lan Anh", "phone": "0987 654 321"}
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(filer=corrected))
    dossier.refresh_from_db()
    filer = said(dossier, "filer")
    assert (filer.name, filer.name_fold) == ("Nguyễn Thị Lan Anh", "nguyen thi lan anh")
    assert filer.phone == cast.LAN.phone  # the update key goes there
    event = Event.objects.filter(dossier=dossier).last()
    assert event.said["before"]["filer"]["name"] == "Nguyễn Thị Lan"
    assert event.public_text == "Đã sửa: người nộp hồ sơ."


def test_an_owner_who_files_follows_the_filer_and_another_one_does_not(office, dossier):
    corrected = cast.LAN_TYPED | {"name": "Nguyễn Thị Lan Anh"}
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(filer=corrected))
    dossier.refresh_from_db()
    assert said(dossier, "owner").name == dossier.owner_name == "Nguyễn Thị Lan Anh"
    mother = cast.LAN_TYPED | {"name": "Trần Thị Mai", "phone": ""}
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(owner=mother))
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(filer=cast.LAN_TYPED))
    dossier.refresh_from_db()
    assert (said(dossier, "filer").name, dossier.owner_fold) == (cast.LAN.name, "tran thi mai")


def test_answers_content_and_result_are_corrected(dossier):
    wanted = Corrections(
        answers={"so_ban": 3}, content="Bản mới", result={"method": "post", "address": "Thôn 2"}
    )
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=wanted)
    dossier.refresh_from_db()
    assert (dossier.answers, dossier.content) == ({"so_ban": 3}, "Bản mới")
    assert (dossier.result_method, dossier.result_address) == ("post", "Thôn 2")
    before = Event.objects.filter(dossier=dossier).last().said["before"]
    assert before["result"] == {"method": "office", "address": ""}


def test_a_wrong_word_changes_nothing(dossier):
    wrong = cast.LAN_TYPED | {"name": "", "id_number": "12"}
    with pytest.raises(Invalid) as told:
        amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(filer=wrong))
    assert set(told.value.errors) == {"filer.name", "filer.id_number"}
    assert said(dossier, "filer").name == cast.LAN.name


def test_the_same_words_again_are_no_event(dossier):
    events = Event.objects.filter(dossier=dossier).count()
    same = Corrections(filer=cast.LAN_TYPED, answers=dossier.answers)
    amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=same)
    assert Event.objects.filter(dossier=dossier).count() == events


def test_words_are_not_corrected_after_reception(office, dossier):
    cast.receive(office, dossier, LATER)
    with pytest.raises(Conflict):
        amend.amend(dossier=dossier, by=CITIZEN, at=LATER, corrections=Corrections(content="Khác"))
