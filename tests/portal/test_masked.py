"""Identity numbers in logs, error reports and the book; drafts and sessions while somebody fills in."""

import json
import logging

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from audit.models import AuditEntry
from audit.services import record
from kit.actor import Actor
from portal.logs import Formatter
from tests import tables
from tests.cast import LAN, at
from tests.portal.walk import Walk

NUMBER, PHONE = "042175001234", "0912345678"
SYSTEM = Actor.system("kiểm thử")


def written(message: str, *args: object, error: BaseException | None = None, **extra: object) -> str:
    told = (type(error), error, error.__traceback__) if error else None
    entry = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, told)
    entry.__dict__.update(extra)
    return Formatter().format(entry)


def test_numbers_are_masked_in_message_arguments_and_extra():
    line = written(
        "no %s at %s", NUMBER, {"phone": PHONE}, person=[NUMBER], why=SuspiciousOperation(f"odd {NUMBER}")
    )
    assert NUMBER not in line
    assert PHONE not in line
    assert json.loads(line)["message"] == "no ********1234 at {'phone': '****678'}"


def test_numbers_are_masked_in_the_text_of_an_exception():
    try:
        raise ValueError(f"invalid literal: {NUMBER}")
    except ValueError as error:
        line = written("failed", error=error)
    assert NUMBER not in line
    assert "ValueError: invalid literal: ********1234" in json.loads(line)["exc_info"]


def test_the_number_of_a_request_is_not_taken_for_one_of_a_person():
    assert json.loads(written("x", request_id=NUMBER))["request_id"] == NUMBER


def test_an_error_report_says_nothing_of_what_was_typed():
    request = RequestFactory().post("/nop-ho-so/", {"id_number": NUMBER}, headers={"cookie": f"a={NUMBER}"})
    try:
        typed = f"{NUMBER}-typed"
        raise RuntimeError("broken")
    except RuntimeError as error:
        reporter = ExceptionReporter(request, type(error), error, error.__traceback__)
    assert typed
    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert f"{NUMBER}-typed" not in report
        assert f"&#x27;{NUMBER}" not in report
        assert f"a={NUMBER}" not in report


@pytest.mark.django_db
def test_a_reason_with_a_number_is_masked_in_the_book():
    record(
        action="dossier.note", by=SYSTEM, at=at("2026-11-02 09:00"), object_type="dossier", object_id=1,
        summary=f"Ghi chú: {NUMBER}, {PHONE}", data={"reason": f"số {NUMBER}", "codes": ["H42.18172-1"]},
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert entry.summary == "Ghi chú: ********1234, ****678"
    assert entry.data == {"reason": "số ********1234", "codes": ["H42.18172-1"]}


@pytest.mark.django_db
def test_neither_draft_nor_session_holds_the_number_while_somebody_fills_in(office, client):
    walk = Walk(client).up_to("kiem-tra")
    assert LAN.id_number in walk.get("kiem-tra").content.decode()  # they check what they typed
    assert tables.where(LAN.id_number) == set()
    walk.send()
    assert tables.where(LAN.id_number) == set()
