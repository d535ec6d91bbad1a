"""The values of the law: what is in force on a day, what is not verified, and changing one from a day on."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from agencies import law
from agencies.models import LawValue, Mark
from agencies.selectors import law_history, law_values
from agencies.services import change_law_value
from desk import kept
from desk.forms.law import CHOSEN_AS, DayForm, LawForm
from desk.guards import permission_required
from desk.pages import page
from desk.presenters.marks import BADGES, WORDS
from desk.rule import can_rule_everywhere
from desk.views.dossier import add_errors
from kit.clock import local_date
from kit.errors import DomainError


@permission_required(Permission.LAW)
@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """What is in force on a day at this office, in the product's order."""
    form = DayForm(request.GET or None)
    on = _day(form, local_date(request.at))
    rows = [told(row) for row in law_values(on, request.office)]
    unverified = sum(row["mark"] == Mark.UNVERIFIED for row in rows)
    context = {"day_form": form, "on": on, "rows": rows, "unverified": unverified}
    return page(request, "desk/law/list.html", context, current=reverse("desk:law"))


@permission_required(Permission.LAW)
@require_http_methods(["GET", "POST"])
def value(request: HttpRequest, key: str) -> HttpResponse:
    """One value with its history, and the form that changes it."""
    known = law.keys().get(key)
    if known is None:
        raise Http404
    form = LawForm(
        request.POST or None,
        key=known,
        office=request.office.name,
        can_rule_everywhere=can_rule_everywhere(request, Permission.LAW),
        initial=kept.words(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = _change(request, known, form)
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, f"“{known.title}” có giá trị mới từ {row.valid_from:%d/%m/%Y}.")
            return redirect("desk:law")
    status = 422 if form.errors else 200
    context = {"known": known, "form": form, "history": _history(request, key)}
    return page(request, "desk/law/value.html", context, current=reverse("desk:law"), status=status)


def _change(request: HttpRequest, known: law.LawKey, form: LawForm) -> LawValue:
    given = form.cleaned_data
    return change_law_value(
        key=known.key,
        value=law.parse(known.key, given["value"]),
        valid_from=given["valid_from"],
        basis=given["basis"],
        mark=given["mark"],
        note=given["note"],
        agency=None if form.is_for_all else request.office,
        by=request.actor,
        at=request.at,
    )


def _history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    rows = [*law_history(key, request.office), *law_history(key)]
    return [told(row) for row in sorted(rows, key=lambda row: (row.valid_from, row.pk), reverse=True)]


def _day(form: DayForm, today: date) -> date:
    return (form.cleaned_data.get("ngay") if form.is_valid() else None) or today


def _say(value: Any) -> str:
    """A value in words; a long number with its dots."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", ".")
    said = law.say(value)
    return CHOSEN_AS.get(said, said)


def told(row: LawValue) -> dict[str, Any]:
    """A value as the list prints it."""
    return {
        "key": row.key,
        "title": row.title,
        "value": " ".join(filter(None, (_say(row.value), row.unit))),
        "own": row.agency_id is not None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "basis": row.basis,
        "note": row.note,
        "applied": law.keys()[row.key].applied,
        "mark": row.mark,
        "badge": BADGES[Mark(row.mark)],
        "mark_words": WORDS[Mark(row.mark)],
        "by": row.actor_name,
        "set_at": row.set_at,
    }
