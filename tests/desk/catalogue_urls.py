"""The catalogue's screens with the session's addresses: a desk without dossiers."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from desk import guards, urls_catalogue, urls_notices, urls_session


@guards.officer_required
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


desk = [
    *urls_session.urlpatterns,
    *urls_notices.urlpatterns,
    *urls_catalogue.urlpatterns,
    path("", home, name="home"),
]
urlpatterns = [path("can-bo/", include((desk, "desk"))), path("", include("portal.urls_portal"))]
