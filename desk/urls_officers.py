"""Addresses of the administration of accounts and duties; part of the name space `desk`."""

from django.urls import path

from desk.views import officers

urlpatterns = [
    path("can-bo-va-quyen/", officers.officers, name="officers"),
    path("can-bo-va-quyen/ra-soat/", officers.review, name="rights_review"),
    path("can-bo-va-quyen/<int:pk>/", officers.officer, name="officer"),
    path("can-bo-va-quyen/<int:pk>/<slug:verb>/", officers.act, name="officer_act"),
]
