"""The owner is told of what another filed for them, may object once, and is answered (ADR 0022)."""

import json
from datetime import timedelta

import pytest

from accounts.access import scope
from accounts.models import Notice
from audit.models import AuditEntry
from dossiers.models import Dossier, Objection
from dossiers.selectors import present, queues
from dossiers.services import objection
from dossiers.services.amend import Corrections, amend
from dossiers.services.transition import open_run_of
from dossiers.states import Objecting
from dossiers.workflow import Action
from kit.errors import Conflict, DomainError, Invalid
from notifications.models import Message
from tests import cast
from tests.cast import LAN, LAN_TYPED, at
from tests.dossiers.test_acting import filed
from tests.portal.citizens import MOTHER, MOTHER_TYPED, proven

pytestmark = pytest.mark.django_db
NOW = at("2026-11-23 09:00")
HOME = "203.0.113.9"


@pytest.fixture
def hers(office) -> Dossier:
    """What bà Lan filed for her mother."""
    return filed(office, proven(), MOTHER_TYPED, relation="child")


def told(dossier: Dossier) -> list[Message]:
    return list(Message.objects.filter(reference=dossier.code, template_key="owner_told").order_by("pk"))


def code_of(dossier: Dossier) -> str:
    return told(dossier)[-1].secret_values["key"]


def objects(dossier: Dossier, key: str, moment=NOW, address: str = HOME) -> Dossier:
    return objection.by_key(
        code=dossier.code, key=key, reason="Tôi không nhờ ai", address=address, at=moment
    )  # fmt: skip


def test_the_owner_is_told_the_code_and_nobody_s_name(hers):
    (message,) = told(hers)
    assert message.address == MOTHER.phone
    assert hers.code in message.text
    assert f"/ho-so/{hers.code}/phan-doi/" in message.text
    whole = message.text + json.dumps(message.values)
    assert not any(private in whole for private in (LAN.name, MOTHER.name, LAN.id_number, MOTHER.id_number))
    assert message.parts == 1


def test_the_code_lies_nowhere_in_clear(hers):
    row = Objection.objects.get(dossier=hers)
    assert code_of(hers).replace("-", "") not in str(row.__dict__).upper()


@pytest.mark.parametrize("phone", ["", LAN_TYPED["phone"], "0239 385 1234"])
def test_without_a_mobile_of_their_own_nobody_is_told(office, phone):
    dossier = filed(office, None, MOTHER_TYPED | {"phone": phone}, relation="child")
    assert told(dossier) == []
    assert Objection.objects.get(dossier=dossier).told_at is None
    assert dossier.objecting == Objecting.POSSIBLE


def test_who_files_their_own_is_not_told(office):
    dossier = filed(office, proven())
    assert (told(dossier), dossier.objecting) == ([], Objecting.NONE)


def test_the_owner_objects_and_who_receives_is_told(office, hers):
    dossier = objects(hers, code_of(hers).lower())
    assert dossier.objecting == Objecting.OPEN
    event = dossier.events.last()
    assert (event.action, event.note) == (Action.OBJECT, "Tôi không nhờ ai")
    heard = set(
        Notice.objects.filter(dedupe_key__startswith="officer_objected").values_list(
            "user__username", flat=True
        )
    )
    assert heard == {"hoa", "tam"}
    item = present.timeline(dossier, "citizen", NOW)[-2]
    assert (item["who"], item["note"]) == ("Chủ hồ sơ", "")


def test_who_has_the_step_is_told(office, hers):
    dossier = cast.forward(office, cast.receive(office, hers, NOW), NOW, "hoa")
    run = open_run_of(dossier)
    objects(dossier, code_of(dossier))
    heard = set(
        Notice.objects.filter(dedupe_key__startswith="officer_objected").values_list(
            "user__username", flat=True
        )
    )
    assert run.unit is not None
    assert "minh" in heard
    assert "hoa" not in heard


