"""Files for each paper: several each; what was sent before stays when one is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.http import file_response
from documents.lines import file_line
from documents.models import ScanState
from documents.selectors import why_not_scanned
from dossiers.models import Draft, DraftFile
from dossiers.selectors import rules
from dossiers.selectors.drafts import misses_authority, needs_authority, papers_to_upload
from dossiers.services import drafts
from dossiers.services.infected import REPLACE
from kit.clock import local_date
from kit.errors import Invalid
from portal.forms.uploads import REMOVE, field, summarise, to_remove
from portal.views import declaration
from portal.views.declaration import Declared
from portal.views.filing.door import Visit, find, step
from procedures.models import Component


@dataclass(frozen=True)
class Authority:
    """The paper of who files for another: it belongs to no procedure, and stands behind its papers."""

    pk: int = 0
    name: str = "Văn bản ủy quyền hoặc giấy tờ chứng minh được nộp thay"
    required: bool = False
    shown_only: bool = False
    by_form: bool = False


AUTHORITY = Authority()
NEXT = "tiep_tuc"
STILL_MISSING = "Chọn ít nhất một tệp cho giấy tờ này."
INFECTED = "Nội dung tệp đã bị xóa. Ông/Bà gỡ bỏ tệp này và gửi một tệp khác."
MISSING_ONE = "Chọn ít nhất một tệp cho “{paper}”."


@step("files")
def files(visit: Visit) -> HttpResponse:
    """Upload, take back, go on. Each refusal is a sentence beside its paper."""
    posted = visit.request.POST
    if REMOVE in posted:
        if wanted := to_remove(posted):
            drafts.remove(draft=visit.draft, draft_file_id=wanted, at=visit.at)
        return redirect(visit.request.get_full_path())
    if visit.request.method != "POST":
        return _show(visit, {})
    refused = _take_all(visit)
    if NEXT in posted:
        for row in drafts.kept_files(visit.draft).filter(file__scan_state=ScanState.INFECTED):
            refused.setdefault(row.component_id or AUTHORITY.pk, []).append(
                REPLACE.format(name=row.file.original_name)
            )
        for missing in drafts.missing_components(visit.draft):
            refused.setdefault(missing.pk, [STILL_MISSING])
        if misses_authority(visit.draft):
            refused.setdefault(AUTHORITY.pk, [STILL_MISSING])
    if refused:
        return _show(visit, refused)
    return visit.go_on() if NEXT in posted else redirect(visit.request.get_full_path())


@never_cache
@require_safe
def draft_form(request: HttpRequest, code: str) -> HttpResponse:
    """The tờ khai of the person's own draft as it will be printed."""
    at = timezone.now()
    draft = find(request, code, at)
    if not isinstance(draft, Draft):
        return draft
    if "form" not in draft.data:
        raise Http404("Chưa có tờ khai.")
    said = Declared(draft.version, draft.data["form"], draft.agency, draft.data["filer"]["name"], at)
    return declaration.answer(said)


@never_cache
@require_safe
def draft_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A file of the person's own draft, to look at; anybody else's does not exist."""
    draft = find(request, code, timezone.now())
    if not isinstance(draft, Draft):
        return draft
    row = drafts.kept_files(draft).filter(pk=pk).first()
    if row is None or draft.dossier_id:
        raise Http404("Không có tệp này.")
    return file_response(row.file, inline="xem" in request.GET)


def papers(draft: Draft) -> list[Component | Authority]:
    """The papers of the procedure in order, those only shown and the one by e-form too; then what shows that
    the filer may act for the owner."""
    asked: list[Component | Authority] = list(draft.version.components.all())
    return [*asked, Authority(required=needs_authority(draft))] if acts_for_another(draft) else asked


def acts_for_another(draft: Draft) -> bool:
    """Does the filer say what they are to the owner?"""
    return bool((draft.data.get("owner") or {}).get("relation"))


def listed(draft: Draft, rows: Iterable[DraftFile], *, removable: bool) -> list[dict]:
    """Files as the component shows them."""
    code = draft.version.procedure.code
    shown = []
    for row in rows:
        url = reverse("portal:file_draft_file", args=[code, row.pk])
        more = {"remove_name": REMOVE, "remove_value": row.pk} if removable else {}
        shown.append(file_line(row.file, url=url, preview_url=f"{url}?xem=1", infected=INFECTED, **more))
    return shown


def _take_all(visit: Visit) -> dict[int, list[str]]:
    refused: dict[int, list[str]] = {}
    asked = papers_to_upload(visit.draft.version)
    for paper in [*asked, AUTHORITY] if acts_for_another(visit.draft) else asked:
        for upload in visit.request.FILES.getlist(field(paper.pk)):
            component = None if paper is AUTHORITY else paper
            try:
                drafts.attach(draft=visit.draft, component=component, upload=upload, at=visit.at)
            except Invalid as error:
                refused.setdefault(paper.pk, []).extend(error.errors["file"])
    return refused


def _show(visit: Visit, refused: dict[int, list[str]]) -> HttpResponse:
    kept = list(drafts.kept_files(visit.draft))
    rows = [
        {
            "paper": paper,
            "name": field(paper.pk),
            "errors": refused.get(paper.pk, []),
            "files": listed(
                visit.draft,
                (row for row in kept if (row.component_id or AUTHORITY.pk) == paper.pk),
                removable=True,
            ),
        }
        for paper in papers(visit.draft)
    ]
    limit = rules.max_file_bytes(visit.draft.agency, local_date(visit.at)) // (1024 * 1024)
    return visit.show(
        rows=rows,
        limit=limit,
        wrong=bool(refused),
        summary=summarise(_named(rows, refused)),
        unscanned=why_not_scanned(),
    )


def _named(rows: list[dict], refused: dict[int, list[str]]) -> dict[int, list[str]]:
    """The same sentences for the list on top, where a paper that misses must be told by its name."""
    names = {row["paper"].pk: row["paper"].name for row in rows}
    return {
        pk: [MISSING_ONE.format(paper=names[pk]) if said == STILL_MISSING else said for said in sentences]
        for pk, sentences in refused.items()
    }
