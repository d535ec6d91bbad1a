"""Addresses of the leader's page, of lists behind figures, of reports and of history; part of `desk`."""

from django.urls import path

from desk.views import history, leader, reports

urlpatterns = [
    path("lanh-dao/", leader.leader, name="leader"),
    path("so-lieu/hien-nay/<slug:key>/", leader.figure_now, name="figure_now"),
    path("so-lieu/trong-ky/<slug:key>/", leader.figure_counted, name="counted"),
    path("bao-cao/", reports.reports, name="reports"),
    path("bao-cao/<int:pk>/", reports.report, name="report"),
    path("bao-cao/<int:pk>/lap-lai/", reports.again, name="report_again"),
    path("bao-cao/<int:pk>/<str:kind>/", reports.report_file, name="report_file"),
    path("nhap-ho-so-cu/", history.histories, name="histories"),
    path("nhap-ho-so-cu/mau.csv", history.sample, name="history_sample"),
    path("nhap-ho-so-cu/<int:pk>/", history.history, name="history"),
]
