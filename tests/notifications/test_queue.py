"""Writing a message down."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kit.sealed import is_sealed
from notifications.compose import TemplateError
from notifications.models import Message
from notifications.selectors import counts_by_state, messages_about, oldest_due
from tests.notifications.conftest import NOW, write
from tests.tables import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def pings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr("notifications.services.queue.ping_worker", lambda: seen.append("ping"))
    return seen


def test_message_lies_queued_with_its_key_encrypted_and_masked() -> None:
    message = write()
    assert message.state == Message.State.QUEUED
    assert "K7PX" not in message.text
    assert "****" in message.text
    assert all(is_sealed(text) for text in stored(Message, "secret_values"))
    message.refresh_from_db()
    assert message.secret_values == {"key": "K7PX-42MD"}
    assert message.parts == 1


def test_same_dedupe_key_gives_the_same_row() -> None:
    first = write()
    again = write(values={"code": "H42.18172-261123-9999"})
    assert again.pk == first.pk
    assert Message.objects.count() == 1


def test_row_vanishes_with_the_callers_transaction() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_worker_is_pinged_after_the_commit_only(pings, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert pings == []
    assert pings == ["ping"]


def test_second_write_and_later_message_do_not_ping(pings, django_capture_on_commit_callbacks) -> None:
    write(1)
    with django_capture_on_commit_callbacks(execute=True):
        write(1)
        write(2, not_before=NOW + timedelta(hours=1))
    assert pings == []


def test_quiet_hours_are_kept_and_the_lifetime_counts_from_their_end() -> None:
    morning = NOW + timedelta(hours=9)
    message = write(not_before=morning)
    assert message.next_try_at == morning
    assert message.expires_at == morning + timedelta(days=1)


def test_fixed_line_is_written_down_as_failed_with_its_reason() -> None:
    message = write(address="842393855555")
    assert message.state == Message.State.FAILED
    assert message.problem == "Số điện thoại cố định không nhận được tin nhắn."
    assert message.secret_values is None


@pytest.mark.parametrize(
    "changes",
    [
        {"template_key": "no_such"},
        {"values": {}},
        {"secret_values": None},
        {"channel": "pigeon"},
        {"address": "0912345678"},
        {"channel": "email", "address": "lan@"},
    ],
)
def test_callers_mistake_is_a_loud_error_and_writes_nothing(changes: dict) -> None:
    with pytest.raises(ValueError, match=r".+"):
        write(**changes)
    assert not Message.objects.exists()


def test_missing_value_is_named() -> None:
    with pytest.raises(TemplateError, match="code"):
        write(values={})


def test_database_refuses_a_secret_on_a_settled_message() -> None:
    message = write()
    with pytest.raises(IntegrityError, match="message_secret_only_while_open"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="accepted", settled_at=NOW)


def test_messages_are_found_by_reference_and_counted() -> None:
    write(1)
    write(2)
    assert [m.reference for m in messages_about("H42.18172-261123-0002")] == ["H42.18172-261123-0002"]
    assert counts_by_state() == [("sms", "queued", 2)]
    assert oldest_due(NOW) == NOW
    assert oldest_due(NOW - timedelta(seconds=1)) is None
