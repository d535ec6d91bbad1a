"""The office itself: its facts, units and neighbours, who changed what, and the way back by a new change."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.offices import take_into_use
from accounts.permissions import Permission
from agencies import services
from agencies.models import Agency, Unit
from agencies.selectors import active_agencies, agency_by_code
from audit.actions import OFFICE
from audit.models import AuditEntry
from audit.selectors import begins_with, lines
from desk.forms import offices as f
from desk.guards import permission_required
from desk.pages import page
from desk.presenters import changes as show
from desk.rule import can_rule_everywhere
from desk.views.dossier import add_errors
from dossiers.selectors.holds import dossiers_at, holds_of
from dossiers.services.offices import close_unit
from kit.clock import local_date
from kit.errors import DomainError

SHOWN, NAMED = 30, 10
PANELS = ("rename_form", "unit_form", "beside_form", "take_up_form")
NOT_YOURS = "Việc này do người quản trị của tất cả các cơ quan đang dùng hệ thống làm."
NEW_UNITS = ("one_stop", "justice_civil_status", "culture_society", "economy", "leadership")


@permission_required(Permission.OFFICES)
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Facts, units, offices beside, history; a POST writes the facts."""
    if request.method != "POST":
        return _office_page(request)
    form = f.FactsForm(request.POST, office=request.office)

    def save() -> None:
        services.change_facts(
            agency=request.office, facts=form.facts(), seen=form.seen(), by=request.actor, at=request.at
        )

    return _save(request, "facts_form", form, save, "Đã lưu thông tin cơ quan. Giấy đã in không đổi.")


@permission_required(Permission.OFFICES)
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Another name by a resolution; papers and dossiers of before keep the old one."""
    form = f.RenameForm(request.POST)

    def save() -> None:
        services.rename_agency(agency=request.office, by=request.actor, at=request.at, **form.cleaned_data)

    return _save(request, "rename_form", form, save, "Đã đổi tên cơ quan.")


@permission_required(Permission.OFFICES)
@require_POST
def add_unit(request: HttpRequest) -> HttpResponse:
    """A unit of a kind that the office has none of."""
    form = f.NewUnitForm(request.POST, office=request.office)

    def save() -> None:
        services.add_unit(agency=request.office, by=request.actor, at=request.at, **form.cleaned_data)

    return _save(request, "unit_form", form, save, "Đã thêm bộ phận.")


@permission_required(Permission.OFFICES)
@require_POST
def add_beside(request: HttpRequest) -> HttpResponse:
    """The police, social insurance or a department beside this office."""
    form = f.BesideForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        services.add_beside(
            parent=request.office, kind=given["kind"], code=given["code"], short_name=given["name"],
            units=form.units(), by=request.actor, at=request.at,
        )  # fmt: skip

    done = "Đã thêm cơ quan bên cạnh. Bước của cơ quan này do cán bộ của cơ quan đó làm."
    return _save(request, "beside_form", form, save, done)


@permission_required(Permission.OFFICES)
@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Another office begins with the product; only who administers every office says so."""
    if not can_rule_everywhere(request, Permission.OFFICES):
        raise PermissionDenied(NOT_YOURS)
    form = f.TakeUpForm(request.POST)

    def save() -> None:
        labels = dict(Unit.KindKey.choices)
        take_into_use(
            agency=agency_by_code(form.cleaned_data["code"]), id_code=form.cleaned_data["id_code"],
            units={kind: labels[kind] for kind in NEW_UNITS}, administrator=request.user, by=request.actor,
            at=request.at,
        )  # fmt: skip

    done = "Cơ quan đã dùng hệ thống, Anh/Chị là người quản trị đầu tiên. Hãy mở tài khoản cho cán bộ ở đó."
    return _save(request, "take_up_form", form, save, done)


@permission_required(Permission.OFFICES)
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its name, what hangs on it, its history; a POST writes name and telephone."""
    found = _unit(request, pk)
    form = f.UnitForm(request.POST if request.method == "POST" else None, initial=_present(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_unit(unit=found, by=request.actor, at=request.at, **form.cleaned_data)
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, "Đã lưu bộ phận. Giấy đã in giữ tên cũ.")
            return redirect("desk:unit", found.pk)
    return _unit_page(request, found, form=form)


@permission_required(Permission.OFFICES)
@require_POST
def end_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit works no more; refused while something hangs on it."""
    found, form = _unit(request, pk), f.CloseForm(request.POST)
    if form.is_valid():
        try:
            close_unit(unit=found, by=request.actor, at=request.at, **form.cleaned_data)
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, f"Bộ phận “{found.name}” đã dừng hoạt động.")
            return redirect("desk:agency")
    return _unit_page(request, found, close_form=form)


