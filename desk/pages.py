"""One way to answer with a page of the desk: the left column is always there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.menu import menu


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, current: str = "", status: int = 200
) -> HttpResponse:
    """The page with the queues beside it; `current` is the queue's key or the page's own address."""
    return render(request, template, {**context, "queues": menu(request, current)}, status=status)
