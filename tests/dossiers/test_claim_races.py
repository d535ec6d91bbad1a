"""Two at once at one dossier or draft: one account has it, and one objection stands, with real commits."""

import pytest

from audit.models import AuditEntry
from dossiers.models import Dossier, Draft
from dossiers.services import claim, drafts, objection
from dossiers.workflow import Action
from kit.errors import DomainError
from portal.demo.office import Office, build
from tests import cast
from tests.accounts.test_citizen_races import at_once
from tests.cast import at
from tests.dossiers.test_acting import filed
from tests.dossiers.test_objection import code_of
from tests.portal.citizens import MOTHER_TYPED, account, proven
from tests.portal.test_lookup import key_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
NOW, HOME = at("2026-11-23 09:00"), "203.0.113.9"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return build(at=at("2026-01-05 08:00"), procedures={"2.000815"}, provinces={"42"})


def test_two_accounts_claim_at_once_and_one_has_it(office):
    dossier = cast.file_online(office, NOW, "2.000815")
    key, people = key_of(dossier), [account(), account(phone="84987654321")]
    answers = at_once(
        [
            lambda who=who: claim.by_key(citizen=who, code=dossier.code, key=key, address=HOME, at=NOW)
            for who in people
        ]
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert Dossier.objects.get(pk=dossier.pk).account in people
    assert AuditEntry.objects.filter(action="citizen.claim").count() == 1


def test_two_accounts_take_a_draft_over_at_once_and_one_has_it(office):
    draft, people = cast.fill_in(office, NOW, "2.000815"), [proven(), account(phone="84987654321")]
    answers = at_once(
        [
            lambda who=who: drafts.take_over(draft=Draft.objects.get(pk=draft.pk), account=who, at=NOW)
            for who in people
        ]
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert Draft.objects.get(pk=draft.pk).account in people


def test_one_code_sent_twice_at_once_objects_once(office):
    dossier = filed(office, proven(), MOTHER_TYPED, relation="child")
    key = code_of(dossier)
    answers = at_once(
        [lambda: objection.by_key(code=dossier.code, key=key, reason="Không", address=HOME, at=NOW)] * 2
    )
    assert sorted(isinstance(answer, DomainError) for answer in answers) == [False, True]
    assert dossier.events.filter(action=Action.OBJECT).count() == 1
