"""Kannel's HTTP interface `sendsms` (GET), with a delivery report that carries the attempt's id."""

from urllib.parse import urlencode

import requests
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from kit.secrets import keyed_hash
from notifications.gateways.contract import Answer, Outgoing
from notifications.gateways.kannel.codes import REPORT_MASK, read_answer

REPORT_PATH = "/hooks/sms/kannel/{token}/"
TIMEOUT = (3, 10)  # seconds to connect, seconds to answer


class KannelGateway:
    """Hands a text message to Kannel's smsbox at `settings.KANNEL_URL`."""

    def send(self, outgoing: Outgoing) -> Answer:
        try:
            response = requests.get(
                settings.KANNEL_URL.rstrip("/") + "/cgi-bin/sendsms",
                params=_query(outgoing),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Only the kind of error is kept: its text holds the address with password and message.
            kind = type(error).__name__
            return Answer("temporary" if _never_left(error) else "unknown", raw=kind)
        body = response.text.strip()[:200]
        return Answer(read_answer(response.status_code, body), raw=f"{response.status_code} {body}")


def report_token() -> str:
    """The secret part of the report's address: Kannel signs nothing."""
    return keyed_hash("kannel", purpose="sms-report")[:40]


def _query(outgoing: Outgoing) -> dict[str, str]:
    return {
        "username": settings.KANNEL_USERNAME,
        "password": settings.KANNEL_PASSWORD,
        "from": settings.SMS_SENDER,
        "to": outgoing.address,
        "text": outgoing.text,
        "charset": "UTF-8",
        "dlr-mask": str(REPORT_MASK),
        "dlr-url": _report_url(outgoing),
    }


def _report_url(outgoing: Outgoing) -> str:
    path = REPORT_PATH.format(token=report_token())
    base = settings.KANNEL_CALLBACK_URL.rstrip("/") + path
    # %d, %F and %A are Kannel's escapes: it fills them in when it calls.
    return f"{base}?{urlencode({'attempt': outgoing.attempt_id})}&status=%d&id=%F&text=%A"


def _never_left(error: requests.RequestException) -> bool:
    """Did the connection fail before a byte of ours went out?"""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
