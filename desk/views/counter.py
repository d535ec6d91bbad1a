"""The counter: a walk-in or a posted dossier filed and received on one screen."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from desk import trail
from desk.counter import TAKE_IN, Sheet
from desk.guards import permission_required
from desk.once import once, ticket
from desk.pages import page
from dossiers.services.counter import take_in
from kit.errors import DomainError, Invalid, NotAllowed
from procedures.fees import describe

NO_PROCEDURE = "Chọn thủ tục trước khi tiếp nhận."


@permission_required(Permission.COUNTER)
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """An empty sheet; the sheet filled in further; or the dossier that was taken in."""
    sheet = Sheet(request)
    if not sheet.wants_taking_in or not sheet.form.is_valid() or sheet.refused:
        return _page(request, sheet)
    try:
        code, _ = once(request, lambda: _take_in(request, sheet))
    except NotAllowed as refusal:
        trail.was_refused(request, Permission.COUNTER)
        raise PermissionDenied(refusal.message) from refusal
    except DomainError as wrong:
        _add_errors(sheet, wrong)
        return _page(request, sheet)
    return redirect(f"{reverse('desk:dossier', args=[code])}?vua-nhan=1")


def _take_in(request: HttpRequest, sheet: Sheet) -> str:
    dossier = take_in(
        filing=sheet.form.filing(request.office),
        ticks=sheet.form.ticks(),
        files=sheet.files(),
        by=request.actor,
        at=request.at,
    )
    return dossier.code


def _add_errors(sheet: Sheet, wrong: DomainError) -> None:
    errors = wrong.errors if isinstance(wrong, Invalid) else {"": [wrong.message]}
    for name, sentences in errors.items():
        if name == "components":
            sheet.form.component_errors += sentences
        sheet.form.add_error(name if name in sheet.form.fields else None, sentences)


def _page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    tried = sheet.data.get("act") == TAKE_IN
    unchosen = NO_PROCEDURE if tried and sheet.version is None and not sheet.matches else ""
    focus = _focus(sheet)
    if focus in sheet.form.fields:
        sheet.form.fields[focus].widget.attrs["autofocus"] = True
    context = {
        "form": sheet.form,
        "version": sheet.version,
        "matches": sheet.matches,
        "searched": sheet.searched,
        "nothing_found": bool(sheet.searched) and sheet.version is None and not sheet.matches,
        "procedure_error": unchosen,
        "papers": sheet.papers(),
        "fees": describe(sheet.version) if sheet.version else [],
        "once": sheet.data.get("once") or ticket(),
        "focus": focus,
    }
    wrong = bool(sheet.form.errors or sheet.refused or unchosen)
    status = 422 if request.method == "POST" and wrong else 200
    return page(request, "desk/counter/page.html", context, current="counter", status=status)


def _focus(sheet: Sheet) -> str:
    """The box where the hand goes on: the first that the next step needs."""
    if sheet.matches:
        return "pick"
    if sheet.version is None:
        return "thu_tuc"
    return "filer_phone" if sheet.data.get("filer_id_number") else "card"
