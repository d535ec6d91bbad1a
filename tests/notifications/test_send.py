"""Sending, reports and doubt, told message by message."""

import json
import logging
from datetime import datetime, timedelta

import pytest

from notifications.gateways.contract import Answer, Outgoing
from notifications.models import Attempt, Message
from notifications.services import claim_next, record_answer, record_report, send_next, settle
from notifications.services.send import next_try
from tests.notifications.conftest import NOW, PHONE, Puppet, write

pytestmark = pytest.mark.django_db(transaction=True)
TEMPORARY = Answer("temporary", raw="503 Temporal failure, try again later.")
IN_DOUBT = timedelta(minutes=10)
R = Attempt.Report


def send(at: datetime = NOW) -> bool:
    return send_next(clock=lambda: at)


def only() -> Message:
    return Message.objects.get()


def attempts() -> list[str]:
    return list(Attempt.objects.order_by("number").values_list("state", flat=True))


def test_accepted_message_keeps_the_answer_and_loses_its_secret(puppet: Puppet) -> None:
    write()
    assert send()
    assert not send()
    message, attempt = only(), Attempt.objects.get()
    assert (message.state, message.secret_values, message.settled_at) == ("accepted", None, NOW)
    assert (attempt.state, attempt.answer, attempt.provider_id) == ("accepted", "ok", "p1")
    assert "K7PX-42MD" in puppet.sent[0].text
    assert puppet.sent[0].address == PHONE


def test_attempt_is_on_disk_as_sending_before_the_call(puppet: Puppet) -> None:
    write()

    def look(outgoing: Outgoing) -> Answer:
        attempt = Attempt.objects.get(pk=outgoing.attempt_id)
        assert (attempt.state, attempt.message.state) == ("sending", "sending")
        return Answer("accepted")

    puppet.answers = [look]
    send()
    assert only().state == "accepted"


def test_first_due_goes_first_and_what_is_not_due_waits(puppet: Puppet) -> None:
    write(1, not_before=NOW + timedelta(hours=2))
    write(2, not_before=NOW + timedelta(hours=1))
    assert not send()
    at = NOW + timedelta(hours=3)
    assert send(at)
    assert send(at)
    assert ["-0002" in o.text for o in puppet.sent] == [True, False]


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 60), (6, 60), (40, 60)])
def test_back_off_grows_to_an_hour(tries: int, minutes: int) -> None:
    assert next_try(tries, NOW) == NOW + timedelta(minutes=minutes)


def test_temporary_error_is_tried_again_later(puppet: Puppet) -> None:
    write()
    puppet.answers = [TEMPORARY, TEMPORARY]
    send()
    assert (only().state, only().next_try_at, only().problem) == (
        "queued",
        NOW + timedelta(minutes=1),
        TEMPORARY.raw,
    )
    assert not send()
    send(NOW + timedelta(minutes=1))
    send(NOW + timedelta(minutes=3))
    assert (only().state, only().tries, only().problem, only().may_be_duplicate) == ("accepted", 3, "", False)
    assert list(Attempt.objects.order_by("number").values_list("state", flat=True)) == [
        "error",
        "error",
        "accepted",
    ]


def test_permanent_refusal_ends_the_message(puppet: Puppet) -> None:
    write()
    puppet.answers = [Answer("permanent", raw="400 Garbage 'to' field, rejected.")]
    send()
    assert (only().state, only().problem, only().secret_values) == (
        "failed",
        "400 Garbage 'to' field, rejected.",
        None,
    )


def test_message_past_its_time_is_never_sent_and_loses_its_secret(puppet: Puppet) -> None:
    write(expires_at=NOW + timedelta(minutes=10))
    late = NOW + timedelta(minutes=10)
    assert not send(late)
    assert settle(at=late, in_doubt_after=IN_DOUBT) == 1
    assert (only().state, only().secret_values, puppet.sent) == ("expired", None, [])


def test_gateways_own_fault_leaves_the_message_in_doubt_without_leaking_the_text(
    puppet: Puppet, caplog
) -> None:
    write()
    puppet.answers = [RuntimeError("K7PX-42MD")]
    with caplog.at_level(logging.ERROR):
        send()
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.answer, only().state) == ("sending", "RuntimeError", "sending")
    assert all("K7PX" not in record.getMessage() for record in caplog.records)


def test_message_in_doubt_is_sent_again_after_ten_minutes_and_marked(puppet: Puppet) -> None:
    write()
    claim_next(at=NOW)  # the worker dies here
    assert settle(at=NOW + timedelta(minutes=9), in_doubt_after=IN_DOUBT) == 0
    assert settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT) == 1
    assert (only().state, only().may_be_duplicate) == ("queued", True)
    send(NOW + IN_DOUBT)
    assert only().state == "accepted"
    assert attempts() == ["unknown", "accepted"]


