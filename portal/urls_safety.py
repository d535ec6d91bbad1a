"""Addresses of how the portal is guarded, and of where to tell of a hole; part of the name space `portal`."""

from django.urls import path

from portal.views import safety

urlpatterns = [
    path("bao-mat/", safety.page, name="safety"),
    path(".well-known/security.txt", safety.security_txt, name="security_txt"),
]
