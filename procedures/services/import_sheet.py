"""Steps from an Excel table: into the draft that is given, or into a new draft of what is published."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from kit.actor import Actor
from procedures import sheet_file
from procedures.entry import digest, entry_of
from procedures.models import Version
from procedures.selectors import whole_version
from procedures.services.edit import BadEntry, edit_draft
from procedures.services.versions import new_draft_from
from procedures.sheet_file import BadTable
from procedures.sheet_steps import BadSum, with_shares


def import_steps(*, version: Version, path: Path, by: Actor, at: datetime) -> Version:
    """The draft that now has the steps of the table at `path`; nothing is published by it.

    Raises BadTable with every fault by row and column, documents.refusal.Refused for what is no table,
    Conflict where the draft was changed or published meanwhile. All or nothing.
    """
    steps = sheet_file.read(path)
    with transaction.atomic():
        if version.state != Version.State.DRAFT:
            version = new_draft_from(version=version, by=by, at=at)
        entry = entry_of(whole_version(version.pk))
        try:
            changed = entry | {"steps": with_shares(entry, steps)}
            edit_draft(version=version, entry=changed, seen=digest(entry), by=by, at=at)
        except BadEntry as wrong:
            raise BadTable([fault.sentence for fault in wrong.faults]) from wrong
        except BadSum as wrong:
            raise BadTable([wrong.message]) from wrong
    return version
