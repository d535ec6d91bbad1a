"""Two versions side by side, and the publication of a draft: nobody publishes what they were not shown."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from desk.forms.catalogue import PublishForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from kit.errors import Conflict, Invalid
from procedures import diff, selectors
from procedures.entry import digest, entry_of
from procedures.models import Version
from procedures.plain import sheet
from procedures.services import versions


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CATALOGUE)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What the version changes against another of its procedure; a draft is published from here."""
    found = selectors.whole_version(pk)
    if found is None:
        raise Http404("Không có phiên bản này.")
    if request.method != "POST":
        return _page(request, found, PublishForm(initial={"seen": digest(entry_of(found))}))
    form = PublishForm(request.POST)
    if form.is_valid() and (after := _publish(request, found, form)):
        return after
    return _page(request, found, form, status=422)


def _publish(request: HttpRequest, found: Version, form: PublishForm) -> HttpResponse | None:
    try:
        after = versions.publish(
            version=found,
            decision=form.decision(),
            valid_from=form.cleaned_data["valid_from"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
        )
    except Invalid as wrong:
        add_errors(form, wrong)
        return None
    except Conflict as late:
        messages.warning(request, late.message)
        return redirect("desk:catalogue_compare", found.pk)
    messages.success(
        request, f"Đã công bố phiên bản {after.no}, áp dụng từ ngày {after.valid_from:%d/%m/%Y}."
    )
    return redirect("desk:catalogue_version", after.pk)


def _page(request: HttpRequest, found: Version, form: PublishForm, *, status: int = 200) -> HttpResponse:
    others = list(selectors.other_versions(found))
    other = _other(request, found, others)
    old = sheet(entry_of(other)) if other else []
    sections = diff.compare(old, sheet(entry_of(found)))
    context: dict[str, Any] = {
        "version": found,
        "other": other,
        "others": others,
        "sections": diff.changed(sections),
        "same": [section.title for section in sections if not section.changes],
        "form": form,
        "is_draft": found.state == Version.State.DRAFT,
    }
    return page(
        request, "desk/catalogue/compare.html", context, current=reverse("desk:catalogue"), status=status
    )


def _other(request: HttpRequest, found: Version, others: list[Version]) -> Version | None:
    """The version that was asked for, else the one that was published before this one."""
    asked = request.GET.get("voi", "")
    if asked:
        chosen = next((one for one in others if str(one.no) == asked), None)
        if chosen is None:
            raise Http404("Thủ tục không có phiên bản này.")
    else:
        before = (one for one in others if one.no < found.no and one.state != Version.State.DRAFT)
        chosen = next(before, None)
    return selectors.whole_version(chosen.pk) if chosen else None
