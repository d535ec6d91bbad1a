"""What is kept how long: open dossiers for ever, closed ones until a person says so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import proof, sealing
from documents import disk
from documents.models import FileState
from documents.pruning import empty_bin
from dossiers.models import Dossier, DossierFact, Event, IssuedForm
from dossiers.services import dispose
from dossiers.services.finish import hand_over
from dossiers.services.reissue import correct_form
from dossiers.services.route import add_note
from dossiers.states import CLOSED, State
from keeping import disposal, retention
from keeping.models import Disposal
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from notifications.models import Message
from notifications.services import forget, outdated
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-20 09:00")
OLD = at("2026-02-02 08:00")
LATER = at("2032-01-05 09:00")  # five years and more after the end
ORDER = "Quyết định 15/QĐ-UBND ngày 02/01/2032"
ADMIN = Actor("officer", 1, "Trần Quản Trị", "Xã Sơn Tây")


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The office; made in a transaction around the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(at=at("2026-01-05 08:00"), procedures={"1.004837", "2.000815"}, provinces={"42"})
        transaction.set_rollback(True)


def closed(office: Office, moment: datetime = OLD) -> Dossier:
    """A dossier filed online with its files, worked through and handed over, all on one day."""
    dossier = cast.receive(office, cast.file_online(office, moment), moment)
    moments = [moment + timedelta(minutes=n) for n in range(1, 5)]
    ready = cast.to_the_desk(office, dossier, moments)
    hand_over(
        dossier=ready, by=office.actor("hoa"), at=moments[3], how="office", to="Nguyễn Thị Lan"
    )  # fmt: skip
    return Dossier.objects.get(pk=dossier.pk)


def confirmed(office: Office) -> Disposal:
    listed = disposal.list_due(agency=office.agency, by=ADMIN, at=LATER)
    return disposal.confirm(disposal=listed, basis=ORDER, by=ADMIN, at=LATER)


DAYS = st.integers(min_value=-40, max_value=40)


@given(finished=DAYS, returned=st.none() | DAYS, touched=DAYS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_is_closed_and_untouched_for_five_years_is_ever_due(
    office, any_dossier, finished, returned, touched
):
    limit = at("2031-06-01 08:00")
    with transaction.atomic():
        moment = {name: limit + timedelta(days=days) for name, days in {"f": finished, "t": touched}.items()}
        Dossier.objects.filter(pk=any_dossier.pk).update(
            last_event_at=moment["t"], finished_at=moment["f"], outcome="done",
            returned_at=None if returned is None else limit + timedelta(days=returned),
            returned_by=None if returned is None else office.people["yen"].pk,
            returned_how="" if returned is None else "office",
        )  # fmt: skip
        due = dispose.due(agency=office.agency, before=limit).filter(pk=any_dossier.pk).exists()
        last = max(finished, touched, *([] if returned is None else [returned]))
        assert due == (any_dossier.state in CLOSED and last < 0)
        transaction.set_rollback(True)


LIVES = {
    State.NEW: lambda office: cast.file_online(office, OLD),
    State.PROCESSING: lambda office: cast.forward(office, cast.take_in(office, OLD), OLD, "hoa"),
    State.DONE: lambda office: cast.to_the_desk(office, cast.take_in(office, OLD), [OLD] * 4),
    State.RETURNED: lambda office: closed(office),
}


@pytest.fixture(params=LIVES, ids=lambda state: state.name.lower())
def any_dossier(office, request) -> Dossier:
    """A dossier that its services brought as far as this state."""
    dossier = Dossier.objects.get(pk=LIVES[request.param](office).pk)
    assert dossier.state == request.param
    return dossier


def test_list_changes_nothing_and_waits_for_a_person(office):
    dossier = closed(office)
    still_open = cast.take_in(office, OLD)
    listed = disposal.list_due(agency=office.agency, by=ADMIN, at=LATER)
    assert [item.dossier for item in listed.items.all()] == [dossier]
    assert disposal.finish(at=LATER + timedelta(days=400)) == 0
    with pytest.raises(Conflict, match="danh sách chưa xong"):
        disposal.list_due(agency=office.agency, by=ADMIN, at=LATER)
    with pytest.raises(Invalid):
        disposal.confirm(disposal=listed, basis=" ", by=ADMIN, at=LATER)
    dossier.refresh_from_db()
    still_open.refresh_from_db()
    assert (dossier.owner_name, dossier.disposed_at) == (cast.LAN.name, None)
    assert still_open.disposed_at is None


def test_nothing_is_due_a_day_too_early(office):
    dossier = closed(office)
    early = dossier.returned_at.replace(year=dossier.returned_at.year + 5)
    assert not disposal.due(office.agency, early).exists()
    assert disposal.due(office.agency, early + timedelta(minutes=1)).exists()


def test_after_fourteen_days_nobody_can_be_known_by_it_and_the_figures_stay(office):
    dossier = closed(office)
    facts = list(DossierFact.objects.filter(dossier=dossier).values_list("pk", "outcome", "finished_on"))
    files = list(dispose.files_of(dossier))
    assert files
    listed = confirmed(office)
    assert {file.state for file in dispose.files_of(dossier)} == {FileState.ERASED}
    assert disposal.finish(at=LATER + timedelta(days=14) - timedelta(seconds=1)) == 0
    assert disposal.finish(at=LATER + timedelta(days=14)) == 1
    assert disposal.finish(at=LATER + timedelta(days=15)) == 0
    empty_bin(at=LATER + timedelta(days=14))
    listed.refresh_from_db()
    dossier.refresh_from_db()
    assert (listed.state, dossier.disposed_at) == ("done", LATER + timedelta(days=14))
    assert (
        list(DossierFact.objects.filter(dossier=dossier).values_list("pk", "outcome", "finished_on")) == facts
    )
    assert not any(disk.absolute(file.path).exists() for file in files)
    assert who_is_still_there(dossier) == []
    sealing.seal(at=LATER)
    assert proof.verify().whole


def who_is_still_there(dossier: Dossier) -> list[str]:
    """Every table that hangs on the dossier in which something of bà Lan can still be read."""
    found = []
    for model in [Dossier, *(link.related_model for link in Dossier._meta.related_objects)]:
        path = "pk" if model is Dossier else next(
            field.name for field in model._meta.fields if field.related_model is Dossier
        )  # fmt: skip
        for row in model._base_manager.filter(**{path: dossier.pk}).values():
            text = repr(row).lower()
            if any(sign in text for sign in ("thị lan", "042165001234", "912345678", "trung lưu")):
                found.append(f"{model.__name__}: {row}")
    return found


def test_what_is_kept_out_of_the_bin_is_as_it_was(office):
    dossier = closed(office)
    before = list(dispose.files_of(dossier).values())
    listed = confirmed(office)
    item = listed.items.get()
    disposal.take_out(item=item, by=ADMIN, at=LATER + timedelta(days=13))
    assert list(dispose.files_of(dossier).values()) == before
    assert disposal.finish(at=LATER + timedelta(days=14)) == 0
    dossier.refresh_from_db()
    assert dossier.owner_name == cast.LAN.name
    with pytest.raises(Conflict):
        disposal.take_out(item=item, by=ADMIN, at=LATER + timedelta(days=15))


def test_list_given_up_keeps_every_dossier(office):
    closed(office), closed(office, OLD + timedelta(days=1))
    listed = confirmed(office)
    assert disposal.withdraw(disposal=listed, by=ADMIN, at=LATER + timedelta(days=2)).state == "withdrawn"
    assert disposal.finish(at=LATER + timedelta(days=20)) == 0
    assert not Dossier.objects.filter(disposed_at__isnull=False).exists()
    assert disposal.list_due(agency=office.agency, by=ADMIN, at=LATER).items.count() == 2


def test_dossier_that_became_open_again_is_not_confirmed(office):
    dossier = closed(office)
    listed = disposal.list_due(agency=office.agency, by=ADMIN, at=LATER)
    Dossier.objects.filter(pk=dossier.pk).update(last_event_at=LATER)
    with pytest.raises(Conflict, match="giữ lại hồ sơ này"):
        disposal.confirm(disposal=listed, basis=ORDER, by=ADMIN, at=LATER)


def test_open_dossier_is_refused_by_the_service_and_by_the_database(office):
    dossier = cast.take_in(office, OLD)
    with pytest.raises(Conflict, match="chưa kết thúc"):
        dispose.dispose(dossier=dossier, by=ADMIN, at=LATER)
    with pytest.raises(DatabaseError, match="dossier_disposed_was_closed"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(disposed_at=LATER)
    for model, words in ((Event, {"note": ""}), (IssuedForm, {"data": {}})):
        with pytest.raises(DatabaseError, match="can only lose its words"), transaction.atomic():
            model.objects.filter(dossier=dossier).update(**words)


def test_record_of_a_disposed_dossier_can_lose_its_words_and_nothing_else(office):
    dossier = closed(office)
    dispose.dispose(dossier=dossier, by=ADMIN, at=LATER)
    with pytest.raises(DatabaseError, match="can only lose its words"), transaction.atomic():
        Event.objects.filter(dossier=dossier).update(note="khác")
    with pytest.raises(DatabaseError, match="does not come back"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(disposed_at=None)
    with pytest.raises(Conflict, match="đã được hủy"):
        add_note(dossier=dossier, by=office.actor("hoa"), at=LATER, note="x")
    receipt = IssuedForm.objects.get(dossier=dossier, key="receipt")
    with pytest.raises(Conflict, match="đã được hủy"):
        correct_form(form=receipt, changes={}, reason="x", by=office.actor("hoa"), at=LATER)
    assert dispose.dispose(dossier=dossier, by=ADMIN, at=LATER) is False


# Words that say nothing of a citizen: of offices, officers, procedures, the law.
OF_THE_OFFICE = {
    "Dossier": {"code", "source", "channel", "intake_clock", "clock", "outcome", "returned_how", "parcel",
                "register_book", "result_method", "objecting"},
    "Party": {"role"},
    "Event": {"action", "actor_kind", "actor_name", "actor_office", "public_label"},
    "IssuedForm": {"key", "form_set", "symbol", "issued_by", "reason"},
    "Parcel": {"state"},
    "Question": {"asked_by_name", "answered_by_name", "called_off_by", "called_off_reason"},
    "Proposal": {"kind", "state", "cause_code", "basis"},
    "Supplement": {"stage", "basis"},
    "SupplementItem": {"name", "basis"},
    "StepRun": {"clock", "closed_by_name", "outcome"},
    "Hold": {"reason_code", "basis", "ended_by_name"},
    "Draft": {"token_hash"},
    "Objection": {"answered_by_name", "decision"},
}  # fmt: skip


@pytest.mark.parametrize("model", sorted({*dispose.TO_WORDS, *dispose.TO_NOTHING}, key=lambda m: m.__name__))
def test_every_text_of_a_dossier_is_decided_about(model: type[models.Model]):
    """A new column with words has to be blanked, or named here as the office's own."""
    texts = models.CharField, models.TextField, models.JSONField
    columns = {field.name for field in model._meta.concrete_fields if isinstance(field, texts)}
    blanked = {*dispose.TO_WORDS.get(model, ()), *dispose.TO_NOTHING.get(model, {})}
    assert columns - blanked == OF_THE_OFFICE[model.__name__]


def test_old_message_keeps_its_result_and_loses_its_words(office):
    cast.take_in(office, MORNING)
    waiting = Message.objects.order_by("pk")[0]
    assert forget(before=LATER) == 0  # not sent yet
    Message.objects.filter(pk=waiting.pk).update(state="accepted", settled_at=MORNING, secret_values=None)
    assert list(outdated(before=MORNING + timedelta(seconds=1))) == [waiting]
    assert forget(before=MORNING) == 0
    assert forget(before=MORNING + timedelta(seconds=1)) == 1
    waiting.refresh_from_db()
    assert (waiting.address, waiting.values, waiting.text, waiting.state) == ("", {}, "", "accepted")


def test_table_of_rules_counts_what_is_due(office):
    closed(office)
    table = {line.title: line for line in retention.table(office.agency, LATER)}
    assert table["Hồ sơ đã kết thúc"].due == 1
    assert table["Hồ sơ đã kết thúc"].law.mark == "U"
    assert table["Nhật ký hệ thống"].due == 0
    assert table["Hồ sơ chưa kết thúc"].due == 0
