"""Printing a form anew because something on it is wrong: a new number, the old form stays."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from desk import kept, trail
from desk.forms.form_sets import AgainForm
from desk.guards import permission_required
from desk.pages import page
from desk.presenters.dossier import form_name
from desk.views.dossier import load
from dossiers.models import IssuedForm
from dossiers.services.reissue import MAY_BE_EMPTY, correct_form, correctable
from kit.errors import Conflict, Invalid, NotAllowed


@permission_required(Permission.PRINT)
@require_http_methods(["GET", "POST"])
def form_again(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What may be put right on the form, and the press that prints it anew."""
    found = load(request, code)
    old = found.issued_forms.filter(pk=pk).first()
    present = correctable(old) if old else {}
    if not present:
        raise Http404
    form = AgainForm(
        request.POST if request.method == "POST" else None, present=present, may_be_empty=MAY_BE_EMPTY,
        initial=kept.words(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and (answer := _print(request, old, form)):
        return answer
    status = 422 if form.errors else 200
    trail.saw(request, found, "view.form", "Xem biểu mẫu để đính chính", form=old.pk, key=old.key)
    context = {"dossier": found, "old": old, "title": form_name(old), "form": form}
    return page(request, "desk/dossier/again.html", context, status=status)


def _print(request: HttpRequest, old: IssuedForm, form: AgainForm) -> HttpResponse | None:
    try:
        new = correct_form(
            form=old, changes=form.changes(), reason=form.cleaned_data["why"], by=request.actor, at=request.at
        )
    except NotAllowed as refusal:
        trail.was_refused(request, Permission.PRINT)
        raise PermissionDenied(refusal.message) from refusal
    except Conflict as late:
        messages.warning(request, late.message)
    except Invalid as wrong:
        names = {path: name for name, path in form.paths.items()} | {"reason": "why"}
        for path, sentences in wrong.errors.items():
            form.add_error(names.get(path), sentences)
        return None
    else:
        messages.success(request, f"Đã lập giấy số {new.number:02d}/{new.symbol} thay giấy cũ.")
    return redirect("desk:dossier", old.dossier.code)
