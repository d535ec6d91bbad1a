"""What the pages of the account have in common."""

from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import rules
from kit.clock import local_date
from kit.errors import DomainError, Invalid


def show(request: HttpRequest, name: str, form: Form | None = None, **values: Any) -> HttpResponse:
    """A page of the account; a form with errors is answered with 422."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, f"portal/account/{name}.html", {"form": form, **values}, status=status)


def say(form: Form, error: DomainError, field: str | None = None) -> None:
    """The sentence of what went wrong, beside its field."""
    if not isinstance(error, Invalid):
        form.add_error(field, error.message)
        return
    for name, sentences in error.errors.items():
        form.add_error(name if name in form.fields else None, sentences)


def wanted(at: datetime) -> str:
    """What a password has to be, said before it is typed."""
    length = rules.shortest_password(local_date(at))
    return f"Ít nhất {length} ký tự, có chữ thường, chữ hoa, chữ số và ký hiệu; không chứa tên của Ông/Bà."
