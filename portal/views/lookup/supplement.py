"""The applicant completes what was asked for: kept until all is right, then handed in once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from documents.lines import file_line
from documents.models import FileState, StoredFile
from documents.services import erase
from dossiers.models import Dossier, Supplement
from dossiers.services.supplement import complete, open_supplement
from kit.errors import Conflict, Invalid
from portal.forms.lookup import AnswerForm
from portal.forms.uploads import REMOVE, Refused, field, summarise
from portal.views.filing.files import INFECTED
from portal.views.lookup import access, uploads

SEND = "gui"
DONE = "Đã gửi phần bổ sung. Ông/Bà theo dõi tin nhắn để biết bước tiếp theo."


@dataclass(frozen=True)
class Asking:
    """One visit to the page of one open request."""

    request: HttpRequest
    dossier: Dossier
    asked: Supplement
    at: datetime

    @property
    def kept(self) -> dict:
        """What the session keeps for this request: files by item, and the words."""
        known = self.request.session.get(access.PENDING, {}).get(self.dossier.code, {})
        return known if known.get("supplement") == self.asked.pk else {"files": [], "answer": ""}

    def keep(self, files: list[tuple[int, str]], answer: str) -> None:
        """Keep files (item, id) and words until they are handed in."""
        mine = {"supplement": self.asked.pk, "files": files, "answer": answer}
        others = self.request.session.get(access.PENDING, {})
        self.request.session[access.PENDING] = others | {self.dossier.code: mine}

    def files(self) -> list[tuple[int, StoredFile]]:
        """The kept files, in the order they came."""
        kept = self.kept["files"]
        # A stray is erased after a day; an infected file is shown, so that it is replaced.
        named = StoredFile.objects.exclude(state=FileState.ERASED, original_name="")
        found = named.in_bulk([UUID(file) for _, file in kept])
        return [(item, found[UUID(file)]) for item, file in kept if UUID(file) in found]


@require_http_methods(["GET", "HEAD", "POST"])
@access.open_to_act
def supplement(request: HttpRequest, dossier: Dossier, at: datetime) -> HttpResponse:
    """Upload, take back, hand in."""
    asked = open_supplement(dossier)
    if asked is None:
        return access.to_dossier(dossier)
    visit = Asking(request, dossier, asked, at)
    if request.method != "POST":
        return _show(visit, AnswerForm(initial={"answer": visit.kept["answer"]}), {})
    form = AnswerForm(request.POST)
    refused = _take(visit, form.data.get("answer", ""))
    if REMOVE in request.POST:
        _remove(visit, request.POST[REMOVE])
        return redirect(request.path)
    if refused or not form.is_valid():
        return _show(visit, form, refused)
    return _hand_in(visit, form) if SEND in request.POST else redirect(request.path)


def _take(visit: Asking, answer: str) -> Refused:
    slots = visit.asked.items.order_by("ord").values_list("pk", flat=True)
    have = [item for item, _ in visit.kept["files"]]
    taken, refused = uploads.take(visit.request, visit.dossier, slots, visit.at, have=have)
    fresh = [(item, str(file.pk)) for item, file in taken]
    visit.keep([*visit.kept["files"], *fresh], answer[:5000])
    return refused


def _remove(visit: Asking, wanted: str) -> None:
    for _, file in visit.files():
        if str(file.pk) == wanted:
            erase(file=file, by=visit.request.entry.actor, at=visit.at)
    kept = visit.kept
    visit.keep([pair for pair in kept["files"] if pair[1] != wanted], kept["answer"])


def _hand_in(visit: Asking, form: AnswerForm) -> HttpResponse:
    components = {item.pk: item.component for item in visit.asked.items.select_related("component")}
    files = [(components[item], file) for item, file in visit.files()]
    try:
        complete(
            dossier=visit.dossier,
            by=visit.request.entry.actor,
            at=visit.at,
            files=files,
            answer=form.cleaned_data["answer"],
        )
    except Invalid as error:
        form.add_error("answer", [said for sentences in error.errors.values() for said in sentences])
        return _show(visit, form, {})
    except Conflict:
        messages.warning(visit.request, access.CHANGED)
    else:
        visit.keep([], "")
        messages.success(visit.request, DONE)
    return access.to_dossier(visit.dossier)


def _show(visit: Asking, form: AnswerForm, refused: Refused) -> HttpResponse:
    kept = visit.files()
    rows = [
        {
            "item": item,
            "name": field(item.pk),
            "errors": refused.get(item.pk, []),
            "files": [_line(file) for slot, file in kept if slot == item.pk],
        }
        for item in visit.asked.items.order_by("ord")
    ]
    values = {
        "dossier": visit.dossier,
        "asked": visit.asked,
        "rows": rows,
        "form": form,
        "limit": uploads.megabytes(visit.dossier, visit.at),
    }
    values["summary"] = summarise(refused) + _wrong_words(form)
    status = 422 if refused or (form.is_bound and form.errors) else 200
    return render(visit.request, "portal/lookup/supplement.html", values, status=status)


def _wrong_words(form: AnswerForm) -> list[dict[str, str]]:
    sentences = form["answer"].errors if form.is_bound else []
    return [{"sentence": sentence, "target": "id_answer"} for sentence in sentences]


def _line(file: StoredFile) -> dict:
    return file_line(file, infected=INFECTED, remove_name=REMOVE, remove_value=str(file.pk))
