"""Addresses of the audit book; part of the name space `desk`."""

from django.urls import path

from desk.views import book

urlpatterns = [
    path("nhat-ky/", book.book, name="book"),
    path("nhat-ky/cua-toi/", book.own_trail, name="own_trail"),
    path("nhat-ky/ma-niem/", book.digests, name="book_digests"),
    path("nhat-ky/ma-niem/<str:day>/", book.digest, name="book_digest"),
]