@permission_required(Permission.OFFICES)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What a line of the history changed becomes as it was, by a new change."""
    row = _history(request.office).filter(pk=pk).first()
    undo = _UNDO.get(row.action) if row else None
    if undo is None:
        raise Http404
    try:
        undo(request, row)
    except DomainError as late:
        messages.warning(request, late.message)
    else:
        messages.success(request, "Đã đặt lại như cũ. Lần đặt lại này cũng được ghi vào lịch sử.")
    return redirect("desk:agency")


def _put_back_facts(request: HttpRequest, row: AuditEntry) -> None:
    services.change_facts(
        agency=request.office, facts=row.data["before"], by=request.actor, at=request.at
    )  # fmt: skip


def _put_back_unit(request: HttpRequest, row: AuditEntry) -> None:
    found = _unit(request, int(row.object_id))
    words = _present(found) | row.data["before"]
    services.change_unit(unit=found, by=request.actor, at=request.at, **words)


def _reopen(request: HttpRequest, row: AuditEntry) -> None:
    services.reopen_unit(unit=_unit(request, int(row.object_id)), by=request.actor, at=request.at)


_UNDO: dict[str, Callable[[HttpRequest, AuditEntry], None]] = {
    "agency.facts": _put_back_facts,
    "unit.change": _put_back_unit,
    "unit.close": _reopen,
}


def _unit(request: HttpRequest, pk: int) -> Unit:
    found = request.office.units.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _present(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "phone": unit.phone}


def _history(office: Agency) -> QuerySet[AuditEntry]:
    units = [str(pk) for pk in office.units.values_list("pk", flat=True)]
    own = Q(object_type="agency", object_id=str(office.pk)) | Q(object_type="unit", object_id__in=units)
    return lines().filter(own, begins_with(OFFICE))


def _told(rows: QuerySet[AuditEntry]) -> list[dict[str, Any]]:
    return [show.line(row) | {"may_undo": row.action in _UNDO} for row in rows[:SHOWN]]


def _save(request: HttpRequest, name: str, form: Form, save: Callable[[], object], done: str) -> HttpResponse:
    if form.is_valid():
        try:
            save()
        except DomainError as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, done)
            return redirect("desk:agency")
    return _office_page(request, {name: form}, status=422)


def _office_page(
    request: HttpRequest, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    here, everywhere = request.office, can_rule_everywhere(request, Permission.OFFICES)
    sent = forms or {}
    context: dict[str, Any] = {
        "facts_form": f.FactsForm(office=here),
        "rename_form": f.RenameForm(initial={"short_name": here.short_name, "place_kind": here.place_kind}),
        "unit_form": f.NewUnitForm(office=here),
        "beside_form": f.BesideForm(),
        "take_up_form": f.TakeUpForm(),
        "opened": {
            name: name in sent for name in ("rename_form", "unit_form", "beside_form", "take_up_form")
        },
        "sent": next(iter(sent.values()), None),
        "units": here.units.order_by("-active", "kind_key", "pk"),
        "beside": here.children.open().filter(uses_product=True).prefetch_related("units").in_order(),
        "in_use": active_agencies() if everywhere else [],
        "everywhere": everywhere,
        "lines": _told(_history(here)),
        **sent,
    }
    return page(request, "desk/offices/office.html", context, current=reverse("desk:agency"), status=status)


def _unit_page(
    request: HttpRequest, found: Unit, *, form: Form | None = None, close_form: Form | None = None
) -> HttpResponse:
    sent = close_form or (form if form and form.is_bound else None)
    own = lines().filter(begins_with(OFFICE), object_type="unit", object_id=str(found.pk))
    context = {
        "unit": found,
        "form": form or f.UnitForm(initial=_present(found)),
        "close_form": close_form or f.CloseForm(initial={"last_day": local_date(request.at)}),
        "sent": sent,
        "holds": holds_of(found, local_date(request.at)),
        "codes": list(dossiers_at(found).order_by("pk").values_list("code", flat=True)[:NAMED]),
        "lines": _told(own),
    }
    status = 422 if sent is not None and sent.errors else 200
    return page(request, "desk/offices/unit.html", context, current=reverse("desk:agency"), status=status)
