"""What every request passes: id, log line, size limit, safety headers, the page for our own mistakes."""

import json
import logging
from unittest.mock import patch

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParser
from django.test import Client, RequestFactory

from portal import errors, logs
from portal.logs import Formatter, RequestFilter
from portal.middleware import ClientAddress


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


@pytest.mark.parametrize("declared", ["99999999999", "-1", "many", "\u00b2", "9" * 5000])
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
        raise IntegrityError(
            "duplicate key\nDETAIL:  Key (phone)=(84912345678) already exists.\n"
            "LINE 1: SELECT 1 WHERE phone = '84912345678'\n                        ^\n"
        )
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, None))
    RequestFilter().filter(record)
    line = Formatter().format(record)
    assert "duplicate key" in line
    assert "84912345678" not in line


def seen_address(settings, proxies: int, forwarded: str | None) -> str:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    ClientAddress(lambda r: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.7", "10.0.0.1"),  # a stranger's word
        (1, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first is the stranger's word
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),  # came past the outer proxy
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "203.0.113.7:5123", "10.0.0.1"),
    ],
)
def test_client_s_address_is_what_our_own_proxies_say(settings, proxies, forwarded, address) -> None:
    assert seen_address(settings, proxies, forwarded) == address


def test_the_body_of_a_stranger_without_a_token_is_not_read() -> None:
    client = Client(enforce_csrf_checks=True)
    body = b"--x\r\n" + b"x" * 100
    with patch.object(MultiPartParser, "parse", side_effect=AssertionError("read")):
        kind = "multipart/form-data; boundary=x"
        assert client.generic("POST", "/tra-cuu/", body, kind).status_code == 403
        assert (
            client.generic("POST", "/khong-co/", body, "multipart/form-data; boundary=x").status_code == 404
        )
