"""What an officer looked at, in the book: one line a page, written as the page is answered.

Written again each time: two lines cost less than the question whether there is one. The codes of a list stand
in the line's data, what was typed into the search does not: people search by names and numbers.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts.permissions import Permission
from audit.services import record
from dossiers.models import Dossier
from dossiers.services.refused import note_refusal
from dossiers.workflow import Action


def saw(request: HttpRequest, found: Dossier, action: str, words: str, **data: Any) -> None:
    """A page, file or paper of one dossier; the roles say to the citizen who it was, without a name."""
    if request.method == "HEAD":
        return
    record(
        action=action, by=request.actor, at=request.at, object_type="dossier", object_id=found.pk,
        summary=f"{words}: {found.code}", data={"roles": _roles(request), **data},
    )  # fmt: skip


def saw_list(request: HttpRequest, key: str, title: str, codes: Iterable[str]) -> None:
    """A list with people's names; nothing is written of an empty one."""
    seen = list(codes)
    if request.method == "HEAD" or not seen:
        return
    record(
        action="view.list", by=request.actor, at=request.at, object_type="list", object_id=key,
        summary=f"Xem danh sách “{title}”: {len(seen)} hồ sơ", data={"codes": seen},
    )  # fmt: skip


def took(request: HttpRequest, kind: str, pk: int, action: str, summary: str, **data: Any) -> None:
    """A report or a register as a file."""
    if request.method == "HEAD":
        return
    record(
        action=action, by=request.actor, at=request.at, object_type=kind, object_id=pk, summary=summary,
        data=data,
    )  # fmt: skip


def read_the_book(request: HttpRequest, code: str) -> None:
    """Who looks into the book stands in it too."""
    if request.method == "HEAD":
        return
    words = f"Tra cứu nhật ký về hồ sơ {code}" if code else "Tra cứu nhật ký"
    record(
        action="view.book", by=request.actor, at=request.at, object_type="book", object_id="", summary=words
    )


def was_refused(request: HttpRequest, permission: Permission) -> None:
    """A page that the officer's duties do not open."""
    record(
        action="access.refused", by=request.actor, at=request.at, object_type="permission",
        object_id=permission, summary=f"Mở trang cần quyền “{permission.description}” mà không có quyền.",
    )  # fmt: skip


def was_refused_act(request: HttpRequest, found: Dossier, action: Action, why: str = "") -> None:
    """A move on a dossier that the officer may not make: no duty for it, or another has to make it."""
    note_refusal(dossier=found, action=action, by=request.actor, at=request.at, why=why)


def missed(request: HttpRequest, code: str) -> None:
    """A dossier outside the officer's scope was asked for by its code; a code of nothing is no news."""
    key = Dossier.objects.filter(code=code).values_list("pk", flat=True).first()
    if key is not None:
        record(
            action="access.outside", by=request.actor, at=request.at, object_type="dossier", object_id=key,
            summary=f"Mở hồ sơ ngoài phạm vi của mình: {code}",
        )  # fmt: skip


def _roles(request: HttpRequest) -> list[str]:
    here = (one for one in request.duties.held if one.agency_id == request.office.pk)
    return sorted({one.role for one in here if Permission.VIEW in one.permissions})
