"""Whose account files for whom: chính chủ, proven filers, relation and authorisation (ADR 0022)."""

from dataclasses import replace

import pytest

from accounts.models import Citizen
from dossiers.models import Dossier, DossierFile, Draft
from dossiers.selectors.acting import is_same
from dossiers.services import drafts, revise
from dossiers.services.amend import Corrections, amend
from dossiers.services.submit import submit
from dossiers.states import OwnAccount
from kit.errors import Conflict, Invalid
from reports.measures.counted import Question, count
from reports.periods import Period
from tests import cast
from tests.cast import LAN, LAN_TYPED, at
from tests.portal.citizens import MOTHER, MOTHER_TYPED, account, proven

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:00")


def filled(office, who: Citizen | None, owner: dict | None = None, **acting: str) -> Draft:
    """A draft of 2.000815 that `who` (None: nobody known) fills in for `owner`, ready to be sent."""
    draft = cast.fill_in(office, NOW, "2.000815")
    if owner is not None:
        drafts.save(draft=draft, block="owner", values=owner | {"same": False} | acting, at=NOW)
    if who is not None:
        drafts.take_over(draft=draft, account=who, at=NOW)
    return draft


def filed(office, who: Citizen | None, owner: dict | None = None, **acting: str) -> Dossier:
    return submit(draft=filled(office, who, owner, **acting), at=NOW).dossier


def test_without_an_account_nothing_is_claimed_about_one(office):
    dossier = filed(office, None)
    assert (dossier.account, dossier.own_account) == (None, OwnAccount.NONE)


def test_the_proven_owner_files_with_their_own_account(office):
    assert filed(office, proven()).own_account == OwnAccount.OWN


def test_an_account_that_nobody_vouched_for_proves_nothing(office):
    assert filed(office, account()).own_account == OwnAccount.UNPROVEN


def test_who_files_for_their_mother_does_not_file_with_her_account(office):
    dossier = filed(office, proven(), MOTHER_TYPED, relation="child")
    assert (dossier.own_account, dossier.relation) == (OwnAccount.OTHER, "child")


def test_what_was_proven_stands_whatever_was_typed_before_signing_in(office):
    draft = cast.fill_in(office, NOW, "2.000815", name="Nguyễn Thị Giả", id_number="042165009999")
    drafts.take_over(draft=draft, account=proven(), at=NOW)
    filer = submit(draft=draft, at=NOW).dossier.parties.get(role="filer")
    assert (filer.name, filer.id_number) == (LAN.name, LAN.id_number)


def test_a_draft_of_one_account_is_not_taken_over_by_another(office):
    draft = filled(office, proven())
    other = account(phone="84987654321")
    with pytest.raises(Conflict):
        drafts.take_over(draft=draft, account=other, at=NOW)
    draft.refresh_from_db()
    assert draft.account != other


def test_who_is_authorised_shows_the_paper(office):
    draft = filled(office, proven(), MOTHER_TYPED, relation="authorised")
    with pytest.raises(Invalid) as wrong:
        submit(draft=draft, at=NOW)
    assert wrong.value.errors == {"files": ["Còn thiếu văn bản ủy quyền."]}
    drafts.attach(draft=draft, component=None, upload=cast.photo("uyquyen.png"), at=NOW)
    dossier = submit(draft=draft, at=NOW).dossier
    paper = dossier.files.get(kind=DossierFile.Kind.AUTHORITY)
    assert (paper.component, paper.file.original_name) == (None, "uyquyen.png")


def test_a_corrected_owner_is_judged_anew(office):
    dossier = filed(office, proven(), MOTHER_TYPED, relation="child")
    amend(dossier=dossier, by=cast.CITIZEN, at=NOW, corrections=Corrections(owner=LAN_TYPED))
    dossier = cast.receive(office, Dossier.objects.get(pk=dossier.pk), NOW)
    assert dossier.own_account == OwnAccount.OWN
    revise.revise(
        dossier=dossier,
        by=office.actor("hoa"),
        at=NOW,
        corrections=Corrections(owner=MOTHER_TYPED),
        note="Nhầm",
    )
    dossier.refresh_from_db()
    assert dossier.own_account == OwnAccount.OTHER


def test_the_share_of_own_accounts_is_counted(office):
    for who in (proven(), None, account(phone="84987654321")):
        cast.receive(office, filed(office, who), NOW)
    question = Question(office.agency, Period(NOW.date(), NOW.date()))
    keys = ("received_online", "received_own")
    assert count(question, keys) == {"received_online": 3, "received_own": 1}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (LAN, LAN, True),
        (LAN, MOTHER, False),
        (LAN, replace(LAN, id_number="123456789"), True),  # an old number says nothing about a new one
        (LAN, replace(MOTHER, id_number=""), False),
        (LAN, replace(LAN, name="NGUYEN THI LAN", id_number=""), True),
    ],
)
def test_two_are_one_by_number_and_else_by_name(one, other, same):
    assert is_same(one, other) is same
