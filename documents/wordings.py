"""The words of the law's forms, version by version: what is printed on a day, and making a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet

from agencies.models import Agency
from audit.services import record
from documents.forms import holes
from documents.forms.registry import Form, find, find_set
from documents.models import FormWording
from kit.actor import Actor
from kit.clock import local_date
from kit.errors import Conflict, Invalid
from kit.text import nfc

LINE, PARAGRAPH = 200, 1200  # the longest a text may be, in letters
OPTIONAL = frozenset({"electronic", "note", "subject", "copies_to", "sign_how", "stamp_how", "closing"})
MISSING = "Nhập nội dung cho dòng này."
UNCHANGED = "Chưa có dòng nào thay đổi so với phiên bản áp dụng vào ngày này."


@dataclass(frozen=True)
class Wording:
    """The words of a form on a day; `version` None where they are the shipped ones."""

    form: Form
    texts: Mapping[str, str]
    version: FormWording | None = None

    @property
    def mark(self) -> str:
        """How sure we are of them: S, K or U."""
        return self.version.mark if self.version else self.form.mark


def wording(form_set: str, key: str, agency: Agency | None, on: date) -> Wording:
    """What form `key` of a set says at the agency on a day. Raises DomainError where the set lacks it."""
    form, _ = find(key, form_set)
    found = in_force(form_set, key, agency, on).first()
    return Wording(form, {**form.texts, **found.texts} if found else form.texts, found)


def in_force(form_set: str, key: str, agency: Agency | None, on: date) -> QuerySet[FormWording]:
    """The versions that have come into force, the one that counts first."""
    rows = wordings(form_set, key, agency).filter(valid_from__lte=on)
    return rows.order_by(F("agency_id").asc(nulls_last=True), "-valid_from", "-no")


def wordings(form_set: str, key: str, agency: Agency | None) -> QuerySet[FormWording]:
    """Every version of a form's words for everybody and for the agency, the newest first."""
    rows = FormWording.objects.filter(Q(agency=None) | Q(agency=agency), form_set=form_set, key=key)
    return rows.order_by("-valid_from", "-set_at", "-pk")


def wordings_in_force(agency: Agency, on: date) -> dict[tuple[str, str], FormWording]:
    """The version that counts at the agency on a day, by set and form; none where the shipped words count."""
    rows = FormWording.objects.filter(Q(agency=None) | Q(agency=agency), valid_from__lte=on)
    found: dict[tuple[str, str], FormWording] = {}
    for row in rows.order_by(F("agency_id").asc(nulls_last=True), "-valid_from", "-no"):
        found.setdefault((row.form_set, row.key), row)
    return found


def is_long(text: str) -> bool:
    """Is a shipped text a sentence of its own, to be typed in several lines?"""
    return len(text) > 80 or "\n" in text


def check_texts(form: Form, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they may be printed. Raises Invalid by slug: empty, too long, or with a place lost."""
    clean = {slug: nfc(texts.get(slug, "")).replace("\r\n", "\n").strip() for slug in form.texts}
    errors = {
        slug: [sentence]
        for slug, shipped in form.texts.items()
        if (sentence := text_error(slug, clean[slug], shipped))
    }
    if errors:
        raise Invalid(errors)
    return clean


def text_error(slug: str, text: str, shipped: str) -> str:
    """What is wrong with one text, as a sentence; empty where it may be printed."""
    longest = PARAGRAPH if is_long(shipped) else LINE
    if not text:
        return "" if slug in OPTIONAL and not holes.named_in(shipped) else MISSING
    if len(text) > longest:
        return f"Nội dung dài quá {longest} ký tự. Hãy viết ngắn hơn."
    return holes.fault(text, shipped)


@transaction.atomic
def change_wording(
    *, form_set: str, key: str, texts: Mapping[str, str], valid_from: date, basis: str, mark: str,
    note: str = "", agency: Agency | None = None, by: Actor, at: datetime,
) -> FormWording:  # fmt: skip
    """A new version of a form's words from a day on, for one agency or for all; earlier ones are not touched.

    What was printed keeps its words. Raises DomainError for a form that the set lacks; Invalid by slug of a
    text, on "valid_from" for a day in the past or before the set begins, and on "texts" where nothing was
    changed; Conflict where somebody was quicker.
    """
    form, _ = find(key, form_set)
    clean = check_texts(form, texts)
    if sentence := _day_error(valid_from, find_set(form_set).valid_from, local_date(at)):
        raise Invalid({"valid_from": [sentence]})
    before = wording(form_set, key, agency, valid_from).texts
    if clean == before:
        raise Invalid({"texts": [UNCHANGED]})
    row = _insert(
        form_set, key, agency, texts=clean, valid_from=valid_from, basis=basis, mark=mark, note=note,
        set_at=at, actor_kind=by.kind, actor_id=by.id, actor_name=by.name, actor_office=by.office,
    )  # fmt: skip
    record(
        action="forms.wording", by=by, at=at, object_type="form_wording", object_id=row.pk,
        summary=f"Lập phiên bản {row.no} mẫu “{form.title}” ({form_set}), áp dụng từ {valid_from:%d/%m/%Y}",
        data={"form_set": form_set, "key": key, "agency": agency and agency.code, **_changes(before, clean)},
    )  # fmt: skip
    return row


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The lines that differ, as they were and as they are."""
    changed = [slug for slug in after if after[slug] != before.get(slug)]
    return {
        "before": {slug: before.get(slug, "") for slug in changed},
        "after": {slug: after[slug] for slug in changed},
    }


def _insert(form_set: str, key: str, agency: Agency | None, **fields: object) -> FormWording:
    rows = FormWording.objects.filter(form_set=form_set, key=key, agency=agency)
    number = (rows.aggregate(last=Max("no"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return FormWording.objects.create(form_set=form_set, key=key, agency=agency, no=number, **fields)
    except IntegrityError as error:
        raise Conflict("Có người vừa lập phiên bản mới của biểu mẫu này; vui lòng xem lại trang.") from error


def _day_error(valid_from: date, set_begins: date, today: date) -> str:
    if valid_from < today:
        return "Phiên bản mới chỉ áp dụng từ hôm nay trở đi; giấy đã in không đổi."
    if valid_from < set_begins:
        return f"Bộ mẫu này có hiệu lực từ {set_begins:%d/%m/%Y}; vui lòng chọn ngày sau đó."
    return ""
