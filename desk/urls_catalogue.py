"""Addresses of the administrator's catalogue; part of the name space `desk`."""

from django.urls import path, register_converter

from desk.forms.catalogue_edit import SECTIONS
from desk.views import articles, catalogue, catalogue_compare, catalogue_edit, postings, process_sheet


class Action:
    """A word of what can be done with a version."""

    regex = "|".join(catalogue.ACTIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Section(Action):
    """A part of a draft that is edited on a page of its own."""

    regex = "|".join(SECTIONS)


register_converter(Action, "version_action")
register_converter(Section, "version_section")

urlpatterns = [
    path("danh-muc/", catalogue.catalogue, name="catalogue"),
    path("danh-muc/phien-ban/<int:pk>/", catalogue.version, name="catalogue_version"),
    path("danh-muc/phien-ban/<int:pk>/<version_action:action>/", catalogue.act, name="catalogue_act"),
    path("danh-muc/phien-ban/<int:pk>/so-sanh/", catalogue_compare.compare, name="catalogue_compare"),
    path(
        "danh-muc/phien-ban/<int:pk>/sua/<version_section:section>/",
        catalogue_edit.edit,
        name="catalogue_edit",
    ),
    path("danh-muc/phien-ban/<int:pk>/quy-trinh.pdf", process_sheet.sheet, name="process_sheet"),
    path("danh-muc/phien-ban/<int:pk>/cac-buoc.xlsx", process_sheet.table, name="process_table"),
    path("danh-muc/phien-ban/<int:pk>/nhap-cac-buoc/", process_sheet.bring_in, name="process_import"),
    path("niem-yet/", postings.sheets, name="postings"),
    path("niem-yet/ban-in.pdf", postings.paper, name="posting_paper"),
    path("niem-yet/ghi/", postings.post, name="posting_post"),
    path("niem-yet/<int:pk>/go/", postings.down, name="posting_down"),
    path("danh-muc/<str:code>/tai-co-quan/", catalogue.switch, name="catalogue_switch"),
    path("tin-tuc/", articles.articles, name="articles"),
    path("tin-tuc/viet/", articles.write, name="article_new"),
    path("tin-tuc/<int:pk>/", articles.write, name="article_change"),
    path("tin-tuc/<int:pk>/go/", articles.remove, name="article_remove"),
]
