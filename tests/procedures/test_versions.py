"""Draft, published, closed: days never overlap, a published version never changes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from kit.errors import Conflict, Invalid
from procedures.models import Version
from procedures.selectors import version_in_force
from procedures.services.versions import Decision, close, discard_draft, new_draft_from, publish
from tests.procedures.builders import AT, BY, DECISION, bring_in, entry, published

pytestmark = [pytest.mark.django_db, pytest.mark.db]
JULY = dt.date(2026, 7, 1)


def successor(first: Version, valid_from: dt.date = JULY) -> Version:
    draft = new_draft_from(version=first, by=BY, at=AT)
    return publish(version=draft, decision=DECISION, valid_from=valid_from, by=BY, at=AT)


def test_publishing_closes_the_version_before_on_the_day_before():
    first = published()
    second = successor(first)
    first.refresh_from_db()
    assert (first.state, first.valid_to, first.closed_by_name) == ("closed", dt.date(2026, 6, 30), BY.name)
    assert (second.state, second.valid_from, second.valid_to) == ("published", JULY, None)


@pytest.mark.parametrize(
    ("day", "no"),
    [("2025-12-31", None), ("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 2), ("2030-01-01", 2)],
)
def test_version_in_force_follows_the_days(day, no):
    first = published()
    successor(first)
    found = version_in_force(first.procedure, dt.date.fromisoformat(day))
    assert (found and found.no) == no


def test_draft_is_never_in_force():
    bring_in(entry())
    draft = Version.objects.get()
    assert version_in_force(draft.procedure, JULY) is None


@pytest.mark.parametrize("day", ["2026-01-01", "2025-06-01"])
def test_version_cannot_begin_before_or_with_the_one_it_replaces(day):
    first = published()
    draft = new_draft_from(version=first, by=BY, at=AT)
    with pytest.raises(Invalid, match="Ngày hiệu lực phải sau ngày 01/01/2026"):
        publish(version=draft, decision=DECISION, valid_from=dt.date.fromisoformat(day), by=BY, at=AT)


def test_version_cannot_begin_within_a_closed_one():
    first = close(version=published(), last_day=JULY, by=BY, at=AT)
    draft = new_draft_from(version=first, by=BY, at=AT)
    with pytest.raises(Invalid, match="phải sau ngày 01/07/2026"):
        publish(version=draft, decision=DECISION, valid_from=JULY, by=BY, at=AT)
    publish(version=draft, decision=DECISION, valid_from=JULY + dt.timedelta(days=1), by=BY, at=AT)


def test_overlapping_days_are_refused_by_the_database():
    first = published()
    with pytest.raises(IntegrityError, match="version_one_in_force"), transaction.atomic():
        Version.objects.filter(pk=new_draft_from(version=first, by=BY, at=AT).pk).update(
            state="published", valid_from=JULY, published_at=AT, published_by_name="x",
            decision_number="1", decision_date=JULY, made_public_on=JULY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision(" ", JULY, JULY), "number"),
        (Decision("1/QĐ", JULY, JULY - dt.timedelta(days=1)), "made_public_on"),
    ],
)
def test_decision_without_number_or_public_before_its_date_is_refused(decision, field):
    bring_in(entry())
    with pytest.raises(Invalid) as caught:
        publish(version=Version.objects.get(), decision=decision, valid_from=JULY, by=BY, at=AT)
    assert list(caught.value.errors) == [field]


def test_publishing_twice_is_told_kindly():
    with pytest.raises(Conflict, match="đã được công bố trước đó"):
        publish(version=published(), decision=DECISION, valid_from=JULY, by=BY, at=AT)


def test_closing_before_it_begins_or_twice_is_refused():
    version = published()
    with pytest.raises(Invalid, match="không được trước ngày 01/01/2026"):
        close(version=version, last_day=dt.date(2025, 12, 31), by=BY, at=AT)
    close(version=version, last_day=JULY, by=BY, at=AT)
    with pytest.raises(Conflict):
        close(version=version, last_day=JULY, by=BY, at=AT)


def test_new_draft_carries_every_part_and_leaves_the_source_alone():
    source = published(code="1.001193", life_events=["Sinh con"])
    draft = new_draft_from(version=source, by=BY, at=AT)
    assert (draft.no, draft.state, draft.decision_number, draft.valid_from) == (2, "draft", "", None)
    for parts in ("cases", "components", "fee_items", "legs", "steps", "form_fields", "life_events"):
        assert getattr(draft, parts).count() == getattr(source, parts).count(), parts
    assert draft.form_fields.count() > 20
    draft.components.update(name="Khác")
    assert source.components.get().name == "Tờ khai"


def test_draft_may_be_discarded_and_published_version_may_not():
    first = published()
    draft = new_draft_from(version=first, by=BY, at=AT)
    discard_draft(version=draft, by=BY, at=AT)
    assert Version.objects.count() == 1
    with pytest.raises(Conflict):
        discard_draft(version=first, by=BY, at=AT)
    with pytest.raises(Conflict, match="vừa được bỏ"):
        publish(version=draft, decision=DECISION, valid_from=JULY, by=BY, at=AT)


def test_every_move_is_in_the_book():
    discard_draft(version=new_draft_from(version=published(), by=BY, at=AT), by=BY, at=AT)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "procedure.publish", "procedure.import", "procedure.draft", "procedure.discard",
    ]  # fmt: skip
