"""An officer at one page of the desk."""

from benchmarks.rig.browser import Browser, Connection, Unexpected
from benchmarks.rig.people import World

PASSWORD = "MotCua#2026-demo"  # portal.demo.office
PAGES = {"queue": ("hoa", "/can-bo/hang/open/"), "leader": ("khang", "/can-bo/lanh-dao/")}


class Officer:
    """Signs in once on each connection, then looks at the page again and again."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.name, self.address = PAGES[kind]
        self.cookies: dict[int, dict[str, str]] = {}

    async def look(self, world: World, line: Connection) -> Browser:
        """One look at the page. The sign-in is not timed."""
        if id(line) not in self.cookies:
            self.cookies[id(line)] = await self._sign_in(line)
        browser = Browser(line, cookies=self.cookies[id(line)])
        page = await browser.get(self.address, self.kind)
        if page.path != self.address:
            raise Unexpected(f"the officer was sent to {page.path}")
        return browser

    async def _sign_in(self, line: Connection) -> dict[str, str]:
        browser = Browser(line)
        page = await browser.get("/can-bo/dang-nhap/")
        await browser.send(page, {"username": self.name, "password": PASSWORD}, name="sign in")
        return browser.cookies
