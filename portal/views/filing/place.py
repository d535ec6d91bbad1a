"""Which case, and at which office (letter 1, step 4): plain selects; htmx only spares a page load."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.selectors import search_communes
from dossiers.services import drafts
from portal.forms.filing import CaseForm, PlaceForm
from portal.forms.places import MIN_TYPED, say_place
from portal.views.filing.door import Visit, step


@step("case")
def case(visit: Visit) -> HttpResponse:
    """Which situation is theirs; asked only where the procedure knows several."""
    form = CaseForm(visit.posted, version=visit.draft.version,
                    initial={"case": visit.draft.case_id})  # fmt: skip
    if form.is_valid():
        drafts.choose(draft=visit.draft, case=form.cleaned_data["case"], at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


@step("place")
def place(visit: Visit) -> HttpResponse:
    """Province first, then its communes; those that take no filings here are named, not offered."""
    form = PlaceForm(visit.posted, draft=visit.draft, province=visit.request.GET.get("tinh", ""))
    if form.is_valid():
        drafts.choose(draft=visit.draft, agency=form.cleaned_data["agency"], at=visit.at)
        return visit.go_on()
    return visit.show(form=form)


@require_safe
def place_options(request: HttpRequest) -> HttpResponse:
    """Communes whose name begins like what is being typed, as options for a list; old names are found too."""
    typed = request.GET.get("place", "")[:100].replace("\0", "")
    found = search_communes(typed, limit=8) if len(typed.strip()) >= MIN_TYPED else []
    return render(request, "portal/filing/place_options.html", {"places": [say_place(a) for a in found]})
