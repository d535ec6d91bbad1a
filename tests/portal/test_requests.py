"""What every request passes: id, log line, size limit, safety headers, the page for our own mistakes."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client, RequestFactory

from portal import errors, logs
from portal.logs import Formatter, RequestFilter


def test_answer_carries_the_safety_headers(client: Client) -> None:
    headers = client.get("/healthz").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_request_id_of_the_proxy_is_kept(client: Client) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-ID": "abcdef-123456"}).headers["X-Request-ID"]
        == "abcdef-123456"
    )


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b{injected}', "dòng\tmới-12345"])
def test_request_id_of_a_stranger_is_replaced(client: Client, given: str) -> None:
    assert len(client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]) == 32


def test_log_line_has_path_and_status_but_no_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "portal.request"):
        client.get("/healthz?so_dinh_danh=042175001234")
    (record,) = caplog.records
    line = json.loads(Formatter().format(record))
    assert (line["method"], line["path"], line["status"], line["user_id"]) == ("GET", "/healthz", 200, None)
    assert line["duration_ms"] >= 0
    assert "042175001234" not in json.dumps(line)


@pytest.mark.parametrize("declared", ["99999999999", "-1", "many"])
def test_body_too_large_is_refused_before_it_is_read(client: Client, declared: str) -> None:
    answer = client.generic("POST", "/healthz", b"", CONTENT_LENGTH=declared)
    assert answer.status_code == 413
    assert "220 MB" in answer.content.decode()


def test_error_page_shows_the_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    mark = logs.request_id.set("7f3a9c0011223344")
    try:
        answer = errors.server_error(RequestFactory().get("/"))
    finally:
        logs.request_id.reset(mark)
    assert answer.status_code == 500
    assert "7F3A" in answer.content.decode()
    assert caplog.records[-1].incident == "7F3A"


def test_log_of_a_database_error_hides_the_values_of_the_row() -> None:
    try:
        raise IntegrityError("duplicate key\nDETAIL:  Key (phone)=(84912345678) already exists.\n")
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, None))
    RequestFilter().filter(record)
    line = Formatter().format(record)
    assert "duplicate key" in line
    assert "84912345678" not in line
