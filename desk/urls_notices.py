"""Addresses of what an officer is told, and of how they want to hear it; part of the name space `desk`."""

from django.urls import path

from desk.views import account, notices

urlpatterns = [
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.all_read, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.notice, name="notice"),
    path("tai-khoan/", account.account, name="account"),
]
