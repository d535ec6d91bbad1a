"""A real browser. Run by name (`pytest tests/e2e`) in a process of its own: its event loop runs all the time,
and Django takes database calls beside a running loop for a mistake unless told otherwise."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.journey import WAIT

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
OpenPage = Callable[..., Page]
expect.set_options(timeout=WAIT)


@pytest.fixture(autouse=True)
def _quick_paper() -> None:
    """None here: in the browser the forms are those that people get."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without it the tests are skipped by name, and fail in CI."""
    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "Chromium is not installed: apt install chromium"
        )
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield found
        found.close()


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The product on a free port, with static files from where they are written.

    pytest-django's own fixture looks for Django's name of the static files app, and ours has another one.
    """
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = StaticFilesHandler
    server.start()
    yield server
    server.stop()


@pytest.fixture
def expected_statuses() -> set[int]:
    """Answers of 400 and above that a test provokes on purpose; it adds them here."""
    return set()


@pytest.fixture
def open_page(browser: Browser, live_server, expected_statuses: set[int]) -> Iterator[OpenPage]:
    """`open_page(width=390, javascript=False)` -> the page of one more person, with cookies of its own.

    Any trouble in a browser fails the test: a console error or warning, a script's exception, an answer of
    400 and above that is not expected.
    """
    troubles: list[str] = []
    contexts = []

    def make(width: int = 1366, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": 844 if width < 600 else 800},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        _watch(page, troubles, expected_statuses)
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


def _watch(page: Page, troubles: list[str], expected: set[int]) -> None:
    def console(message) -> None:
        # The status of a failed load is judged below, where it can be expected.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    def response(answer) -> None:
        if answer.status >= 400 and answer.status not in expected:
            troubles.append(f"{answer.status} {answer.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("response", response)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One person at a desk's screen."""
    return open_page()
