"""The people of the journeys: a citizen with a telephone, and officers at their screens.

Every page that they come to is looked at: axe, no sideways scroll, and a picture where SHOTS names a folder.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader
from weasyprint import HTML

from notifications.services.send import send_next
from portal.demo.office import PASSWORD
from tests.accounts.captcha_answers import answer_to
from tests.e2e.checks import check

WAIT = 15_000  # milliseconds: the machine is shared with other tests
SHOTS = os.environ.get("SHOTS")
KEY = re.compile(r"(?<![\w.-])[A-Z0-9]{4}-[A-Z0-9]{4}(?![\w-])")


@dataclass
class Person:
    """Somebody with a browser; `name` names their pictures."""

    page: Page
    name: str
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT)

    def look(self) -> None:
        """The page is accessible, fits, and is kept as a picture."""
        check(self.page)
        self.shoot()

    def shoot(self) -> None:
        self.seen += 1
        if SHOTS:
            path = Path(SHOTS) / f"{self.name}-{self.seen:02}.png"
            self.page.screenshot(path=path, full_page=True)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def press(self, words: str) -> None:
        """The button or the link of the content with these words."""
        main = self.page.locator("#noi-dung, aside")
        button = main.get_by_role("button", name=words, exact=True)
        button.or_(main.get_by_role("link", name=words, exact=True)).first.click()

    def reads(self, words: str) -> None:
        """These words stand on the page, once or more."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=WAIT)

    def headed(self, words: str) -> None:
        """The page with this heading is open, and it is looked at."""
        expect(self.page.locator("h1")).to_contain_text(words, timeout=WAIT)
        self.look()

    def fill(self, values: dict[str, str], within: Locator | None = None) -> None:
        """Type, choose or tick by field name, as each field is."""
        for name, value in values.items():
            answer((within or self.page).locator(f"[name={name}]"), value)

    def pdf(self, words: str) -> str:
        """The text of the PDF behind a link, fetched as this browser would."""
        link = self.page.get_by_role("link", name=words).first
        response = self.page.request.get(link.get_attribute("href"))
        assert response.headers["content-type"] == "application/pdf"
        return text_of(response.body())


class Citizen(Person):
    """Bà Lan, on a telephone."""

    def find(self, words: str, code: str) -> None:
        """Search from the first page and open the procedure."""
        self.open("/")
        self.page.get_by_role("searchbox").fill(words)
        self.page.keyboard.press("Enter")
        self.headed("Thủ tục hành chính")
        self.page.locator(f"a.result-name[href='/thu-tuc/{code}/']").click()
        self.reads("Thành phần và số lượng hồ sơ")
        self.look()

    def begin(self) -> None:
        """From the procedure's page to the first question."""
        self.press("Nộp hồ sơ trực tuyến")
        self.reads("Cần chuẩn bị")
        self.look()
        self.press("Đồng ý và bắt đầu")

    def say_who(self, person: dict[str, str]) -> None:
        """The person who files, who is also the owner."""
        self.headed("Ai nộp hồ sơ này?")
        self.fill(person)
        self.press("Tiếp tục")
        self.headed("Hồ sơ này của ai?")
        self.press("Lấy từ thông tin người nộp")
        expect(self.page.locator("[name=name]")).to_have_value(person["name"], timeout=WAIT)
        self.press("Tiếp tục")

    def declare(self, answers: dict[str, str]) -> None:
        """The e-form."""
        self.headed("Tờ khai")
        self.fill(answers)
        self.press("Tiếp tục")

    def choose_office(self) -> None:
        """The result is fetched at the one-stop desk."""
        self.headed("Cách nhận kết quả")
        self.page.get_by_label("Tại Bộ phận Một cửa").check()
        self.press("Tiếp tục")

    def add_files(self, label: str, files: list[FilePayload]) -> None:
        """Several files for one paper; each is then listed by its name."""
        self.headed("Giấy tờ kèm theo")
        self.page.get_by_label(label).set_input_files(files)
        self.page.locator("button[name=tai_len]").click()
        for file in files:
            listed = self.page.get_by_role("link", name=file["name"], exact=True)
            expect(listed).to_be_visible(timeout=WAIT)
        self.look()
        self.press("Tiếp tục")

    def send(self, *, in_words: bool = False) -> str:
        """Answer the captcha or its question in words, declare, send; the code on the receipt."""
        self.headed("Kiểm tra trước khi nộp")
        if in_words:
            self.press("Dùng câu hỏi bằng chữ")
            self.reads("Dùng mã trong hình")
        self.answer_captcha()
        self.page.locator("[name=agree]").check()
        self.press("Nộp hồ sơ")
        self.headed("Hồ sơ đã được nộp")
        return self.page.locator(".receipt-code").inner_text().strip()

    def answer_captcha(self) -> None:
        self.fill({"captcha": answer_to(self.page.content())["captcha"]})

    def read_messages(self, phone: str) -> list[str]:
        """What has arrived on this telephone, newest first; the outbox is emptied as the worker does."""
        while send_next(clock=timezone.now):
            pass
        self.open(f"/tin-nhan/?so={phone}")
        return self.page.locator("article").all_inner_texts()

    def look_up(self, code: str, words: str) -> None:
        """Code and captcha: the state in plain words, nothing personal."""
        self.open(f"/tra-cuu/?ma={code}")
        self.answer_captcha()
        self.press("Tra cứu")
        self.headed(code)
        self.reads(words)

    def unlock(self, key: str) -> None:
        """From the look-up page to the whole dossier."""
        self.fill({"key": key})
        self.press("Mở hồ sơ")
        expect(self.page.get_by_role("heading", name="Hồ sơ đã nộp")).to_be_visible(timeout=WAIT)
        self.look()

    def sees(self, code: str, words: str, *more: str) -> None:
        """The state, to anybody with the code, and with the key opened before, to the applicant."""
        self.look_up(code, words)
        self.open(f"/ho-so/{code}/")
        for sentence in (words, *more):
            self.reads(sentence)


