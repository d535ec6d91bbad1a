"""How a test, or a robot with the database in its hand, answers a captcha."""

import re

from captcha.models import CaptchaStore
from django.http import HttpResponse

KEY = re.compile(r'name="captcha_key" value="([^"]*)"')


def key_in(page: str) -> str:
    """The hidden key of the challenge on a page."""
    return KEY.search(page).group(1)


def answer_to(page: HttpResponse | str) -> dict[str, str]:
    """What to post for the challenge on this page."""
    text = page if isinstance(page, str) else page.content.decode()
    key = key_in(text)
    return {"captcha_key": key, "captcha": CaptchaStore.objects.get(hashkey=key.partition("-")[2]).response}
