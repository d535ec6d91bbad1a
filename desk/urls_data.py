"""Requests of citizens about their own data; part of the name space `desk`."""

from django.urls import path

from desk.views import data_requests

urlpatterns = [
    path("yeu-cau-du-lieu/", data_requests.requests, name="data_requests"),
    path("yeu-cau-du-lieu/<int:pk>/", data_requests.answer, name="data_request_answer"),
]
