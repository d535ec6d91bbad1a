"""Uploads that became part of nothing go after a day; everything that is held stays."""

from datetime import timedelta

import pytest
from django.apps import apps

from documents.models import FileState, StoredFile
from dossiers.services import drafts, finish, strays, supplement
from dossiers.services.supplement import Asked
from dossiers.tasks import erase_stray_files
from tests import cast
from tests.cast import CITIZEN, at, photo
from tests.dossiers.files import stored_photo

pytestmark = pytest.mark.django_db

FILED = at("2026-11-02 09:00")
NEXT_DAY = FILED + timedelta(hours=25)


def test_a_file_for_a_supplement_never_handed_in_goes_after_a_day(office):
    stray = stored_photo(FILED)
    assert strays.erase_strays(at=FILED + timedelta(hours=23)) == 0
    assert strays.erase_strays(at=NEXT_DAY) == 1
    assert strays.erase_strays(at=NEXT_DAY) == 0
    stray.refresh_from_db()
    assert stray.state == FileState.ERASED


def test_what_a_draft_a_dossier_or_a_form_holds_stays(office):
    cast.fill_in(office, FILED)
    online = cast.file_online(office, FILED)
    supplement.ask(
        dossier=online, by=office.actor("hoa"), at=FILED, reason="Ảnh mờ",
        items=[Asked(online.version.components.order_by("ord").first(), what="Chụp lại")],
    )  # fmt: skip
    supplement.complete(dossier=online, by=CITIZEN, at=FILED, files=[(None, stored_photo(FILED))])
    walk_in = cast.take_in(office, FILED)
    moments = [FILED + timedelta(minutes=n) for n in (1, 2, 3, 4)]
    for who, moment in zip(("hoa", "minh", "khang"), moments, strict=False):
        cast.forward(office, walk_in, moment, who)
    finish.finish(dossier=walk_in, by=office.actor("hoa"), at=moments[3], files=[stored_photo(FILED)])
    held = StoredFile.objects.filter(state=FileState.OK).count()
    assert strays.erase_strays(at=FILED + timedelta(days=30)) == 0
    assert StoredFile.objects.filter(state=FileState.OK).count() == held


def test_every_key_to_a_file_of_every_room_holds_it():
    keys = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    }
    assert {(model._meta.label, name) for model, name in strays.holders()} == keys
    assert {"reports.Report", "dossiers.IssuedForm", "dossiers.DossierFile"} <= {label for label, _ in keys}


def test_a_file_taken_back_from_a_draft_is_not_erased_twice(office):
    draft, _ = drafts.start(version=cast.version("1.004837"), at=FILED)
    paper = draft.version.components.filter(shown_only=False, by_form=False).first()
    row = drafts.attach(draft=draft, component=paper, upload=photo(), at=FILED)
    drafts.remove(draft=draft, draft_file_id=row.pk, at=FILED)
    assert erase_stray_files() == 0
