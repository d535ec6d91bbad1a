"""The counter's sheet between two looks at it: the procedure found, the card read, the scans kept.

Nothing of it lies in the session: what was typed travels with the form, so that it is gone with the page.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, QueryDict

from desk import kept
from desk.forms.counter import CounterForm, usual_counts
from documents.lines import file_line
from documents.models import StoredFile
from documents.services import erase, store_upload
from dossiers.people import read_card
from dossiers.selectors import rules
from kit.clock import local_date
from kit.errors import Invalid
from kit.text import collapse
from procedures.models import Component, Version
from procedures.selectors import offered, search

SALT = "desk.counter.file"
KEPT_FOR = timedelta(hours=12)
MATCHES = 8
TAKE_IN, EVERYTHING = "take_in", "all"
USUAL = {"same": "on"}  # how a browser sends a ticked box

INFECTED = "Nội dung tệp đã bị xóa. Anh/Chị gỡ bỏ và quét lại giấy tờ này."


@dataclass(frozen=True)
class Kept:
    """A scan that is already stored; `ticket` proves to us that this officer uploaded it for this paper."""

    component: Component
    file: StoredFile
    ticket: str


class Sheet:
    """One look at the counter's screen; `form` is judged only when `wants_taking_in`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.on = request, local_date(request.at)
        self.data: QueryDict = _kept_words(request) or request.POST.copy()
        self.version, self.matches = self._procedure()
        self.refused: dict[int, list[str]] = {}
        self.kept: list[Kept] = []
        self._fill_new_version()
        card_error = self._read_card()
        if self.data.get("act") == EVERYTHING:
            self._tick_everything()
        self.form = CounterForm(
            self.data or None,
            request.FILES or None,
            version=self.version,
            own=request.office,
            on=self.on,
            check=self.wants_taking_in,
            card_error=card_error,
        )
        self._keep_files()

    @property
    def wants_taking_in(self) -> bool:
        """Was "Tiếp nhận hồ sơ" pressed, with nothing left to be filled in first?"""
        return self.data.get("act") == TAKE_IN and self.version is not None and not self.data.get("card")

    @property
    def searched(self) -> str:
        return collapse(self.data.get("thu_tuc", ""))[:200].replace("\x00", "")

    def files(self) -> list[tuple[Component, StoredFile]]:
        """The scans with the papers that they show."""
        return [(kept.component, kept.file) for kept in self.kept]

    def papers(self) -> list[dict[str, Any]]:
        """Each component as the template draws it."""
        return [self._paper(component) for component in self.form.components]

    def _procedure(self) -> tuple[Version | None, list[Version]]:
        """The procedure that is chosen, or those that the typed words may mean."""
        on_offer = offered(self.request.office, self.on)
        text, picked = self.searched, self.data.get("pick", "")
        if picked.isascii() and picked.isdigit() and text == self.data.get("searched"):
            return on_offer.filter(pk=int(picked[:12])).first(), []
        chosen = self.data.get("version", "")
        if chosen.isascii() and chosen.isdigit():
            version = on_offer.filter(pk=int(chosen[:12])).first()
            if version and text in ("", label(version)):
                return version, []
        if not text:
            return None, []
        found = list(search(text, on=self.on, agency=self.request.office)[:MATCHES])
        exact = [version for version in found if version.procedure.code.lower() == text.lower()]
        found = exact or found
        return (found[0], []) if len(found) == 1 else (None, found)

    def _fill_new_version(self) -> None:
        """The papers of a procedure that was not on the screen before get the counts that the law asks."""
        if self.version is None:
            return
        self.data["thu_tuc"] = label(self.version)
        if self.data.get("version") == str(self.version.pk):
            return
        if "version" not in self.data:  # the boxes below were not on the screen yet
            for name, field in CounterForm.base_fields.items():
                self.data.setdefault(name, USUAL.get(name, field.initial) or "")
        self.data["version"] = str(self.version.pk)
        for component in self.version.components.all():
            for name, value in usual_counts(component).items():
                self.data[name] = value

    def _read_card(self) -> str:
        """Fill the filer from the scanned card; returns the sentence where it can't be read."""
        scanned = self.data.get("card", "").strip()
        if not scanned:
            return ""
        try:
            card = read_card(scanned)
        except ValueError as error:
            return str(error)
        filled = {
            "name": card.name,
            "id_number": card.number,
            "birth_date": f"{card.birth_date:%d/%m/%Y}",
            "sex": card.sex if card.sex in ("Nam", "Nữ") else "",
            "address": card.address,
        }
        for name, value in filled.items():
            self.data[f"filer_{name}"] = value
        self.data["card"] = ""
        return ""

    def _tick_everything(self) -> None:
        for component in self.version.components.all() if self.version else ():
            self.data[f"c{component.pk}"] = "on"

    def _keep_files(self) -> None:
        """Scans of earlier looks, less what was taken away, and the new ones; a refusal is a sentence."""
        dropped = self.data.get("drop", "")
        for ticket in self.data.getlist("kept"):
            kept = self._open_ticket(ticket)
            if kept and str(kept.file.pk) == dropped:
                erase(file=kept.file, by=self.request.actor, at=self.request.at)
            elif kept:
                self.kept.append(kept)
        for component in self.form.components:
            for upload in self.request.FILES.getlist(f"c{component.pk}_files"):
                self._keep(component, upload)

    def _keep(self, component: Component, upload: Any) -> None:
        request = self.request
        limit = rules.max_file_bytes(request.office, self.on)
        try:
            file = store_upload(upload=upload, by=request.actor, at=request.at, max_bytes=limit)
        except Invalid as refused:
            self.refused.setdefault(component.pk, []).extend(refused.errors["file"])
            return
        ticket = signing.dumps([request.user.pk, component.pk, str(file.pk)], salt=SALT)
        self.kept.append(Kept(component, file, ticket))

    def _open_ticket(self, ticket: str) -> Kept | None:
        try:
            user_id, component_id, file_id = signing.loads(ticket, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            return None
        component = next((c for c in self.form.components if c.pk == component_id), None)
        # One that was found infected stays on the screen until it is taken away.
        file = StoredFile.objects.filter(pk=UUID(file_id)).exclude(state="erased", original_name="").first()
        if user_id != self.request.user.pk or component is None or file is None:
            return None
        return Kept(component, file, ticket)

    def _paper(self, component: Component) -> dict[str, Any]:
        name = f"c{component.pk}"
        mine = [kept for kept in self.kept if kept.component.pk == component.pk]
        whole = not component.shown_only
        return {
            "component": component,
            "tick": self.form[name],
            "originals": self.form[f"{name}_originals"] if whole else None,
            "copies": self.form[f"{name}_copies"] if whole else None,
            "upload": f"{name}_files" if whole else "",
            "tickets": [kept.ticket for kept in mine],
            "errors": self.refused.get(component.pk, []),
            "files": [
                file_line(kept.file, infected=INFECTED, remove_name="drop", remove_value=str(kept.file.pk))
                for kept in mine
            ],
        }  # fmt: skip


def _kept_words(request: HttpRequest) -> QueryDict | None:
    """The sheet as it was when the screen locked; nothing is taken in or away by looking at it."""
    typed = kept.again(request)
    for press in ("act", "drop"):
        if typed:
            typed.pop(press, None)
    return typed


def label(version: Version) -> str:
    """How a chosen procedure stands in its box."""
    return f"{version.name} ({version.procedure.code})"
