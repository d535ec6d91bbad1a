"""A citizen at the keyboard: walks through the steps of filing with Django's test client."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from procedures.models import Version
from tests.accounts.captcha_answers import answer_to
from tests.cast import PIXEL

COPY_CODE = "2.000815"
BIRTH_CODE = "1.001193"
LAN = {
    "name": "Nguyễn Thị Lan",
    "id_number": "042165001234",
    "phone": "0912 345 678",
    "email": "",
    "address": "Thôn Trung Lưu",
    "place": "Xã Sơn Tây, tỉnh Hà Tĩnh",
}
COPY_FORM = {"loai_giay_to": "Bằng tốt nghiệp", "so_trang": "3", "so_ban": "2"}
STEPS = ("nguoi-nop", "chu-ho-so", "noi-dung", "giay-to", "nhan-ket-qua", "kiem-tra")


def picture(name: str = "anh.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PIXEL, content_type="image/png")


class Walk:
    """One browser filing one procedure."""

    def __init__(self, client: Client, code: str = COPY_CODE) -> None:
        self.client, self.code = client, code
        self.version = Version.objects.get(procedure__code=code, state="published")

    def url(self, slug: str = "") -> str:
        return f"/nop-ho-so/{self.code}/{slug + '/' if slug else ''}"

    def get(self, slug: str = "", **query: str) -> HttpResponse:
        return self.client.get(self.url(slug), query)

    def post(self, slug: str, data: dict[str, Any]) -> HttpResponse:
        return self.client.post(self.url(slug), data)

    def begin(self, **more: str) -> HttpResponse:
        return self.post("", {"bat_dau": "1", **more})

    def field(self, code: str = "GT02") -> str:
        """The name of the input for a paper."""
        return f"tep_{self.version.components.get(code=code).pk}"

    def answers(self, slug: str) -> dict[str, Any]:
        """Right answers to a step of 2.000815."""
        return {
            "nguoi-nop": LAN,
            "chu-ho-so": LAN,
            "noi-dung": COPY_FORM,
            "giay-to": {self.field(): [picture("mot.png"), picture("hai.png")], "tiep_tuc": "1"},
            "nhan-ket-qua": {"method": "office"},
        }[slug]

    def up_to(self, slug: str) -> "Walk":
        """Begin, and answer every step before this one."""
        self.begin()
        for step in STEPS[: STEPS.index(slug)]:
            response = self.post(step, self.answers(step))
            assert response.status_code == 302, response.content.decode()
        return self

    def send(self) -> HttpResponse:
        """Answer the captcha of a fresh check page, declare and send."""
        page = self.get("kiem-tra")
        return self.post("kiem-tra", {**answer_to(page), "agree": "on"})
