"""From a proven identity to one account: known, joined by the proven number, or new; never by a guess."""

from dataclasses import replace

import pytest
from django.db import connection

from accounts.citizens import identities, organisations
from accounts.models import Citizen, ExternalIdentity, Organisation
from accounts.oidc.contract import Proof
from kit.errors import Conflict, NotAllowed
from notifications.models import Message
from tests.accounts.citizens import AN, HOME, LAN, NOW, enrolled
from tests.accounts.provider import known_as

pytestmark = pytest.mark.django_db
PROOF = Proof(subject="TECH-LAN", is_person=True, name="NGUYỄN THỊ LAN", loa="LoA2", id_number="042165001234")
HTX = Proof(
    subject="TECH-HTX", is_person=False, name="TRẦN VĂN BÌNH", tax_code="3001234567",
    organisation="Hợp tác xã Nông nghiệp Sơn Tây",
)  # fmt: skip


@pytest.fixture
def national():
    return known_as("https://xacthuc.example")


@pytest.fixture
def other():
    return known_as("https://tinh.example", key="tinh", title="Tài khoản của tỉnh")


def enter(provider, proof: Proof = PROOF) -> Citizen:
    return identities.enter(provider=provider, proof=proof, at=NOW)


def test_the_first_time_opens_an_account_with_the_proven_number(national):
    lan = enter(national)
    lan.refresh_from_db()
    assert (lan.name, lan.id_number, lan.loa, lan.proven_at) == (PROOF.name, PROOF.id_number, "LoA2", NOW)
    assert lan.proven_by == "Tài khoản định danh (VNeID)"
    assert lan.identities.get().basis == "created"


def test_the_number_lies_sealed_and_the_link_keeps_no_personal_data(national):
    enter(national)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_index FROM accounts_citizen")
        sealed, index = cursor.fetchone()
    assert PROOF.id_number not in sealed + index
    assert ExternalIdentity.objects.get().claims == {"kind": "person", "loa": "LoA2"}


def test_the_same_subject_is_the_same_account(national):
    assert enter(national) == enter(national, replace(PROOF, name="NGUYỄN THỊ LAN ANH"))
    assert Citizen.objects.get().name == "NGUYỄN THỊ LAN ANH"


def test_the_same_proven_number_joins_another_providers_identity(national, other):
    lan = enter(national)
    assert enter(other, replace(PROOF, subject="TINH-7")) == lan
    assert [one.basis for one in lan.identities.order_by("pk")] == ["created", "same_id"]


def test_without_a_number_nothing_is_joined(national, other):
    lan = enter(national, replace(PROOF, id_number=""))
    assert enter(other, replace(PROOF, subject="TINH-7", id_number="")) != lan


def test_the_same_name_or_phone_joins_nothing(office, national):
    lan = enrolled(LAN, PROOF.name)
    assert enter(national) != lan
    assert Citizen.objects.get(pk=lan.pk).proven_at is None


def test_a_signed_in_citizen_asks_to_be_proven(office, national):
    lan = enrolled()
    identities.join(provider=national, proof=PROOF, citizen=lan, at=NOW)
    lan.refresh_from_db()
    assert (lan.name, lan.id_number, lan.phone) == (PROOF.name, PROOF.id_number, LAN)
    assert lan.identities.get().basis == "asked"
    assert enter(national) == lan


def test_an_identity_of_another_account_is_not_taken_over(office, national, other):
    enter(national)
    an = enrolled(AN, "Trần An")
    for provider, proof in ((national, PROOF), (other, replace(PROOF, subject="TINH-7"))):
        with pytest.raises(Conflict, match="một tài khoản khác"):
            identities.join(provider=provider, proof=proof, citizen=an, at=NOW)
    assert Citizen.objects.get(pk=an.pk).proven_at is None
    assert ExternalIdentity.objects.count() == 1


