"""Fill a template's gaps and fit the words to the channel. Pure."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import escape

from kit.clock import local
from kit.text import collapse
from notifications import sms
from notifications.wording import COMMON_OPTIONAL, TEMPLATES, Sentences, Template

MASK = "****"
TWO_PARTS = 306
SHORTEST_FREE_TEXT = 20
_AGENCY_SHORT = (
    ("Ủy ban nhân dân", "UBND"),
    ("Uỷ ban nhân dân", "UBND"),
    ("Hội đồng nhân dân", "HĐND"),
    ("Trung tâm Phục vụ hành chính công", "TT PVHCC"),
    ("Bộ phận Tiếp nhận và Trả kết quả", "Bộ phận Một cửa"),
)
_AGENCY_SHORTER = (("thị trấn ", "TT "), ("phường ", "P. "), ("thành phố ", "TP "), ("đặc khu ", "ĐK "))


class TemplateError(ValueError):
    """A caller's mistake: an unknown key, a value missing, unknown or in the wrong place."""


@dataclass(frozen=True)
class Composed:
    """A message ready to go: with its secrets, and `masked` without them; `html` for e-mail only."""

    text: str
    masked: str
    parts: int = 1
    subject: str = ""
    html: str = ""


def as_plain(values: Mapping[str, object]) -> dict[str, str]:
    """Values as the words that will stand in the message: moments in Vietnam's time, nothing but strings."""
    return {name: _say(value) for name, value in values.items() if value is not None and value != ""}


def check(key: str, values: Mapping[str, str], secrets: Mapping[str, str]) -> Template:
    """The template of `key`. Raises TemplateError when the values are not exactly what it takes."""
    template = TEMPLATES.get(key)
    if template is None:
        raise TemplateError(f"no message template {key!r}")
    missing = (template.required - values.keys()) | (template.secret - secrets.keys())
    unknown = (values.keys() - template.required - template.optional - COMMON_OPTIONAL) | (
        secrets.keys() - template.secret
    )
    if missing or unknown:
        raise TemplateError(f"{key}: missing {sorted(missing)}, unknown or misplaced {sorted(unknown)}")
    return template


def compose_sms(template: Template, values: Mapping[str, str], secrets: Mapping[str, str]) -> Composed:
    """The fullest wording that fits one part; else two parts, free text cut between words."""
    wording, fitted = _fit(template, values, secrets)
    text = sms.plain(_fill(wording, {**fitted, **secrets}))
    masked = sms.plain(_fill(wording, {**fitted, **dict.fromkeys(secrets, MASK)}))
    return Composed(text=text, masked=masked, parts=sms.sms_parts(text))


def compose_notice(template: Template, values: Mapping[str, str]) -> str:
    """The fullest wording of a text message with all its marks: what an officer reads in the house."""
    wording = next(wording for wording in template.sms if _fits(wording[0], set(values)))
    return _fill(wording, values)


def compose_email(template: Template, values: Mapping[str, str], secrets: Mapping[str, str]) -> Composed:
    """Subject, plain text and simple HTML of an e-mail."""
    paragraphs = _letter(template, values)
    filled = {**values, **secrets}
    masked = {**values, **dict.fromkeys(secrets, MASK)}
    rendered = [_fill((paragraph,), filled) for paragraph in paragraphs]
    return Composed(
        subject=_fill((template.subject,), values),
        text="\n\n".join(rendered) + "\n",
        masked="\n\n".join(_fill((paragraph,), masked) for paragraph in paragraphs) + "\n",
        html=_html(rendered),
    )


def as_filled(sentences: Sentences, values: Mapping[str, str]) -> str:
    """The sentences that can be said with these values, as they are read."""
    return _fill(sentences, values)


def agency_forms(agency: str) -> Iterator[str]:
    """An agency's name from the full form to the shortest that people still recognise."""
    name = _replace(agency, _AGENCY_SHORT)
    yield name
    name = re.split(r"\s*[,(]", name, maxsplit=1)[0]  # the province after the comma goes first
    yield name
    yield _replace(name, _AGENCY_SHORTER)


def _fit(
    template: Template, values: Mapping[str, str], secrets: Mapping[str, str]
) -> tuple[Sentences, dict[str, str]]:
    given = {*values, *secrets}
    wordings = [wording for wording in template.sms if _fits(wording[0], given)]
    choices = [(wording, form) for wording in wordings for form in _forms(values)]
    for wording, form in choices:
        if len(sms.plain(_fill(wording, {**form, **secrets}))) <= sms.ONE_PART:
            return wording, form
    free = template.free_text
    if free not in values:
        return choices[-1]
    for wording, form in choices:
        room = TWO_PARTS - len(_fill(wording, {**form, **secrets})) + len(form[free])
        if room >= min(len(form[free]), SHORTEST_FREE_TEXT):
            return wording, {**form, free: sms.cut(form[free], room)}
    return choices[-1]


def _forms(values: Mapping[str, str]) -> list[dict[str, str]]:
    bare = {name: sms.plain(_replace(value, _AGENCY_SHORT)).rstrip(". ") for name, value in values.items()}
    if "agency" not in values:
        return [bare]
    return [{**bare, "agency": sms.plain(form)} for form in agency_forms(values["agency"])]


def _letter(template: Template, values: Mapping[str, str]) -> Sentences:
    person = "Anh/Chị" if template.to_officer else "Ông/Bà"
    greeting = f"Kính gửi {person} {{name}}," if "name" in values else f"Kính gửi {person},"
    ending = ("Cần hỏi thêm, xin gọi {hotline}.", "Trân trọng,", "{agency}")
    automatic = f"(Thư được gửi tự động, {person} không cần trả lời thư này.)"
    paragraphs = (greeting, *template.email, *ending, automatic)
    return tuple(paragraph for paragraph in paragraphs if _fits(paragraph, {*values, *template.secret}))


def _fill(sentences: Sentences, values: Mapping[str, str]) -> str:
    text = " ".join(sentence.format_map(values) for sentence in sentences if _fits(sentence, set(values)))
    return text.replace("....", "...")


def _fits(sentence: str, names: set[str]) -> bool:
    return all(name in names for _, name, _, _ in string.Formatter().parse(sentence) if name)


def _replace(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for long, short in pairs:
        text = re.sub(re.escape(long), short, text, flags=re.IGNORECASE)
    return text


def _say(value: object) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%H:%M ngày %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str | int) and not isinstance(value, bool):
        return collapse(str(value))
    raise TemplateError(f"a message cannot say {value!r}")


def _html(paragraphs: list[str]) -> str:
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f'<!doctype html>\n<html lang="vi">\n<body>\n{body}\n</body>\n</html>\n'
