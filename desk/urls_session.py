"""Addresses of the officer's own session; part of the name space `desk`."""

from django.urls import path

from desk.views import factor, invitation, session

urlpatterns = [
    path("dang-nhap/", session.login, name="login"),
    path("dang-nhap/ma/", session.second_step, name="second_step"),
    path("dang-xuat/", session.logout, name="logout"),
    path("doi-mat-khau/", session.password, name="password"),
    path("loi-moi/<str:token>/", invitation.invitation, name="invitation"),
    path("co-quan/", session.office, name="office"),
    path("tai-khoan/xac-thuc/", factor.factor, name="factor"),
    path("tai-khoan/xac-thuc/ma-du-phong/", factor.codes, name="factor_codes"),
    path("tai-khoan/xac-thuc/tat/", factor.off, name="factor_off"),
]
