"""Correcting a printed form: a new one with its own number takes its place, the old one stays as it was."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any

from django.db import transaction

from accounts.access import has_permission
from accounts.models import User
from accounts.permissions import Permission
from audit.services import record
from documents.forms.plain import from_plain
from documents.forms.registry import find
from dossiers.models import Dossier, IssuedForm
from dossiers.services.issuing import Paper, issue, prepare
from dossiers.services.transition import DISPOSED, NOT_YOURS
from kit.actor import Actor
from kit.clock import local_date, say_moment
from kit.errors import Conflict, Invalid, NotAllowed
from kit.text import nfc

LONGEST = 1000
LONGEST_REASON = 300
_PERSON = ("applicant.name", "applicant.address", "applicant.phone", "applicant.email", "request")
# What people wrote may be put right; code, moments, limits and papers are the dossier's and never typed here.
CORRECTABLE: dict[str, tuple[str, ...]] = {
    "receipt": (*_PERSON, "result_at"),
    "supplement": (*_PERSON, "reason", "contact", "contact_phone"),
    "refusal": (*_PERSON, "reason", "legal_basis"),
    "apology": (*_PERSON, "cause", "explanation", "signer_title", "signer_name"),
    "stop": (*_PERSON, "reason", "fee_handling"),
}
MAY_BE_EMPTY = frozenset({"applicant.phone", "applicant.email", "explanation", "signer_title"})


def correctable(form: IssuedForm) -> dict[str, str]:
    """What of a form may be put right: path and present words; empty for a form that is never corrected."""
    return {path: _at(form.data, path) for path in CORRECTABLE.get(form.key, ())}


@transaction.atomic
def correct_form(
    *, form: IssuedForm, changes: Mapping[str, str], reason: str, by: Actor, at: datetime
) -> IssuedForm:
    """Print the form anew with `changes` (path -> words), under a new number and in today's set of forms.

    The old form and its PDF stay, marked by the new one that replaces it. Raises Invalid by path, on
    "reason", and on "changes" where nothing differs; Conflict where it was replaced already; NotAllowed.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=form.dossier_id)  # one after the other
    _check_person(locked, by, at)
    if locked.disposed_at is not None:
        raise Conflict(DISPOSED, code="disposed")
    if newer := IssuedForm.objects.filter(replaces=form).first():
        said = f"Giấy này đã được thay bằng giấy số {newer.number:02d}, lập {say_moment(newer.issued_at)}."
        raise Conflict(said, code="race")
    words = {path: nfc(text).strip() for path, text in changes.items()}
    if errors := _errors(form, words, reason):
        raise Invalid(errors)
    paper = prepare(locked, form.key, at)
    kind = find(form.key, paper.form_set)[0].data_type
    data = reduce(_put, words.items(), from_plain(kind, form.data))
    new = issue(paper, replace(data, head=paper.head()), by=by, replaces=form, reason=reason.strip())
    record(
        action="dossier.form_corrected", by=by, at=at, object_type="dossier", object_id=locked.pk,
        summary=f"Lập lại giấy “{form.key}” số {form.number} thành số {new.number}: {locked.code}",
        data={"form": new.pk, "replaces": form.pk,
              "paths": [path for path, text in words.items() if text != _at(form.data, path)]},
    )  # fmt: skip
    return new


def replace_standing(
    *, dossier: Dossier, key: str, fill: Callable[[Paper, Actor], Any], by: Actor, at: datetime, reason: str
) -> IssuedForm | None:
    """The dossier itself was corrected: its standing form `key` is replaced by one that says so.

    `fill` reads the new form from the dossier as it is now, whatever was put right on paper before. None
    where no such form stands. Inside the caller's move, which has asked who may.
    """
    standing = dossier.issued_forms.filter(key=key, replaced_by=None).order_by("pk").last()
    if standing is None:
        return None
    paper = prepare(dossier, key, at)
    return issue(paper, fill(paper, by), by=by, replaces=standing, reason=reason.strip()[:LONGEST_REASON])


def _check_person(dossier: Dossier, by: Actor, at: datetime) -> None:
    user = User.objects.filter(pk=by.id, is_active=True).first() if by.kind == "officer" else None
    agency = dossier.receiving_agency
    if user is None or not has_permission(user, Permission.PRINT, agency=agency, on=local_date(at)):
        raise NotAllowed(NOT_YOURS)


def _errors(form: IssuedForm, words: Mapping[str, str], reason: str) -> dict[str, list[str]]:
    present = correctable(form)
    errors: dict[str, list[str]] = {}
    for path, text in words.items():
        if path not in present:
            errors["changes"] = ["Mục này của giấy không sửa được tại đây."]
        elif not text and path not in MAY_BE_EMPTY:
            errors[path] = ["Mục này không được để trống."]
        elif len(text) > LONGEST:
            errors[path] = [f"Nội dung dài quá {LONGEST} ký tự. Hãy viết ngắn hơn."]
    if not reason.strip():
        errors["reason"] = ["Nhập lý do lập lại giấy."]
    if not errors and all(text == present[path] for path, text in words.items()):
        errors["changes"] = ["Chưa có mục nào thay đổi. Để in lại giấy cũ, mở giấy đó ở trang hồ sơ."]
    return errors


def _at(data: Any, path: str) -> str:
    return reduce(lambda value, name: value[name], path.split("."), data)


def _put(data: Any, change: tuple[str, str]) -> Any:
    path, text = change
    owner, _, name = path.rpartition(".")
    if not owner:
        return replace(data, **{name: text})
    return replace(data, **{owner: replace(getattr(data, owner), **{name: text})})
