"""An officer at the queue's page."""

import os

from benchmarks.rig.browser import Browser, Connection, Unexpected
from benchmarks.rig.people import World

NAME, PASSWORD = "hoa", "MotCua#2026-demo"  # portal.demo.office
QUEUE = os.environ.get("QUEUE", "/can-bo/hang/open/")


class Officer:
    """Signs in once on each connection, then looks at the queue again and again."""

    def __init__(self) -> None:
        self.cookies: dict[int, dict[str, str]] = {}

    async def look(self, world: World, line: Connection) -> Browser:
        """One look at the page. The sign-in is not timed."""
        if id(line) not in self.cookies:
            self.cookies[id(line)] = await self._sign_in(line)
        browser = Browser(line, cookies=self.cookies[id(line)])
        page = await browser.get(QUEUE, "queue")
        if page.path != QUEUE:
            raise Unexpected(f"the officer was sent to {page.path}")
        return browser

    async def _sign_in(self, line: Connection) -> dict[str, str]:
        browser = Browser(line)
        page = await browser.get("/can-bo/dang-nhap/")
        await browser.send(page, {"username": NAME, "password": PASSWORD}, name="sign in")
        return browser.cookies