def test_a_code_is_used_once(hers):
    key = code_of(hers)
    objects(hers, key)
    with pytest.raises(DomainError) as refused:
        objects(hers, key)
    assert refused.value.code == "wrong"
    assert hers.events.filter(action=Action.OBJECT).count() == 1


def test_a_code_ends_after_thirty_days(hers):
    with pytest.raises(DomainError, match="hết hạn"):
        objects(hers, code_of(hers), NOW + timedelta(days=30))


def test_wrong_codes_meet_growing_waits_and_are_written_down(hers):
    for _ in range(6):
        with pytest.raises(DomainError) as refused:
            objects(hers, "AAAA-AAAA")
    assert refused.value.code == "wait"
    with pytest.raises(DomainError, match="thử lại sau"):
        objects(hers, code_of(hers), address="198.51.100.7")
    assert AuditEntry.objects.filter(action="key.failed", object_id=str(hers.pk)).exists()


def test_an_unknown_dossier_gets_the_same_sentence_as_a_wrong_code(hers):
    said = set()
    for code in (hers.code, "H42.18172-261123-9999"):
        with pytest.raises(DomainError) as refused:
            objection.by_key(code=code, key="AAAA-AAAA", reason="x", address=HOME, at=NOW)
        said.add(refused.value.message)
    assert len(said) == 1


def test_a_corrected_owner_is_told_in_turn_and_the_other_s_code_is_dead(hers):
    old = code_of(hers)
    other = MOTHER_TYPED | {"name": "Trần Văn Bảy", "id_number": "042138001111", "phone": "0966 111 222"}
    dossier = amend(dossier=hers, by=cast.CITIZEN, at=NOW, corrections=Corrections(owner=other))
    assert [message.address for message in told(dossier)] == [MOTHER.phone, "84966111222"]
    with pytest.raises(DomainError):
        objects(dossier, old)
    assert objects(dossier, code_of(dossier)).objecting == Objecting.OPEN


def test_another_address_is_no_other_owner(hers):
    amend(
        dossier=hers, by=cast.CITIZEN, at=NOW,
        corrections=Corrections(owner=MOTHER_TYPED | {"address": "Thôn Hạ"}),
    )  # fmt: skip
    assert len(told(hers)) == 1
    objects(hers, code_of(hers))


def test_an_owner_who_is_the_filer_after_all_has_nothing_to_object_to(hers):
    key = code_of(hers)
    dossier = amend(dossier=hers, by=cast.CITIZEN, at=NOW, corrections=Corrections(owner=LAN_TYPED))
    assert dossier.objecting == Objecting.NONE
    with pytest.raises(DomainError):
        objects(dossier, key)


def test_the_officer_answers_with_words_on_record_and_the_owner_is_told(office, hers):
    objects(hers, code_of(hers))
    assert queues.counts(scope(office.people["hoa"], NOW.date()), NOW)["objected"] == 1
    dossier = objection.answer(
        dossier=hers, by=office.actor("hoa"), at=NOW, decision="go_on", note="Đã gọi điện, chủ hồ sơ đồng ý"
    )
    row = Objection.objects.get(dossier=dossier)
    assert (dossier.objecting, row.answered_by.username, row.decision) == ("answered", "hoa", "go_on")
    message = Message.objects.get(template_key="objection_answered")
    assert message.address == MOTHER.phone
    assert "Da goi dien" in message.text
    assert queues.counts(scope(office.people["hoa"], NOW.date()), NOW)["objected"] == 0


def test_an_answer_needs_words_and_a_decision_and_comes_once(office, hers):
    objects(hers, code_of(hers))
    common = {"dossier": hers, "by": office.actor("hoa"), "at": NOW}
    with pytest.raises(Invalid):
        objection.answer(**common, decision="go_on", note=" ")
    with pytest.raises(Invalid):
        objection.answer(**common, decision="perhaps", note="x")
    objection.answer(**common, decision="end", note="Sẽ dừng")
    with pytest.raises(Conflict):
        objection.answer(**common, decision="end", note="Sẽ dừng")
