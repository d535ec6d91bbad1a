"""E-mail by Django's mail backend (RFC 5321 answer classes: 4xx temporary, 5xx permanent)."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.gateways.contract import Answer, Outgoing
from notifications.gateways.demo.inbox import show


class EmailGateway:
    """Sends through `settings.EMAIL_BACKEND`; in demo mode the demo inbox shows it too."""

    def send(self, outgoing: Outgoing) -> Answer:
        try:
            _letter(outgoing).send()
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal([code for code, _ in error.recipients.values()])
        except smtplib.SMTPResponseException as error:
            return _refusal([error.smtp_code])
        except smtplib.SMTPServerDisconnected:
            return Answer("unknown", raw="SMTPServerDisconnected")
        except OSError as error:  # the connection never stood: nothing has left
            return Answer("temporary", raw=type(error).__name__)
        if settings.DEMO_MODE:
            show(outgoing)
        return Answer("accepted", provider_id=str(outgoing.attempt_id), raw="handed to the mail server")


def _letter(outgoing: Outgoing) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        subject=outgoing.subject,
        body=outgoing.text,
        to=[outgoing.address],
        headers={"Auto-Submitted": "auto-generated", "X-Attempt": str(outgoing.attempt_id)},
    )
    letter.attach_alternative(outgoing.html, "text/html")
    return letter


def _refusal(codes: list[int]) -> Answer:
    permanent = all(500 <= code < 600 and code not in (530, 535) for code in codes)
    return Answer("permanent" if permanent else "temporary", raw=f"SMTP {codes}")
