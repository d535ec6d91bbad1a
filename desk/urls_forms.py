"""Addresses of the law's forms for administrators; part of the name space `desk`."""

from django.urls import path

from desk.views import form_sets

urlpatterns = [
    path("bieu-mau/", form_sets.sets, name="forms"),
    path("bieu-mau/<slug:form_set>/<slug:key>/", form_sets.words, name="form_words"),
    path("bieu-mau/<slug:form_set>/<slug:key>/mau.pdf", form_sets.sample_page, name="form_sample"),
    path("bieu-mau/<slug:form_set>/<slug:key>/xem-thu.pdf", form_sets.trial, name="form_trial"),
]
