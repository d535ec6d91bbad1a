"""Corrections after reception: reason, before and after on record, Mẫu 01 anew, no clock moved."""

import pytest

from dossiers.models import ClockEntry, IssuedForm, Party
from dossiers.selectors import present
from dossiers.services import revise
from dossiers.services.amend import Corrections
from kit.errors import Conflict, DomainError, Invalid, NotAllowed
from notifications.models import Message
from tests import cast
from tests.cast import LAN_TYPED, at

pytestmark = pytest.mark.django_db
LATER = at("2026-11-02 10:00")
RIGHT = LAN_TYPED | {"name": "Nguyễn Thị Lan Anh", "id_number": "042165009999"}


@pytest.fixture
def dossier(office):
    return cast.take_in(office, at("2026-11-02 09:00"))


def correct(office, dossier, who="hoa", note="Ghi nhầm tên", **parts):
    return revise.revise(
        dossier=dossier, by=office.actor(who), at=LATER, corrections=Corrections(**parts), note=note
    )  # fmt: skip


def test_the_owner_is_corrected_and_what_stood_there_is_kept(office, dossier):
    dossier = correct(office, dossier, owner=RIGHT)
    assert dossier.owner_name == "Nguyễn Thị Lan Anh"
    event = dossier.events.last()
    assert (event.action, event.note) == ("revise", "Ghi nhầm tên")
    assert event.said["before"]["owner"]["name"] == "Nguyễn Thị Lan"
    assert event.said["after"]["owner"]["name"] == "Nguyễn Thị Lan Anh"
    assert dossier.parties.get(role=Party.Role.OWNER).id_number == "042165009999"
    assert dossier.parties.get(role=Party.Role.FILER).name == "Nguyễn Thị Lan"


def test_a_new_receipt_replaces_the_old_one_and_both_are_kept(office, dossier):
    correct(office, dossier, owner=RIGHT)
    old, new = IssuedForm.objects.filter(dossier=dossier, key="receipt").order_by("pk")
    assert (new.replaces, new.number) == (old, old.number + 1)
    assert new.data["applicant"]["name"] == "Nguyễn Thị Lan Anh"
    assert old.data["applicant"]["name"] == "Nguyễn Thị Lan"
    dossier = correct(office, dossier, content="Cải chính năm sinh")
    assert IssuedForm.objects.get(replaces=new).number == new.number + 1


def test_no_clock_moves_and_no_message_is_sent(office, dossier):
    before = (ClockEntry.objects.count(), dossier.due_at, Message.objects.count())
    dossier = correct(office, dossier, content="Cải chính năm sinh")
    assert (ClockEntry.objects.count(), dossier.due_at, Message.objects.count()) == before


def test_the_citizen_reads_what_was_corrected_and_not_why(office, dossier):
    dossier = correct(office, dossier, owner=RIGHT, content="Cải chính", note="Anh Minh đọc nhầm")
    told = present.timeline(dossier, "citizen", LATER)
    assert [(i["title"], i["note"]) for i in told if i["at"]][-1] == (
        "Cơ quan sửa thông tin hồ sơ", "Đã sửa: chủ hồ sơ, nội dung.",
    )  # fmt: skip


def test_the_desk_corrects_also_while_another_unit_works_on_it(office, dossier):
    dossier = cast.forward(office, dossier, at("2026-11-02 09:30"), "hoa")
    assert correct(office, dossier, "tam", content="Cải chính").content == "Cải chính"


@pytest.mark.parametrize("who", ["minh", "khang", "yen", "quantri"])
def test_only_who_receives_corrects(office, dossier, who):
    with pytest.raises(NotAllowed):
        correct(office, dossier, who, content="Khác")


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"note": " ", "content": "Khác"}, "note"),
        ({"owner": RIGHT | {"id_number": "12"}}, "owner.id_number"),
        ({"owner": RIGHT | {"name": ""}}, "owner.name"),
        ({"result": {"method": "bay"}}, "result"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_done(office, dossier, parts, field):
    with pytest.raises(Invalid) as told:
        correct(office, dossier, **parts)
    assert set(told.value.errors) == {field}
    dossier.refresh_from_db()
    assert (dossier.owner_name, dossier.issued_forms.count()) == ("Nguyễn Thị Lan", 1)


def test_a_correction_that_changes_nothing_is_told_so(office, dossier):
    with pytest.raises(DomainError, match="Chưa có gì khác"):
        correct(office, dossier, owner=LAN_TYPED)
    assert dossier.issued_forms.count() == 1


def test_what_has_not_been_received_or_has_ended_is_not_corrected_here(office, dossier):
    new = cast.file_online(office, LATER)
    done = cast.to_the_desk(office, dossier, [LATER] * 4)
    for other in (new, done):
        with pytest.raises(Conflict):
            correct(office, other, content="Khác")
