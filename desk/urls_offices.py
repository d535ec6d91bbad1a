"""Addresses of an office's own facts, of message texts and of settings; part of the name space `desk`."""

from django.urls import path

from desk.views import wording

urlpatterns = [
    path("mau-tin/", wording.message_list, name="messages"),
    path("mau-tin/<slug:key>/", wording.words, name="message_words"),
    path("mau-tin/<slug:key>/dung-lai/", wording.restore, name="message_restore"),
]
