"""Uploads of an applicant: each file either kept or refused with a sentence beside its paper."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest

from documents.models import StoredFile
from documents.services import store_upload
from dossiers.models import Dossier
from dossiers.selectors import rules
from dossiers.services import drafts
from kit.clock import local_date
from kit.errors import Invalid
from portal.forms.uploads import Refused, field


def take(
    request: HttpRequest, dossier: Dossier, slots: Iterable[int], at: datetime, *, have: Iterable[int]
) -> tuple[list[tuple[int, StoredFile]], Refused]:
    """What came for each slot, and the sentences of what was refused.

    `have` is the slot of each file that is there already: no paper, and no dossier, takes files without end.
    """
    by, limit, count = request.entry.actor, max_bytes(dossier, at), Counter(have)
    sizes = list(dossier.files.values_list("file__size", flat=True)) if request.FILES else []
    taken: list[tuple[int, StoredFile]] = []
    refused: Refused = {}
    for slot in slots:
        for upload in request.FILES.getlist(field(slot)):
            try:
                if count[slot] >= drafts.FILES_PER_COMPONENT:
                    raise Invalid({"file": [drafts.TOO_MANY]})
                drafts.check_together(sizes, upload.size)
                taken.append((slot, store_upload(upload=upload, by=by, at=at, max_bytes=limit)))
                sizes.append(upload.size)
                count[slot] += 1
            except Invalid as error:
                refused.setdefault(slot, []).extend(error.errors["file"])
    return taken, refused


def max_bytes(dossier: Dossier, at: datetime) -> int:
    """A file must be smaller than this."""
    return rules.max_file_bytes(dossier.receiving_agency, local_date(at))


def megabytes(dossier: Dossier, at: datetime) -> int:
    """The same in MB, as pages say it."""
    return max_bytes(dossier, at) // (1024 * 1024)