def test_report_settles_a_message_in_doubt_so_that_it_is_not_sent_again(puppet: Puppet) -> None:
    write()
    attempt = claim_next(at=NOW)
    record_report(attempt_id=attempt.pk, status=R.ACCEPTED, at=NOW + timedelta(minutes=1))
    assert (only().state, only().secret_values) == ("accepted", None)
    assert settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT) == 0
    assert not send(NOW + IN_DOUBT)


def test_report_that_comes_after_settling_stops_the_second_sending(puppet: Puppet) -> None:
    write()
    attempt = claim_next(at=NOW)
    settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT)
    record_report(attempt_id=attempt.pk, status=R.DELIVERED, at=NOW + IN_DOUBT)
    assert only().state == "delivered"
    assert not send(NOW + IN_DOUBT)


def test_answer_that_comes_after_settling_stops_the_second_sending(puppet: Puppet) -> None:
    write()
    attempt = claim_next(at=NOW)
    settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT)
    record_answer(attempt_id=attempt.pk, answer=Answer("accepted"), at=NOW + IN_DOUBT)
    assert only().state == "accepted"


def test_second_sending_that_errs_does_not_hide_that_the_first_arrived(puppet: Puppet) -> None:
    write()
    first = claim_next(at=NOW)
    settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT)
    second = claim_next(at=NOW + IN_DOUBT)
    record_report(attempt_id=first.pk, status=R.ACCEPTED, at=NOW + IN_DOUBT)
    assert only().state == "sending"
    record_answer(attempt_id=second.pk, answer=TEMPORARY, at=NOW + IN_DOUBT)
    assert only().state == "accepted"


def test_poison_is_given_up_after_five_doubts(puppet: Puppet) -> None:
    write(expires_at=NOW + timedelta(days=3))
    at = NOW
    for _ in range(5):
        assert claim_next(at=at) is not None
        at += IN_DOUBT
        settle(at=at, in_doubt_after=IN_DOUBT)
    assert (only().state, only().tries, only().secret_values) == ("failed", 5, None)
    assert claim_next(at=at) is None


def test_message_in_doubt_past_its_time_expires(puppet: Puppet) -> None:
    write(expires_at=NOW + timedelta(minutes=5))
    claim_next(at=NOW)
    settle(at=NOW + IN_DOUBT, in_doubt_after=IN_DOUBT)
    assert only().state == "expired"


def test_report_before_the_answer_is_not_undone(puppet: Puppet) -> None:
    write()

    def report_first(outgoing: Outgoing) -> Answer:
        record_report(attempt_id=outgoing.attempt_id, status=R.ACCEPTED, at=NOW)
        record_report(attempt_id=outgoing.attempt_id, status=R.DELIVERED, at=NOW)
        return Answer("accepted", raw="202 0: Accepted for delivery")

    puppet.answers = [report_first]
    send()
    attempt = Attempt.objects.get()
    assert (only().state, attempt.report) == ("delivered", "delivered")
    assert attempt.answer == "202 0: Accepted for delivery"


@pytest.mark.parametrize(
    ("reports", "state", "kept"),
    [
        ([R.ACCEPTED], "accepted", R.ACCEPTED),
        ([R.BUFFERED, R.DELIVERED], "delivered", R.DELIVERED),
        ([R.DELIVERED, R.ACCEPTED, R.FAILED], "delivered", R.DELIVERED),
        ([R.ACCEPTED, R.FAILED], "failed", R.FAILED),
        ([R.FAILED, R.DELIVERED], "failed", R.FAILED),
        ([R.DELIVERED, R.DELIVERED], "delivered", R.DELIVERED),
    ],
)
def test_first_final_report_stands(puppet: Puppet, reports: list[str], state: str, kept: str) -> None:
    write()
    send()
    pk = Attempt.objects.get().pk
    for report in reports:
        record_report(attempt_id=pk, status=report, at=NOW)
    assert (only().state, Attempt.objects.get().report) == (state, kept)


def test_message_that_cannot_be_written_out_fails_alone(puppet: Puppet) -> None:
    first = write(1)
    write(2)
    Message.objects.filter(pk=first.pk).update(secret_values={"code": "not a value of this template"})
    send()
    send()
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == ["failed", "accepted"]


def test_reached_by_e_mail_and_shown_in_the_demo_inbox(mailoutbox, settings) -> None:
    settings.DEMO_MODE = True
    write(channel="email", address="lan@example.vn")
    send()
    assert only().state == "accepted"
    assert mailoutbox[0].subject == "Khóa cập nhật mới của hồ sơ H42.18172-261123-0001"
    assert "K7PX-42MD" in mailoutbox[0].body
    assert mailoutbox[0].alternatives[0][1] == "text/html"


def test_values_survive_json(puppet: Puppet) -> None:
    message = write(values={"code": "Đ/“1”"})
    message.refresh_from_db()
    assert json.loads(json.dumps(message.values)) == {"code": "Đ/“1”"}
    send()
    assert 'D/"1"' in puppet.sent[0].text
