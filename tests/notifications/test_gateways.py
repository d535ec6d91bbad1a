"""The ways out: the demo inbox, e-mail's errors, Kannel's words."""

import smtplib
import uuid

import pytest
import requests
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError, ReadTimeoutError

from kit.sealed import is_sealed
from notifications import selectors, tasks
from notifications.gateways import gateway_for
from notifications.gateways.contract import Outgoing
from notifications.gateways.demo.gateway import DemoGateway
from notifications.gateways.email.gateway import EmailGateway
from notifications.gateways.kannel.codes import read_answer
from notifications.gateways.kannel.gateway import KannelGateway, report_token
from notifications.models import Attempt, DemoMessage, Message
from notifications.services import claim_next
from tests.notifications.conftest import NOW, PHONE, write
from tests.notifications.kannel import free_port
from tests.tables import stored

REFUSED = NewConnectionError(None, "refused")


def outgoing(**changes: str) -> Outgoing:
    given = {"channel": "sms", "address": PHONE, "text": "Khoa: K7PX-42MD", **changes}
    return Outgoing(attempt_id=uuid.uuid4(), at=NOW, **given)


def test_outgoing_never_shows_its_text() -> None:
    assert "K7PX" not in repr(outgoing())


def test_unknown_gateway_is_named_with_the_known_ones(settings) -> None:
    settings.SMS_GATEWAY = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="demo, kannel"):
        gateway_for("sms")


@pytest.mark.django_db
def test_demo_inbox_shows_the_whole_text_newest_first(settings) -> None:
    settings.DEMO_MODE = True
    for text in ("cũ", "mới, khóa K7PX-42MD"):
        DemoGateway().send(outgoing(text=text))
    assert [shown.text for shown in selectors.inbox(PHONE)] == ["mới, khóa K7PX-42MD", "cũ"]
    assert [(box.address, box.messages) for box in selectors.mailboxes()] == [(PHONE, 2)]
    assert all(is_sealed(text) for text in stored(DemoMessage, "demo_text"))


@pytest.mark.django_db
def test_same_attempt_shows_once_in_the_demo_inbox(settings) -> None:
    settings.DEMO_MODE = True
    same = outgoing()
    DemoGateway().send(same)
    DemoGateway().send(same)
    assert len(selectors.inbox(PHONE)) == 1


@pytest.mark.django_db
def test_demo_inbox_is_empty_and_refuses_outside_demo_mode(settings) -> None:
    settings.DEMO_MODE = True
    DemoGateway().send(outgoing())
    settings.DEMO_MODE = False
    assert selectors.inbox(PHONE) == []
    assert selectors.mailboxes() == []
    assert DemoGateway().send(outgoing()).state == "temporary"
    assert DemoMessage.objects.count() == 1


