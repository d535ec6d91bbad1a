"""The end of a closed dossier whose time of keeping is over: nobody can be known by it any more.

What is a person's goes: names, numbers, addresses, what was declared, asked, answered and printed. What
counts stays: code, procedure, offices, moments, states, steps, lateness and facts, so that every report gives
the same figures for ever. Append-only rows lose only their words, by the leave of a trigger that asks for
`disposed_at` (docs/adr/0021-retention.md).
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Greatest

from agencies.models import Agency
from audit.services import record
from documents.models import StoredFile
from dossiers.models import (
    ClockEntry,
    Dossier,
    DossierFile,
    Draft,
    Event,
    Hold,
    IssuedForm,
    Objection,
    Parcel,
    Party,
    Proposal,
    Question,
    StepRun,
    Supplement,
    SupplementItem,
)
from dossiers.states import CLOSED, OwnAccount
from kit.actor import Actor
from kit.errors import Conflict

GONE = "(đã hủy)"
_NOT_CLOSED = "Hồ sơ {code} chưa kết thúc nên không được hủy."
# A text that is there becomes GONE where the database asks for words, and empty where nobody reads it.
TO_WORDS: dict[type[Model], tuple[str, ...]] = {
    Dossier: ("owner_name", "returned_to"),
    Party: ("name", "address"),
    Parcel: ("delivered_to", "reason"),
    Question: ("text", "answer"),
    Proposal: ("reason", "answer"),
    Supplement: ("reason", "answer"),
    Hold: ("reason",),
    Objection: ("reason", "answer"),
}
TO_NOTHING: dict[type[Model], dict[str, object]] = {
    Dossier: {
        "owner_fold": "", "filer_phone": "", "content": "", "answers": {}, "result_address": "",
        "waybill": "", "key_hash": "", "key_set_at": None, "returned_proof": "", "returned_proof_note": "",
        "returned_authority": "", "relation": "", "relation_note": "", "organisation": None,
        "account": None, "claimed_at": None, "own_account": OwnAccount.NONE,  # its facts go on counting it
    },
    Party: {
        "name_fold": "", "id_number": "", "id_index": "", "birth_date": None, "sex": "",
        "phone": "", "email": "", "place_code": "", "place_name": "",
    },
    Parcel: {"waybill": ""},
    Supplement: {"completed_by": ""},
    SupplementItem: {"what": ""},
    StepRun: {"note": ""},
    Draft: {"data": {}, "account": None},
    Objection: {"key_hash": "", "told_as": ""},
    Event: {"note": "", "public_text": "", "data": {}, "said": {}},
    IssuedForm: {"data": {}, "texts": {}},
}  # fmt: skip


def due(*, agency: Agency, before: datetime) -> QuerySet[Dossier]:
    """Dossiers decided at `agency` that were closed, and last touched, before that moment; the oldest first.

    What still asks something of somebody is never among them, whatever its age.
    """
    rows = Dossier.objects.closed().filter(deciding_agency=agency, disposed_at__isnull=True)
    ended = rows.annotate(closed_at=Greatest("finished_at", "returned_at"))
    return ended.filter(closed_at__lt=before, last_event_at__lt=before).order_by("closed_at", "pk")


def files_of(dossier: Dossier) -> QuerySet[StoredFile]:
    """Everything on disk that belongs to the dossier: what was handed in, its results, its printed forms."""
    return StoredFile.objects.filter(
        Q(pk__in=DossierFile.objects.filter(dossier=dossier).values("file"))
        | Q(pk__in=IssuedForm.objects.filter(dossier=dossier).values("pdf"))
    ).order_by("pk")


@transaction.atomic
def dispose(*, dossier: Dossier, by: Actor, at: datetime) -> bool:
    """Blank everything personal of a closed dossier; False where that was done before.

    Its files are erased by the caller, who gives them their days in the bin. Raises Conflict for a dossier
    that is open.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if locked.disposed_at is not None:
        return False
    if locked.state not in CLOSED:
        raise Conflict(_NOT_CLOSED.format(code=locked.code), code="open")
    Dossier.objects.filter(pk=locked.pk).update(disposed_at=at)  # first: the triggers ask for it
    _unname_citizens(locked)
    for model, rows in _rows_of(locked):
        blank = {name: _worded(name) for name in TO_WORDS.get(model, ())}
        rows.update(**blank, **TO_NOTHING.get(model, {}))
    record(
        action="dossier.dispose", by=by, at=at, object_type="dossier", object_id=locked.pk,
        summary=f"Hủy hồ sơ hết thời hạn lưu giữ: {locked.code}",
    )  # fmt: skip
    return True


def _unname_citizens(dossier: Dossier) -> None:
    """Records name who acted: officers stay, whoever filed or came for it does not."""
    names = set(dossier.parties.values_list("name", flat=True)) | {dossier.owner_name}
    Event.objects.filter(dossier=dossier, actor_kind="citizen").update(actor_name=GONE)
    ClockEntry.objects.filter(dossier=dossier, asked_by__in=names).update(asked_by=GONE)


def _rows_of(dossier: Dossier) -> Iterator[tuple[type[Model], QuerySet]]:
    for model in (*TO_WORDS, *(model for model in TO_NOTHING if model not in TO_WORDS)):
        path = {Dossier: "pk", SupplementItem: "supplement__dossier"}.get(model, "dossier")
        yield model, model._base_manager.filter(**{path: dossier.pk})


def _worded(name: str) -> Case:
    return Case(When(**{name: ""}, then=F(name)), default=Value(GONE), output_field=TextField())
