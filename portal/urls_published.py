"""Addresses of the public figures, under /so-lieu/; part of the name space `portal`."""

from django.urls import path

from portal.views import published

urlpatterns = [
    path("", published.offices, name="figures"),
    path("<str:code>/", published.agency, name="agency_figures"),
]
