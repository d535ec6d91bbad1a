"""What people do: file a dossier, look one up, open it with its key, look at the officer's queue."""

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.rig.browser import Browser, Connection, Page, Unexpected, Upload

PROCEDURE = "2.000815"  # certified copies: the most frequent, an e-form and one paper to upload
KEY = re.compile(r'name="captcha_key" value="([^"]*)"')
PAPER = re.compile(r'type="file"[^>]*name="(tep_\d+)"|name="(tep_\d+)"[^>]*type="file"')
CODE = re.compile(r'class="receipt-code[^"]*"[^>]*>\s*([^<\s]+)')
COPY = {"loai_giay_to": "Bằng tốt nghiệp", "so_trang": "3", "so_ban": "2"}
NAMES = ("Nguyễn Thị Lan", "Trần Văn Bình", "Lê Thị Hạnh", "Phạm Đức Long", "Hồ Thị Yến", "Võ Văn Sơn")


@dataclass
class World:
    """What the people know: captchas (from the database), the picture they hand in, codes and keys."""

    database: Any
    photo: bytes
    keys: list[tuple[str, str]]
    draw: random.Random

    @classmethod
    def open(cls, database_url: str, folder: Path, seed: int) -> "World":
        """The database is only read: one answer at a time, as a person would read it from the picture."""
        database = psycopg2.connect(database_url)
        database.autocommit = True
        keys = json.loads((folder / "keys.json").read_text())
        return cls(database, (folder / "photo.jpg").read_bytes(), keys, random.Random(seed))

    def captcha(self, page: Page) -> dict[str, str]:
        """What to type for the challenge of this page."""
        key = page.find(KEY)
        with self.database.cursor() as cursor:
            cursor.execute(
                "SELECT response FROM captcha_captchastore WHERE hashkey = %s", [key.partition("-")[2]]
            )
            return {"captcha_key": key, "captcha": cursor.fetchone()[0]}

    def person(self) -> dict[str, str]:
        """Somebody of the commune."""
        number = self.draw.randrange(10**6)
        return {
            "name": self.draw.choice(NAMES),
            "id_number": f"042165{number:06}",
            "phone": f"0912{number:06}",
            "email": "",
            "address": "Thôn Trung Lưu",
            "place": "Xã Sơn Tây, tỉnh Hà Tĩnh",
        }


async def file_dossier(world: World, line: Connection) -> Browser:
    """From the procedure's filing page to the receipt, with one file; the owner is the filer."""
    who, browser = world.person(), Browser(line)
    page = await browser.get(f"/nop-ho-so/{PROCEDURE}/", "start")
    page = await browser.send(page, {}, name="begin", by_script=True)
    if "co-quan" in page.path:
        page = await browser.send(page, {"tinh": "42", "agency": "18172"}, name="place", by_script=True)
    page = await browser.send(page, who, name="filer", by_script=True)
    page = await browser.send(page, {"lay_tu_nguoi_nop": "1"}, name="copy", by_script=True)
    page = await browser.send(page, who, name="owner", by_script=True)
    page = await browser.send(page, COPY, name="content", by_script=True)
    field = next(filter(None, PAPER.search(page.text).groups()))
    photo = (field, Upload("bang-tot-nghiep.jpg", "image/jpeg", world.photo))
    page = await browser.send(page, {"tiep_tuc": "1"}, name="files", upload=photo)
    page = await browser.send(page, {"method": "office"}, name="result", by_script=True)
    page = await browser.send(page, {**world.captcha(page), "agree": "on"}, name="send", by_script=True)
    if "Hồ sơ đã được nộp" not in page.text:
        raise Unexpected(f"no receipt at {page.path}")
    return browser


async def look_up(world: World, line: Connection) -> Browser:
    """Code and captcha, as from the QR code of a receipt; the state and the timeline."""
    code, _ = world.draw.choice(world.keys)
    browser = Browser(line)
    await _find(world, browser, code)
    return browser


async def open_with_key(world: World, line: Connection) -> Browser:
    """The same, then the update key; the whole dossier."""
    code, key = world.draw.choice(world.keys)
    browser = Browser(line)
    page = await _find(world, browser, code)
    page = await browser.send(page, {"key": key}, to=f"/tra-cuu/{code}/khoa/", name="key", by_script=True)
    if page.path != f"/ho-so/{code}/":
        raise Unexpected(f"the key does not open {code}: {page.path}")
    return browser


async def _find(world: World, browser: Browser, code: str) -> Page:
    page = await browser.get(f"/tra-cuu/?ma={code}", "form")
    page = await browser.send(
        page, {"code": code, **world.captcha(page)}, to="/tra-cuu/", name="ask", by_script=True
    )
    if code not in page.text or page.path != f"/tra-cuu/{code}/":
        raise Unexpected(f"{code} is not shown: {page.path}")
    return page