def test_an_account_proven_as_one_person_does_not_become_another(office, national, other):
    lan = enrolled()
    identities.join(provider=national, proof=PROOF, citizen=lan, at=NOW)
    stranger = replace(PROOF, subject="TINH-9", id_number="042165009999")
    with pytest.raises(Conflict, match="số định danh khác"):
        identities.join(provider=other, proof=stranger, citizen=lan, at=NOW)


def test_a_subject_whose_new_number_is_anothers_keeps_its_own(national):
    lan = enter(national)
    enter(national, replace(PROOF, subject="TECH-AN", id_number="042165005678"))
    enter(national, replace(PROOF, id_number="042165005678"))
    assert Citizen.objects.get(pk=lan.pk).id_number == PROOF.id_number


def test_an_organisation_is_one_account_by_its_tax_code(national, other):
    htx = enter(national, HTX)
    assert htx.is_organisation
    assert htx.id_index == ""
    assert enter(other, replace(HTX, subject="TINH-8")) == htx
    assert Organisation.objects.get().tax_code == HTX.tax_code


def test_an_organisations_identity_is_joined_to_no_person(office, national):
    with pytest.raises(Conflict):
        identities.join(provider=national, proof=HTX, citizen=enrolled(), at=NOW)


@pytest.fixture
def htx(office, national) -> Citizen:
    return enter(national, HTX)


def invite(by: Citizen, organisation: Organisation, phone: str = LAN, role: str = "member"):
    return organisations.invite(
        citizen=by, organisation_id=organisation.pk, phone=phone, role=role, origin=HOME, at=NOW
    )


def test_the_organisation_invites_a_number_and_its_owner_joins(htx):
    seat = invite(htx, htx.organisation)
    assert "3001234567" not in Message.objects.get(template_key="organisation_invite").text
    lan = enrolled()
    assert organisations.invitations(lan) == [seat]
    organisations.answer(citizen=lan, seat_id=seat.pk, accept=True, at=NOW)
    assert [(one.organisation, one.manages) for one in organisations.standings(lan)] == [
        (htx.organisation, False)
    ]
    assert organisations.invitations(lan) == []


def test_nobody_takes_anothers_invitation_or_answers_twice(htx):
    seat = invite(htx, htx.organisation)
    lan, an = enrolled(), enrolled(AN, "Trần An")
    with pytest.raises(Conflict):
        organisations.answer(citizen=an, seat_id=seat.pk, accept=True, at=NOW)
    organisations.answer(citizen=lan, seat_id=seat.pk, accept=False, at=NOW)
    with pytest.raises(Conflict):
        organisations.answer(citizen=lan, seat_id=seat.pk, accept=True, at=NOW)


def test_a_member_does_not_invite_a_manager_does(htx):
    lan = enrolled()
    seat = invite(htx, htx.organisation)
    organisations.answer(citizen=lan, seat_id=seat.pk, accept=True, at=NOW)
    with pytest.raises(NotAllowed):
        invite(lan, htx.organisation, AN)
    organisations.end(citizen=lan, seat_id=seat.pk, at=NOW)  # leaves by herself
    seat = invite(htx, htx.organisation, role="manager")
    organisations.answer(citizen=lan, seat_id=seat.pk, accept=True, at=NOW)
    invite(lan, htx.organisation, AN)


def test_a_stranger_ends_nobodys_seat_and_a_manager_does(htx):
    seat = invite(htx, htx.organisation)
    an = enrolled(AN, "Trần An")
    with pytest.raises(NotAllowed):
        organisations.end(citizen=an, seat_id=seat.pk, at=NOW)
    organisations.end(citizen=htx, seat_id=seat.pk, at=NOW)
    with pytest.raises(Conflict):
        organisations.end(citizen=htx, seat_id=seat.pk, at=NOW)


def test_one_number_is_invited_once_and_only_so_often(htx, settings):
    invite(htx, htx.organisation)
    with pytest.raises(Conflict):
        invite(htx, htx.organisation)
    settings.CODES_PER_ADDRESS_A_DAY = 1
    with pytest.raises(NotAllowed):
        invite(htx, htx.organisation, AN)
