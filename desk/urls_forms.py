"""Addresses of the law's forms and of the register; part of the name space `desk`."""

from django.urls import path

from desk.views import form_sets, register

urlpatterns = [
    path("bieu-mau/", form_sets.sets, name="forms"),
    path("bieu-mau/<slug:form_set>/<slug:key>/", form_sets.words, name="form_words"),
    path("bieu-mau/<slug:form_set>/<slug:key>/mau.pdf", form_sets.sample_page, name="form_sample"),
    path("bieu-mau/<slug:form_set>/<slug:key>/xem-thu.pdf", form_sets.trial, name="form_trial"),
    path("so-theo-doi/", register.registers, name="registers"),
    path("so-theo-doi/in/", register.ask, name="register_ask"),
    path("so-theo-doi/doi-chieu/", register.check, name="register_check"),
    path("so-theo-doi/<int:pk>.pdf", register.print_file, name="register_file"),
]
