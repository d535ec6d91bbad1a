"""A step left out by rule: where the version lets it, with a reason, and not otherwise."""

from datetime import date
from decimal import Decimal

import pytest

from dossiers.selectors import present
from dossiers.services import route, undo
from dossiers.services.transition import open_run_of
from dossiers.workflow import Action
from kit.actor import Actor
from kit.errors import Invalid, NotAllowed
from portal.demo.office import DECISION
from procedures.models import Step
from procedures.services.versions import new_draft_from, publish
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 09:00")


@pytest.fixture
def dossier(office):
    """Its version has a second step of work, which may be left out."""
    by, moment = Actor.system(), at("2026-01-20 08:00")
    draft = new_draft_from(version=cast.version("1.004837"), by=by, at=moment)
    _, work, sign, back = draft.steps.order_by("ord")
    for step in (back, sign):
        step.ord += 1
        step.save()
    work.share /= 2
    work.save()
    Step.objects.create(
        version=draft, ord=work.ord + 1, leg_ord=1, key="verify", name="Xác minh", role="process",
        unit_kind=work.unit_kind, share=Decimal(work.share), may_skip=True,
    )  # fmt: skip
    publish(version=draft, decision=DECISION, valid_from=date(2026, 2, 2), by=by, at=moment)
    found = cast.take_in(office, at("2026-11-02 08:00"))
    return cast.forward(office, found, at("2026-11-02 08:30"), "hoa")


def skip(office, dossier, note="Đã xác minh từ lần trước"):
    return route.skip(dossier=dossier, by=office.actor("minh"), at=NOW, note=note)


def offered(office, dossier):
    buttons = present.actions(office.people["minh"], dossier, open_run_of(dossier), NOW)
    return {button.action for button in buttons}


def test_a_step_is_left_out_with_a_reason(office, dossier):
    assert Action.SKIP in offered(office, dossier)
    dossier = skip(office, dossier)
    assert open_run_of(dossier).step.role == "approve"
    assert dossier.events.last().note == "Bỏ qua bước “Xác minh”: Đã xác minh từ lần trước"
    assert "Xác minh" not in str(present.timeline(dossier, "citizen", NOW))


def test_without_a_reason_it_is_not(office, dossier):
    with pytest.raises(Invalid):
        skip(office, dossier, " ")


def test_a_signature_is_never_left_out(office, dossier):
    dossier = cast.forward(office, dossier, NOW, "minh")
    assert Action.SKIP not in offered(office, dossier)
    with pytest.raises(NotAllowed, match="không cho bỏ qua bước “Ký duyệt”"):
        skip(office, dossier)


def test_sent_back_it_returns_to_the_step_that_was_done(office, dossier):
    dossier = skip(office, dossier)
    dossier = route.send_back(dossier=dossier, by=office.actor("khang"), at=NOW, note="Thiếu ý kiến")
    assert open_run_of(dossier).step.name != "Xác minh"
    assert open_run_of(dossier).assignee == office.people["minh"]


def test_what_was_left_out_by_mistake_is_undone(office, dossier):
    dossier = undo.undo(dossier=skip(office, dossier), by=office.actor("minh"), at=NOW)
    assert open_run_of(dossier).step.role == "process"
    assert Action.SKIP in offered(office, dossier)