class Blind(Citizen):
    """A telephone without JavaScript. axe can't run there; the same pages are examined with it elsewhere."""

    def look(self) -> None:
        self.shoot()


class Officer(Person):
    """An officer of Xã Sơn Tây."""

    def sign_in(self, username: str) -> None:
        self.page.goto("/can-bo/")
        self.look()
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        expect(self.page.locator("#noi-dung")).to_be_visible(timeout=WAIT)

    def queue(self, title: str) -> None:
        """One of the lists at the left."""
        link = self.page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{title}"))
        link.first.click()
        self.headed(title)

    def take(self, queue: str, code: str) -> None:
        """Find the dossier in a list and open it."""
        self.page.goto("/can-bo/")
        self.queue(queue)
        self.page.get_by_role("link", name=code).first.click()
        self.headed(code)

    def act(self, button: str, values: dict[str, Any] | None = None, *, done: str) -> None:
        """Open an action, fill it in, confirm; `done` is what the page says then."""
        summary = self.page.locator("summary").filter(has_text=re.compile(rf"^\s*{button}"))
        panel = self.page.locator("details.confirm").filter(has=summary)
        panel.locator("summary").first.click()
        self.fill(values or {}, within=panel)
        self.look()
        panel.get_by_role("button", name=button, exact=True).click()
        self.reads(done)
        self.look()


def answer(field: Locator, value: Any) -> None:
    """Give a field its value as its kind wants it; lists take the words that are shown."""
    kind = field.first.evaluate("one => one.type")
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        field.check()
    elif kind == "file":
        field.set_input_files(value)
    elif kind == "select-one":
        field.select_option(label=value)
    else:
        field.fill(value)


def pdf_file(name: str, lines: Iterable[str]) -> FilePayload:
    """A paper scanned to PDF."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return {"name": name, "mimeType": "application/pdf", "buffer": HTML(string=body).write_pdf()}


def photo(name: str, words: str) -> FilePayload:
    """A paper photographed with a telephone: a JPEG of a usual size."""
    picture = Image.new("RGB", (1200, 1600), "#e8e4da")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 120, 1110, 1480), fill="white", outline="#999999", width=4)
    draw.text((180, 260), words, fill="black", font_size=60)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def text_of(pdf: bytes) -> str:
    """All words of a PDF on one line."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def key_in(message: str) -> str:
    """The update key that a message tells."""
    return KEY.search(message).group()
