"""Addresses of the officer's own session; part of the name space `desk`."""

from django.urls import path

from desk.views import session

urlpatterns = [
    path("dang-nhap/", session.login, name="login"),
    path("dang-xuat/", session.logout, name="logout"),
    path("doi-mat-khau/", session.password, name="password"),
    path("co-quan/", session.office, name="office"),
]
