"""The session's addresses and two guarded pages: enough of a desk to try its door."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from accounts.permissions import Permission
from desk import guards, urls_session


@guards.officer_required
def home(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "office": request.office.code,
            "actor": request.actor.name,
            "place": request.actor.office,
            "sees": sorted(request.scope.agency_ids),
        }
    )


@guards.permission_required(Permission.RECEIVE)
def receive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


desk = [*urls_session.urlpatterns, path("", home, name="home"), path("nhan/", receive, name="receive")]
urlpatterns = [path("can-bo/", include((desk, "desk")))]
