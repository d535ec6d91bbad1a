"""Every address of the product; one include per room."""

from django.urls import URLPattern, URLResolver, include, path

from portal import health

handler500 = "portal.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("kieu-dang/", include("portal.views.gallery")),
    path("ma-xac-nhan/", include("captcha.urls")),
    path("can-bo/", include("desk.urls")),
    path("", include("notifications.urls")),
    path("", include("portal.urls_portal")),
]
