"""Addresses of the administrator's catalogue; part of the name space `desk`."""

from django.urls import path, register_converter

from desk.views import articles, catalogue


class Action:
    """A word of what can be done with a version."""

    regex = "|".join(catalogue.ACTIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Action, "version_action")

urlpatterns = [
    path("danh-muc/", catalogue.catalogue, name="catalogue"),
    path("danh-muc/phien-ban/<int:pk>/", catalogue.version, name="catalogue_version"),
    path("danh-muc/phien-ban/<int:pk>/<version_action:action>/", catalogue.act, name="catalogue_act"),
    path("danh-muc/<str:code>/tai-co-quan/", catalogue.switch, name="catalogue_switch"),
    path("tin-tuc/", articles.articles, name="articles"),
    path("tin-tuc/viet/", articles.write, name="article_new"),
    path("tin-tuc/<int:pk>/", articles.write, name="article_change"),
    path("tin-tuc/<int:pk>/go/", articles.remove, name="article_remove"),
]
