"""Addresses of backups and of the time things are kept; part of the name space `desk`."""

from django.urls import path

from desk.views import keeping

urlpatterns = [
    path("sao-luu/", keeping.backups, name="backups"),
    path("thoi-han-luu/", keeping.retention, name="retention"),
    path("thoi-han-luu/lap-danh-sach/", keeping.make_list, name="disposal_new"),
    path("thoi-han-luu/<int:pk>/", keeping.disposal, name="disposal"),
    path("thoi-han-luu/<int:pk>/danh-sach.csv", keeping.disposal_csv, name="disposal_csv"),
    path("thoi-han-luu/<int:pk>/bo/", keeping.withdraw, name="disposal_withdraw"),
    path("thoi-han-luu/<int:pk>/giu-lai/<int:item>/", keeping.keep, name="disposal_keep"),
]
