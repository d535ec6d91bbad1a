"""Submitting a draft: one draft, one dossier (issue 2, section 4; domain.md 12)."""

from dataclasses import replace
from datetime import date

import pytest

from dossiers.models import Dossier, Draft, Party
from dossiers.services import drafts
from dossiers.services.submit import submit
from dossiers.states import Clock, State
from kit.actor import Actor
from kit.errors import DomainError, Invalid
from notifications.models import Message
from portal.demo.office import DECISION
from procedures.services.switches import set_switch
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

NOW = at("2026-11-02 09:00")


def put(draft, **blocks):
    for block, values in blocks.items():
        drafts.save(draft=draft, block=block, values=values, at=NOW)
    return Draft.objects.get(pk=draft.pk)


def faults(draft):
    with pytest.raises(Invalid) as told:
        submit(draft=draft, at=NOW)
    return told.value.errors


def test_a_submitted_draft_is_a_dossier_with_code_people_files_and_a_running_answer(office):
    sent = submit(draft=cast.fill_in(office, NOW), at=NOW)
    dossier = sent.dossier
    assert sent.fresh
    assert (dossier.code, dossier.state, dossier.intake_clock) == (
        "H42.18172-261102-0001", State.NEW, Clock.RUNNING,
    )  # fmt: skip
    assert dossier.parties.count() == 2
    assert dossier.files.count() == dossier.draft.files.count()
    assert (dossier.received_at, dossier.due_at) == (None, None)


def test_submitting_again_gives_the_same_dossier_and_no_key(office):
    draft = cast.fill_in(office, NOW)
    first = submit(draft=draft, at=NOW)
    again = submit(draft=draft, at=at("2026-11-02 09:05"))
    assert (again.dossier, again.fresh, again.key) == (first.dossier, False, None)
    assert Dossier.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_draft_forgets_what_was_typed(office):
    draft = cast.fill_in(office, NOW)
    submit(draft=draft, at=NOW)
    draft.refresh_from_db()
    assert draft.data == {}


def test_the_code_carries_the_local_day(office):
    midnight = at("2026-11-03 00:30")  # still the 2nd in UTC
    assert submit(draft=cast.fill_in(office, midnight), at=midnight).dossier.code == "H42.18172-261103-0001"


def test_with_an_address_an_e_mail_goes_beside_the_sms(office):
    dossier = cast.file_online(office, NOW, email="lan@example.vn")
    channels = Message.objects.filter(template_key="dossier_filed").values_list("channel", "address")
    assert sorted(channels) == [("email", "lan@example.vn"), ("sms", "84912345678")]
    assert Party.objects.get(dossier=dossier, role="filer").email == "lan@example.vn"


def test_a_fixed_line_gets_no_sms(office):
    cast.take_in(office, NOW, filer=replace(cast.LAN, phone="842393876543"))
    assert not Message.objects.filter(channel="sms").exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "filer.name"),
        ({"name": "😀"}, "filer.name"),
        ({"name": "N" * 201}, "filer.name"),
        ({"id_number": "12345"}, "filer.id_number"),
        ({"phone": "12"}, "filer.phone"),
        ({"phone": ""}, "filer.phone"),
        ({"phone": "0239 3876 543"}, "filer.phone"),
        ({"address": " "}, "filer.address"),
        ({"address": "x" * 301}, "filer.address"),
        ({"email": "lan@"}, "filer.email"),
        ({"email": "a@" + "b" * 300 + ".vn"}, "filer.email"),
    ],
)
def test_a_fault_is_named_by_block_and_field_and_nothing_is_made(office, typed, field):
    draft = cast.fill_in(office, NOW, **typed)
    assert set(faults(draft)) >= {field}
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("typed", [{"name": "Y"}, {"id_number": "183456789"}, {"phone": "+84 912 345 678"}])
def test_a_name_of_one_letter_an_old_id_and_a_phone_with_spaces_are_taken(office, typed):
    assert submit(draft=cast.fill_in(office, NOW, **typed), at=NOW).fresh


def test_an_owner_other_than_the_filer_is_read_on_their_own(office):
    draft = put(cast.fill_in(office, NOW), owner={"same": False, "name": "", "id_number": "1"})
    assert {"owner.name", "owner.id_number", "owner.address"} <= set(faults(draft))
    hai = cast.LAN_TYPED | {"same": False, "name": "Lê Văn Hải", "phone": ""}
    dossier = submit(draft=put(draft, owner=hai), at=NOW).dossier
    assert (dossier.owner_name, dossier.owner_fold) == ("Lê Văn Hải", "le van hai")


def test_missing_papers_are_named(office):
    draft = cast.fill_in(office, NOW)
    row = drafts.kept_files(draft).first()
    drafts.remove(draft=draft, draft_file_id=row.pk, at=NOW)
    assert row.component.name in faults(Draft.objects.get(pk=draft.pk))["files"][0]


def test_an_e_form_left_empty_is_named(office):
    draft = put(cast.fill_in(office, NOW, "2.000815"), form={})
    assert set(faults(draft)) == {"form"}


def test_the_way_of_the_result_must_be_one_of_the_three(office):
    draft = put(cast.fill_in(office, NOW), result={"method": "pigeon"})
    assert set(faults(draft)) == {"result"}


def test_without_place_or_case_nothing_is_sent(office):
    draft, _ = drafts.start(version=cast.version("1.013225"), at=NOW)
    assert set(faults(draft)) == {"place"}


def test_a_version_that_ended_meanwhile_is_told(office):
    draft = cast.fill_in(office, NOW)
    newer = new_draft_from(version=draft.version, by=Actor.system(), at=at("2026-10-01 08:00"))
    publish(
        version=newer, decision=DECISION, valid_from=date(2026, 11, 2), by=Actor.system(),
        at=at("2026-10-01 08:00"),
    )  # fmt: skip
    with pytest.raises(DomainError) as told:
        submit(draft=draft, at=NOW)
    assert told.value.code == "version_changed"


def test_an_agency_that_no_longer_takes_it_here_is_told(office):
    draft = cast.fill_in(office, NOW)
    set_switch(
        agency=office.agency, procedure=draft.version.procedure, enabled=True, files_here=False,
        legal_basis="Nộp tại Cổng Dịch vụ công quốc gia", by=Actor.system(), at=NOW,
    )  # fmt: skip
    with pytest.raises(DomainError) as told:
        submit(draft=draft, at=NOW)
    assert told.value.code == "not_offered"


@pytest.mark.parametrize("moment", ["2026-11-24 10:00", "2026-11-21 22:00", "2026-11-22 03:00"])
def test_submitting_outside_office_hours_is_taken_and_answered_in_office_hours(office, moment):
    dossier = cast.file_online(office, at(moment))
    assert dossier.submitted_at == at(moment)
    assert (dossier.intake_due_at - dossier.intake_from).days >= 0
    assert dossier.intake_from.astimezone(NOW.tzinfo).time() == at("2026-11-02 07:30").time()