@pytest.mark.django_db
def test_e_mail_is_shown_in_the_demo_inbox_too(settings) -> None:
    settings.DEMO_MODE = True
    EmailGateway().send(
        outgoing(channel="email", address="lan@example.vn", subject="Tiêu đề", html="<p>x</p>")
    )
    assert selectors.inbox("lan@example.vn")[0].subject == "Tiêu đề"
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.vn": (550, b"no such user")}), "permanent"),
        (smtplib.SMTPRecipientsRefused({"a@b.vn": (450, b"busy")}), "temporary"),
        (smtplib.SMTPSenderRefused(421, b"later", "x"), "temporary"),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), "temporary"),
        (smtplib.SMTPDataError(554, b"rejected"), "permanent"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown"),
        (ConnectionRefusedError(), "temporary"),
    ],
)
def test_mail_servers_answer_is_understood(monkeypatch, error: Exception, state: str) -> None:
    def fail(self: object) -> None:
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
    answer = EmailGateway().send(outgoing(channel="email", address="a@b.vn", html="x"))
    assert answer.state == state


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (202, "0: Accepted for delivery", "accepted"),
        (202, "3: Queued for later delivery", "accepted"),
        (202, "something else", "temporary"),
        (403, "Authorization failed for sendsms", "temporary"),
        (403, "Not routable. Do not try again.", "permanent"),
        (400, "Missing receiver number, rejected", "permanent"),
        (404, "Unknown request.", "temporary"),
        (500, "Sending failed.", "temporary"),
        (503, "Temporal failure, try again later.", "temporary"),
    ],
)
def test_kannels_answer_is_understood(status: int, body: str, state: str) -> None:
    assert read_answer(status, body) == state


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (
            requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused"))),
            "temporary",
        ),
        (requests.ReadTimeout(ReadTimeoutError(None, "/", "slow")), "unknown"),
        (requests.ConnectionError("Connection aborted."), "unknown"),
    ],
)
def test_network_error_is_temporary_only_when_nothing_left(monkeypatch, error: Exception, state: str) -> None:
    def fail(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("requests.get", fail)
    answer = KannelGateway().send(outgoing())
    assert (answer.state, answer.raw) == (state, type(error).__name__)


def test_closed_port_is_temporary_in_earnest(settings) -> None:
    settings.KANNEL_URL = f"http://127.0.0.1:{free_port()}"
    assert KannelGateway().send(outgoing()).state == "temporary"


@pytest.fixture
def attempt(db) -> Attempt:
    write()
    return Attempt.objects.create(message=Message.objects.get(), number=1, started_at=NOW)


def report(client: Client, token: str, **query: object):
    return client.get(f"/hooks/sms/kannel/{token}/", query)


def test_report_reaches_the_attempt(client: Client, attempt: Attempt) -> None:
    answer = report(client, report_token(), attempt=attempt.pk, status=1, id="smsc-7", text="DELIVRD")
    assert answer.status_code == 200
    attempt.refresh_from_db()
    assert (attempt.report, attempt.provider_id, attempt.answer) == ("delivered", "smsc-7", "DELIVRD")
    assert Message.objects.get().state == "delivered"


def test_report_twice_changes_nothing(client: Client, attempt: Attempt) -> None:
    for _ in range(2):
        assert report(client, report_token(), attempt=attempt.pk, status=1, text="DELIVRD").status_code == 200
    attempt.refresh_from_db()
    assert attempt.answer == "DELIVRD"


@pytest.mark.parametrize("token", ["wrong", "ệ"])
def test_report_with_a_wrong_token_finds_nothing(client: Client, attempt: Attempt, token: str) -> None:
    assert report(client, token, attempt=attempt.pk, status=1).status_code == 404
    assert Message.objects.get().state == "queued"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"attempt": "x", "status": 1}, 400),
        ({"attempt": uuid.uuid4(), "status": "x"}, 400),
        ({"attempt": uuid.uuid4(), "status": 99}, 400),
        ({"attempt": uuid.uuid4(), "status": 1}, 404),
    ],
)
def test_malformed_report_is_refused(client: Client, query: dict, status: int) -> None:
    assert report(client, report_token(), **query).status_code == status


def test_report_takes_get_only(client: Client) -> None:
    assert client.post(f"/hooks/sms/kannel/{report_token()}/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_tasks_send_and_settle(settings) -> None:
    settings.SMS_GATEWAY, settings.DEMO_MODE = "demo", True
    write(expires_at=NOW.replace(year=2099))
    assert tasks.send_due() == 1
    assert tasks.settle() == 0
    assert "K7PX-42MD" in selectors.inbox(PHONE)[0].text


@pytest.mark.django_db(transaction=True)
def test_outbox_command_counts_and_lists_without_secrets(capsys) -> None:
    write()
    claim_next(at=NOW)
    write(2)
    call_command("outbox")
    call_command("outbox", reference="H42.18172-261123-0001")
    out = capsys.readouterr().out
    assert "Đang gửi" in out
    assert "Tin chờ lâu nhất: từ 09:42, thứ Hai 23/11/2026" in out
    assert "****678" in out
    assert "K7PX" not in out
    assert "Khoa cu khong dung duoc nua" in out
