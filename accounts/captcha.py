"""Proof that a person asks: signs in a picture, or a question in words for who can't see the picture.

    class LookupForm(CaptchaForm):
        code = forms.CharField(…)

    {% include "accounts/captcha.html" %}        in the template, with `form` in the context

A challenge is used once, right or wrong, and lives for ten minutes (CAPTCHA_TIMEOUT). The buttons "Đổi mã
khác" and "Dùng câu hỏi bằng chữ" send the form without judging it: `is_valid()` is False, there are no
errors, and what was typed stays. Decision record: docs/adr/0006-captcha.md.
"""

import secrets
from array import array
from dataclasses import dataclass
from typing import Any

from captcha.models import CaptchaStore
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image, ImageDraw

from accounts.numerals import say, understand
from kit.text import fold

PICTURE, QUESTION = "picture", "question"
ACTION = "captcha_action"
WRONG = {
    PICTURE: "Mã xác nhận chưa đúng. Ông/Bà nhập lại mã mới trong hình.",
    QUESTION: "Câu trả lời chưa đúng. Ông/Bà trả lời câu hỏi mới.",
}
EMPTY = {PICTURE: "Nhập mã xác nhận trong hình.", QUESTION: "Nhập câu trả lời, bằng số hoặc bằng chữ."}
# Without signs that are taken for one another: 0 O Q D, 1 I L, 2 7 Z, 5 S, 8 B, U V, C G 6 9.
SIGNS = "AEFGHJKMNPRTWXY34"
SENTENCES = {
    "max": "Số nào lớn nhất trong ba số: {0}, {1}, {2}?",
    "min": "Số nào nhỏ nhất trong ba số: {0}, {1}, {2}?",
    "sum": "Lấy {0} cộng {1} rồi cộng {2}, được bao nhiêu?",
}
ANSWERS = {"max": max, "min": min, "sum": sum}


def picture_challenge() -> tuple[str, str]:
    """Five signs to read from a picture, and the answer; the library calls this by its setting."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(5))
    return signs, signs.lower()


def picture_noise(draw: ImageDraw.ImageDraw, image: Image.Image) -> ImageDraw.ImageDraw:
    """A tenth of the picture dotted, in one stroke; the library's own dots are drawn one by one."""
    width, height = image.size
    drawn = array("H", secrets.token_bytes(2 * (width * height // 10)))
    draw.point(
        [(place % width, place // width % height) for place in drawn], settings.CAPTCHA_FOREGROUND_COLOR
    )
    return draw


def picture_grey(image: Image.Image) -> Image.Image:
    """Without colours, of which there are none: smoothed and packed three times as fast."""
    return image.convert("L")


def question_challenge() -> tuple[str, str]:
    """A question about three different small numbers, as 'max:12,7,30', and the answer in digits."""
    kind = secrets.choice(sorted(SENTENCES))
    numbers = secrets.SystemRandom().sample(range(2, 31), 3)
    return f"{kind}:{','.join(map(str, numbers))}", str(ANSWERS[kind](numbers))


def sentence(challenge: str) -> str:
    """'max:12,7,30' -> 'Số nào lớn nhất trong ba số: mười hai, bảy, ba mươi?'"""
    kind, _, numbers = challenge.partition(":")
    return SENTENCES[kind].format(*(say(int(number)) for number in numbers.split(",")))


@dataclass(frozen=True)
class Challenge:
    """What a page shows of a challenge: one of `image_url` and `question` is empty."""

    kind: str
    key: str
    image_url: str
    question: str


def issue(kind: str) -> Challenge:
    """A new challenge of the kind, kept in the library's store."""
    make = question_challenge if kind == QUESTION else picture_challenge
    challenge, response = make()
    return _shown(CaptchaStore.objects.create(challenge=challenge, response=response))


def reopen(key: str) -> Challenge | None:
    """The challenge of a page that came back for another reason; None when it is used or too old."""
    store = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    return _shown(store) if store else None


def solved(key: str, answer: str) -> bool:
    """Is `answer` right for the challenge? Uses it up: of two answers sent at once, one is looked at."""
    store = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if store is None or not CaptchaStore.objects.filter(pk=store.pk).delete()[0]:
        return False
    if ":" in store.challenge:
        return understand(answer) == int(store.response)
    return fold(answer).replace(" ", "") == store.response


def _shown(store: CaptchaStore) -> Challenge:
    if ":" in store.challenge:
        return Challenge(QUESTION, store.hashkey, "", sentence(store.challenge))
    return Challenge(PICTURE, store.hashkey, reverse("captcha-image", args=[store.hashkey]), "")


class CaptchaWidget(forms.TextInput):
    """The box for the answer, with the key of the challenge beside it, hidden."""

    def __init__(self) -> None:
        super().__init__(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "40"}
        )
        self.kind = PICTURE
        self._challenge: Challenge | None = None
        self._kept = ""

    @property
    def challenge(self) -> Challenge:
        """The challenge of this page, issued when the page first asks for it."""
        if self._challenge is None:
            self._challenge = issue(self.kind)
        return self._challenge

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        kind, _, key = data.get(f"{name}_key", "").partition("-")
        wanted = data.get(ACTION, "")
        self.kind = next((k for k in (wanted, kind) if k in (PICTURE, QUESTION)), PICTURE)
        return key, data.get(name, "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        key = f"{self.challenge.kind}-{self.challenge.key}"
        hidden = format_html('<input type="hidden" name="{}_key" value="{}" autocomplete="off">', name, key)
        return hidden + super().render(name, self._kept, attrs, renderer)

    def keep(self, key: str, answer: str) -> None:
        """Show the same challenge again with what was typed, where it can still be answered."""
        self._challenge = reopen(key)
        self._kept = answer if self._challenge else ""


class CaptchaField(forms.Field):
    """The key and the answer; whether it is right, the form asks last (`CaptchaForm`)."""

    widget = CaptchaWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Mã xác nhận"} | options)

    def clean(self, value: tuple[str, str]) -> tuple[str, str]:
        key, answer = value
        if not answer.strip():
            raise ValidationError(EMPTY[self.widget.kind], code="required")
        return key, answer[:40]


class CaptchaForm(forms.Form):
    """A form with a captcha, which is judged once all the rest is right.

    Who mistyped something else finds the same challenge with their answer; a wrong answer brings a new one.
    """

    captcha = CaptchaField()

    @property
    def changes_challenge(self) -> bool:
        """Was it sent only for another picture or question?"""
        return self.is_bound and ACTION in self.data

    @property
    def challenge(self) -> Challenge:
        return self.fields["captcha"].widget.challenge

    def full_clean(self) -> None:
        if not self.changes_challenge:
            super().full_clean()
            self._judge()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        # The kind that was asked for is read from the data, which nobody else does for an unjudged form.
        self["captcha"].data  # noqa: B018

    def is_valid(self) -> bool:
        """As every form, but never when only another challenge was asked for."""
        return super().is_valid() and not self.changes_challenge

    def _judge(self) -> None:
        given = self.cleaned_data.pop("captcha", None) if self.is_bound else None
        if given is None:
            return
        widget = self.fields["captcha"].widget
        if self.errors:
            widget.keep(*given)
        elif not solved(*given):
            self.add_error("captcha", WRONG[widget.kind])
