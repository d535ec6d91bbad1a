"""The words of one message as data: typed line by line, checked, and put into their template. Pure.

A line is a sentence of a text message or a paragraph of a letter. Its gaps decide whether it can be said at
all, so a gap that must reach the reader may not share its line with one that is sometimes empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kit.errors import Invalid
from kit.text import collapse
from notifications import sms
from notifications.compose import as_filled
from notifications.wording.places import GAP, place_of, samples
from notifications.wording.template import Sentences, Template

SUBJECT, EMAIL, SMS = "subject", "email", "sms"
SUBJECT_LENGTH, SMS_LENGTH, EMAIL_LENGTH = 150, 600, 4000
MOST_PARTS = 2
SPARED = frozenset({"agency"})  # the letter ends with it, the sender of a text message shows it
UNSURE = (
    "{gaps} đang ở cùng dòng với một chỗ điền có khi trống; dòng đó bị bỏ khi không có gì để điền. "
    "Hãy tách thành dòng riêng."
)


@dataclass(frozen=True)
class Texts:
    """Everything that one message says: the letter's subject and paragraphs, the text message's wordings."""

    subject: str
    email: Sentences
    sms: tuple[Sentences, ...]

    @classmethod
    def of(cls, template: Template) -> "Texts":
        return cls(template.subject, template.email, template.sms)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Texts":
        return cls(data[SUBJECT], tuple(data[EMAIL]), tuple(tuple(wording) for wording in data[SMS]))

    @classmethod
    def from_fields(cls, fields: Mapping[str, str], wordings: int) -> "Texts":
        """What was typed, by field: "subject", "email", "sms1" … the fullest wording first."""
        return cls(
            collapse(fields[SUBJECT]),
            _lines(fields[EMAIL]),
            tuple(_lines(fields[f"{SMS}{number}"]) for number in range(1, wordings + 1)),
        )

    def as_json(self) -> dict[str, Any]:
        return {SUBJECT: self.subject, EMAIL: list(self.email), SMS: [list(wording) for wording in self.sms]}

    def fields(self) -> Iterator[tuple[str, Sentences]]:
        """Each field with its lines."""
        yield SUBJECT, ((self.subject,) if self.subject else ())
        yield from ((f"{SMS}{number}", wording) for number, wording in enumerate(self.sms, start=1))
        yield EMAIL, self.email

    def put_into(self, template: Template) -> Template:
        """The template with these words."""
        return replace(template, subject=self.subject, email=self.email, sms=self.sms)


@dataclass(frozen=True)
class Length:
    """What one wording costs with usual values: as it is sent, and what its marks would cost."""

    signs: int
    parts: int
    parts_with_marks: int


def check_texts(template: Template, texts: Texts) -> None:
    """Raises Invalid by field where a text may not be sent."""
    shipped = dict(Texts.of(template).fields())
    errors = {
        name: [sentence]
        for name, lines in texts.fields()
        if (sentence := fault(template, name, lines, shipped[name]))
    }
    if errors:
        raise Invalid(errors)


def fault(template: Template, field: str, lines: Sentences, shipped: Sentences) -> str:
    """What is wrong with one field, as a sentence; empty where it may be sent."""
    if not lines:
        return "Nhập nội dung."
    text = "\n".join(lines)
    if "{" in (rest := GAP.sub("", text)) or "}" in rest:
        return "Dấu { và } phải đi thành cặp, quanh tên của chỗ hệ thống điền vào."
    return (
        _strange(template, field, text)
        or _lost(template, lines, shipped)
        or _unsure(template, field, lines)
        or _too_long(template, field, lines)
    )


def needed(template: Template, shipped: Sentences) -> frozenset[str]:
    """The gaps that a field has to keep: what the message is for, and the link where it has one."""
    return _gaps("\n".join(shipped)) & (template.sure | {"link"}) - SPARED


def usable(template: Template, field: str) -> frozenset[str]:
    """The gaps that a field may have. A subject lies open in every mail box, and is one sentence."""
    return template.required if field == SUBJECT else template.known


def length(template: Template, wording: Sentences) -> Length:
    """How long a wording is with usual values."""
    full = as_filled(wording, samples(template))
    plain = sms.plain(full)
    return Length(len(plain), sms.sms_parts(plain), sms.sms_parts(full))


def _strange(template: Template, field: str, text: str) -> str:
    strange = _gaps(text) - usable(template, field)
    known = strange & template.known
    if known:
        return f"Tiêu đề không được có {_listed(template, known)}: chỗ này có khi trống hoặc cần giữ kín."
    if strange:
        return f"Không có chỗ điền tên {_listed(template, strange)}. Chọn trong danh sách “Chỗ điền được”."
    return ""


def _lost(template: Template, lines: Sentences, shipped: Sentences) -> str:
    if lost := needed(template, shipped) - _gaps("\n".join(lines)):
        return f"Cần có {_listed(template, lost)} thì người nhận mới dùng được tin này."
    return ""


def _unsure(template: Template, field: str, lines: Sentences) -> str:
    """A line is left out while one of its gaps is empty: what must be read may not go with it.

    A wording whose first line can't be said is passed over for a shorter one, so the last one's always can.
    """
    unsure, first = template.known - template.sure, _gaps(lines[0])
    if field in (EMAIL, f"{SMS}{len(template.sms)}"):
        if first & unsure:
            return f"Dòng đầu không dùng {_listed(template, first & unsure)}: có khi không có gì để điền vào."
    else:
        unsure -= first
    sure = _gaps("\n".join(line for line in lines if not _gaps(line) & unsure))
    if hidden := (_gaps("\n".join(lines)) & template.sure) - sure - SPARED:
        return UNSURE.format(gaps=_listed(template, hidden))
    return ""


def _too_long(template: Template, field: str, lines: Sentences) -> str:
    longest = {SUBJECT: SUBJECT_LENGTH, EMAIL: EMAIL_LENGTH}.get(field, SMS_LENGTH)
    if sum(map(len, lines)) > longest:
        return f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn."
    if field.startswith(SMS) and (parts := length(template, lines).parts) > MOST_PARTS:
        return f"Tin nhắn này cần {parts} phần; chỉ được {MOST_PARTS} phần. Hãy viết ngắn hơn."
    return ""


def _gaps(text: str) -> frozenset[str]:
    return frozenset(GAP.findall(text))


def _listed(template: Template, names: frozenset[str]) -> str:
    labels = (place_of(template, name).label if name in template.known else name for name in names)
    return ", ".join(sorted(f"{{{label}}}" for label in labels))


def _lines(text: str) -> Sentences:
    return tuple(line for raw in text.splitlines() if (line := collapse(raw)))
