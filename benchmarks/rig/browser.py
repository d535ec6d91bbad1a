"""One person's browser over one kept connection: cookies, redirects, forms, uploads; every request is timed.

It sends what the product's pages send in a browser with JavaScript (static/js/), and asks for everything that
such a browser asks for, but for static files, which are cached for a year.
"""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PICTURE = re.compile(r'<img class="captcha-image" src="([^"]+)"')
BOUNDARY = "----motcua"
BY_SCRIPT = "X-Upload"  # what the script that sends forms adds to its requests
Fields = Mapping[str, str]


class Unexpected(Exception):
    """The product answered otherwise than a person would need it."""


@dataclass(frozen=True)
class Upload:
    """A file chosen in a form."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Page:
    """What came: where it stands, its status and its text."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def find(self, pattern: re.Pattern[str]) -> str:
        """The first group of the pattern. Raises Unexpected where the page lacks it."""
        found = pattern.search(self.text)
        if not found:
            raise Unexpected(f"{self.path} ({self.status}): no {pattern.pattern}")
        return found.group(1)


@dataclass
class Connection:
    """Kept alive between requests and between people, as a proxy in front would keep it."""

    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, head: bytes, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send one request, read its whole answer: status, headers, body.

        A kept connection that the server has closed meanwhile is opened again, as a browser does.
        """
        kept = self.writer is not None
        try:
            return await self._ask(head, body)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self.close()
            if not kept or getattr(error, "partial", b""):
                raise
            return await self._ask(head, body)

    async def _ask(self, head: bytes, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writer.write(head + body)
        raw = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = raw.strip().split("\r\n")
        headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
        told = dict(headers)
        content = await self.reader.readexactly(int(told.get("content-length", 0)))
        if told.get("connection") == "close":
            self.close()
        return int(first.split()[1]), headers, content

    def close(self) -> None:
        """Hang up; the next request opens it again."""
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


@dataclass
class Browser:
    """A new person: no cookies yet. `times` holds the seconds of each request under its name."""

    line: Connection
    times: list[tuple[str, float]] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, name: str = "") -> Page:
        """A page, after its redirects, with the captcha's picture where it shows one."""
        page = await self._send("GET", path, {}, b"", name or path)
        while page.status in (301, 302, 303):
            page = await self._send("GET", page.headers["location"], {}, b"", name or path)
        return await self._whole(page)

    async def send(
        self, page: Page, fields: Fields, *, name: str, to: str = "",
        upload: tuple[str, Upload] | None = None, by_script: bool = False,
    ) -> Page:  # fmt: skip
        """Send a form of `page` and read the page that the person sees next.

        `by_script`: the form is sent by the product's own script, which may be answered with the next page.
        """
        values = {"csrfmiddlewaretoken": page.find(TOKEN), **fields}
        kind, body = _multipart(values, upload) if by_script or upload else _form(values)
        headers = {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.line.port}"}
        if by_script or upload:
            headers[BY_SCRIPT] = "1"
        answer = await self._send("POST", to or page.path, headers, body, name)
        if answer.status in (301, 302, 303):
            return await self.get(answer.headers["location"], f"{name} →")
        if answer.status == 204:
            return await self.get(answer.headers["x-location"], f"{name} →")
        if "x-location" in answer.headers:
            answer = Page(answer.headers["x-location"], answer.status, answer.headers, answer.body)
        return await self._whole(answer)

    async def _whole(self, page: Page) -> Page:
        if page.status != 200:
            raise Unexpected(f"{page.path}: {page.status}")
        if picture := PICTURE.search(page.text):
            await self._send("GET", picture.group(1), {}, b"", "captcha")
        return page

    async def _send(self, method: str, path: str, more: Fields, body: bytes, name: str) -> Page:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.line.port}", "Accept: text/html"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{key}={value}" for key, value in self.cookies.items()))
        lines += [f"{key}: {value}" for key, value in more.items()]
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        began = time.perf_counter()
        status, headers, content = await self.line.ask("\r\n".join([*lines, "", ""]).encode(), body)
        self.times.append((name, time.perf_counter() - began))
        for key, value in headers:
            if key == "set-cookie":
                self._keep(value)
        return Page(path, status, dict(headers), content)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.split(";", 1)[0].partition("=")
        if "Max-Age=0" in cookie:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def _form(values: Fields) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(values).encode()


def _multipart(values: Fields, upload: tuple[str, Upload] | None) -> tuple[str, bytes]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    if upload:
        field_name, file = upload
        head = f'Content-Disposition: form-data; name="{field_name}"; filename="{file.name}"'
        parts.append(f"--{BOUNDARY}\r\n{head}\r\nContent-Type: {file.media_type}\r\n\r\n".encode())
        parts.append(file.content + b"\r\n")
    return f"multipart/form-data; boundary={BOUNDARY}", b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
