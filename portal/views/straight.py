"""The next page in the answer itself: over a slow line one journey and not two.

A form that is sent leads on by a redirect (POST, then GET). Where the product's own script sent it
(static/js/send.js), the page that the redirect names comes at once, with its address in X-Location.
"""

from collections.abc import Callable
from copy import copy
from functools import wraps
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils.datastructures import MultiValueDict

BY_SCRIPT = "X-Upload"
View = Callable[..., HttpResponse]


def straight_on(view: View) -> View:
    """For a view that redirects within the site after a form; without the script nothing changes."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method != "POST" or BY_SCRIPT not in request.headers or response.status_code != 302:
            return response
        return _page_at(request, response) or response

    return answered


def _page_at(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """What the browser would get at the address; None where that is no page: then it goes there itself."""
    location = response.headers["Location"]
    address = urlsplit(location)
    if address.netloc:
        return None
    try:
        match = resolve(address.path)
    except Http404:
        return None
    asking = _asking(request, response, address.path, address.query)
    asking.resolver_match = match
    page = match.func(asking, *match.args, **match.kwargs)
    if page.status_code != 200 or page.streaming:
        return None
    for name, morsel in response.cookies.items():
        page.cookies.setdefault(name, morsel)
    page.headers["X-Location"] = location
    return page


def _asking(request: HttpRequest, response: HttpResponse, path: str, query: str) -> HttpRequest:
    """The request that the browser would make: same person and session, nothing sent along."""
    asking = copy(request)
    asking.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    asking.method = "GET"
    asking.path = asking.path_info = path
    asking.GET = QueryDict(query)
    asking.POST = QueryDict()
    asking._files = MultiValueDict()
    given = {name: morsel.value for name, morsel in response.cookies.items()}
    asking.COOKIES = request.COOKIES | given
    return asking
