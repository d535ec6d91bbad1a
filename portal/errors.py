"""The page for our own mistakes: it has a number to tell the help desk, and needs no database."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal import logs

log = logging.getLogger("portal.errors")


def incident_number(request_id: str) -> str:
    """Four signs easy to read out on the telephone, found in the log beside the request's id."""
    return request_id.replace("-", "")[:4].upper()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`; the traceback is in the log already, under the same request id."""
    number = incident_number(logs.request_id.get())
    log.error("incident", extra={"incident": number, "path": logs.place(request)})
    return HttpResponse(render_to_string("500.html", {"incident": number}), status=500)
