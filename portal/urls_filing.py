"""Addresses of filing online; part of the name space `portal`."""

from django.urls import path, register_converter

from portal.converters import ProcedureCode
from portal.views.filing import check, content, files, people, place, start
from portal.views.filing.steps import STEPS

register_converter(ProcedureCode, "procedure")

VIEWS = {
    "case": place.case,
    "place": place.place,
    "filer": people.filer,
    "owner": people.owner,
    "content": content.content,
    "files": files.files,
    "result": content.result,
    "check": check.check,
}

ONE = "nop-ho-so/<procedure:code>/"

urlpatterns = [
    path("nop-ho-so/", start.apply, name="apply"),
    path("nop-ho-so/da-xoa/", start.forgotten, name="file_forgotten"),
    path("nop-ho-so/dia-ban/", place.place_options, name="file_place_options"),
    path("nop-ho-so/<procedure:code>/", start.start, name="file_start"),
    path("nop-ho-so/<procedure:code>/ket-thuc/", start.forget, name="file_forget"),
    path("nop-ho-so/<procedure:code>/da-nop/", check.receipt, name="file_receipt"),
    path("nop-ho-so/<procedure:code>/to-khai/", files.draft_form, name="file_draft_form"),
    path("nop-ho-so/<procedure:code>/tep/<int:pk>/", files.draft_file, name="file_draft_file"),
    *[path(f"{ONE}{step.slug}/", VIEWS[step.key], name=f"file_{step.key}") for step in STEPS],
]
