"""The register: printed and closed from the system, and compared with paper and specialist books."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from desk import trail
from desk.forms.register import EntryForm, PrintForm
from desk.guards import permission_required
from desk.pages import page
from desk.views.dossier import add_errors
from desk.views.files import PDF, printable
from documents.forms.words import ranges
from documents.selectors import open_file
from dossiers.books import BOOKS, Book
from dossiers.selectors import register as books
from dossiers.services import register
from kit.clock import local_date
from kit.errors import Invalid


@permission_required(Permission.REPORT)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The book of a year: how many lines, which numbers are missing, its printings, whether it is closed."""
    context = _told(request, *_years(request))
    if request.htmx and not request.htmx.boosted:
        return render(request, "desk/register/_prints.html", context)
    return page(request, "desk/register/book.html", context, current=reverse("desk:registers"))


@permission_required(Permission.REPORT)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Print the book as it stands now, or close it."""
    form, closes = PrintForm(request.POST), "khoa" in request.POST
    year = form.cleaned_data["year"] if form.is_valid() else local_date(request.at).year
    if form.is_valid():
        try:
            row = register.ask_print(
                agency=request.office, year=year, by=request.actor, at=request.at, closes=closes
            )
        except Invalid as wrong:
            add_errors(form, wrong)
        else:
            messages.success(request, _said(row))
            return redirect(f"{reverse('desk:registers')}?nam={year}")
    context = _told(request, year, books.years(request.office, local_date(request.at))) | {"form": form}
    return page(request, "desk/register/book.html", context, current=reverse("desk:registers"), status=422)


@permission_required(Permission.REPORT)
@require_safe
def print_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A printing as it was made."""
    row = books.agency_prints(request.office).filter(pk=pk, state="done").select_related("pdf").first()
    if row is None:
        raise Http404
    words = f"Tải, in sổ theo dõi hồ sơ năm {row.year}"
    trail.took(request, "register_print", row.pk, "export.register", words)
    return printable(FileResponse(open_file(row.pdf), content_type=PDF), row.pdf.original_name)


@permission_required(Permission.REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A book beside the system, month by month, and the form for what stands in the book."""
    (year, years), book = _years(request), BOOKS.get(request.GET.get("so", ""), BOOKS["register"])
    months = books.compare(request.office, year, book)
    last_month = _last_month(request, year)
    initial = _initial(request, months, last_month)
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _enter(request, year, book, form):
        messages.success(
            request, f"Đã ghi số liệu tháng {form.cleaned_data['month']:02d} của “{book.title}”."
        )
        return redirect(_address(year, book))
    context = {
        "year": year,
        "years": years,
        "book": book,
        "months": [(one, _difference(one)) for one in months],
        "last_month": last_month,
        "totals": _totals(months),
        "form": form,
        "address": _address(year, book),
        "books": [
            {"label": one.title, "url": _address(year, one), "current": one == book, "count": None}
            for one in BOOKS.values()
        ],
    }
    status = 422 if form.errors else 200
    return page(
        request, "desk/register/check.html", context, current=reverse("desk:registers"), status=status
    )


def _enter(request: HttpRequest, year: int, book: Book, form: EntryForm) -> bool:
    try:
        register.enter_book(
            agency=request.office, book=book, year=year, **form.cleaned_data, by=request.actor, at=request.at
        )
    except Invalid as wrong:
        add_errors(form, wrong)
        return False
    return True


def _last_month(request: HttpRequest, year: int) -> int:
    """The last month of the year that has come."""
    today = local_date(request.at)
    return today.month if year == today.year else 12


def _initial(request: HttpRequest, months: list[books.Month], last_month: int) -> dict[str, Any]:
    """The month that was chosen, with what was entered for it before; else the newest one not entered yet."""
    asked = request.GET.get("thang", "")
    valid = asked.isascii() and asked.isdigit() and len(asked) < 3 and 1 <= int(asked) <= 12
    open_ones = [one.number for one in months[:last_month] if one.entry is None]
    number = int(asked) if valid else max(open_ones, default=last_month)
    entry = months[number - 1].entry
    names = ("count", "first_no", "last_no", "note")
    return {"month": number} | ({name: getattr(entry, name) for name in names} if entry else {})


def _difference(one: books.Month) -> tuple[str, str] | None:
    """A month's difference as badge and words; None while nothing was entered."""
    if one.difference is None:
        return None
    if one.difference == 0:
        return "done", "Khớp"
    return "late", f"Sổ {'nhiều' if one.difference > 0 else 'ít'} hơn {abs(one.difference)}"


def _totals(months: list[books.Month]) -> dict[str, int]:
    entered = [one for one in months if one.entry]
    return {
        "system": sum(one.in_system for one in months),
        "book": sum(one.entry.count for one in entered),
        "difference": sum(one.difference or 0 for one in entered),
        "entered": len(entered),
    }


def _told(request: HttpRequest, year: int, years: list[int]) -> dict[str, Any]:
    office = request.office
    prints = list(books.prints(office, year)[:20])
    return {
        "year": year,
        "years": years,
        "form": PrintForm(),
        "lines": books.lines(office, year).count(),
        "missing": ranges(books.missing(office, year)),
        "print_hidden": {"year": year},
        "close_hidden": {"year": year, "khoa": "1"},
        "prints": prints,
        "closing": next((row for row in prints if row.closes), None),
        "over": year < local_date(request.at).year,
        "waiting": any(row.is_open for row in prints),
        "check_url": _address(year, BOOKS["register"]),
    }


def _years(request: HttpRequest) -> tuple[int, list[int]]:
    """The year asked for, this year where it has no book, and all years that have one."""
    asked, today = request.GET.get("nam", ""), local_date(request.at)
    known = books.years(request.office, today)
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return (year if year in known else today.year), known


def _address(year: int, book: Book) -> str:
    return f"{reverse('desk:register_check')}?{urlencode({'nam': year, 'so': book.key})}"


def _said(row: Any) -> str:
    if row.state == "done":
        return f"Sổ năm {row.year} đã khóa; bản in khi khóa sổ ở danh sách bên dưới."
    verb = "khóa và in" if row.closes else "in"
    return f"Đang {verb} sổ năm {row.year}. Anh/Chị có thể rời trang này; bản in vẫn được lập."
