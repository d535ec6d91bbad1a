"""The name space `portal`: every address of citizens and the public, one include per set of screens."""

from django.urls import include, path

app_name = "portal"

urlpatterns = [
    path("", include("portal.urls_catalogue")),
    path("", include("portal.urls_filing")),
    path("", include("portal.urls_lookup")),
    path("", include("portal.urls_account")),
    path("", include("portal.urls_safety")),
    path("so-lieu/", include("portal.urls_published")),
]
