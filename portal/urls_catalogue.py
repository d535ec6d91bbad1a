"""Addresses of the public catalogue; part of the name space `portal`."""

from django.urls import path

from portal.views import catalogue

urlpatterns = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.procedures, name="procedures"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("thu-tuc/<str:code>/to-khai/", catalogue.blank_form, name="blank_form"),
    path("su-kien/<slug:slug>/", catalogue.life_event, name="life_event"),
    path("tin-tuc/", catalogue.news, name="news"),
    path("tin-tuc/<slug:slug>/", catalogue.article, name="article"),
]
