"""Filling in: on the server from the first page, forgotten in time (domain.md 24)."""

from datetime import timedelta

import pytest

from documents.models import FileState, StoredFile
from dossiers.models import Draft
from dossiers.selectors import rules
from dossiers.services import drafts
from dossiers.services.submit import submit
from kit.errors import Conflict, Invalid
from tests import cast
from tests.cast import at, photo

pytestmark = pytest.mark.django_db

NOW = at("2026-11-02 09:00")


def start(office, code="1.004837"):
    return drafts.start(version=cast.version(code), agency=office.agency, at=NOW)


def first_paper(draft):
    return draft.version.components.filter(shown_only=False, by_form=False).order_by("ord").first()


def test_the_token_finds_the_draft_and_only_its_hash_is_kept(office):
    draft, token = start(office)
    assert drafts.find(token, NOW) == draft
    assert token not in str(Draft.objects.values().get())
    assert drafts.find("khac", NOW) is None


def test_a_draft_lives_72_hours_from_the_last_touch(office):
    draft, token = start(office)
    later = NOW + timedelta(hours=70)
    drafts.save(draft=draft, block="filer", values={"name": "L"}, at=later)
    assert drafts.find(token, NOW + timedelta(hours=73)) == draft
    assert drafts.find(token, later + timedelta(hours=72)) is None


def test_what_was_typed_stays_as_typed_though_wrong(office):
    draft, token = start(office)
    typed = {"name": "L 😀", "phone": "+84 abc"}
    drafts.save(draft=draft, block="filer", values=typed, at=NOW)
    assert drafts.find(token, NOW).data["filer"] == typed


def test_two_tabs_keep_each_other_s_blocks(office):
    draft, token = start(office)
    drafts.save(draft=draft, block="filer", values={"name": "Lan"}, at=NOW)
    drafts.save(draft=draft, block="owner", values={"same": True}, at=NOW)  # the same stale object
    assert set(drafts.find(token, NOW).data) == {"filer", "owner"}


def test_the_only_case_is_chosen_by_itself_and_several_are_asked(office):
    assert start(office, "1.004837")[0].case is not None
    assert start(office, "1.013225")[0].case is None


def test_a_case_of_another_procedure_is_refused(office):
    draft, _ = start(office, "1.013225")
    with pytest.raises(Invalid) as told:
        drafts.choose(draft=draft, case=cast.version("1.004837").cases.get(), at=NOW)
    assert set(told.value.errors) == {"case"}


def test_a_file_is_kept_and_taken_back(office):
    draft, _ = start(office)
    row = drafts.attach(draft=draft, component=first_paper(draft), upload=photo(), at=NOW)
    assert list(drafts.kept_files(draft)) == [row]
    drafts.remove(draft=draft, draft_file_id=row.pk, at=NOW)
    drafts.remove(draft=draft, draft_file_id=row.pk, at=NOW)
    assert not drafts.kept_files(draft).exists()
    assert StoredFile.objects.get().state == FileState.ERASED


def test_another_draft_s_file_cannot_be_taken_back(office):
    mine, _ = start(office)
    other, _ = start(office)
    row = drafts.attach(draft=other, component=first_paper(other), upload=photo(), at=NOW)
    drafts.remove(draft=mine, draft_file_id=row.pk, at=NOW)
    assert drafts.kept_files(other).exists()


def test_a_paper_of_another_procedure_takes_no_file(office):
    draft, _ = start(office)
    with pytest.raises(Invalid, match="không nộp tại đây"):
        drafts.attach(
            draft=draft, component=cast.version("1.004845").components.first(), upload=photo(), at=NOW
        )


def test_one_file_too_many_is_told_and_leaves_nothing(office, monkeypatch):
    monkeypatch.setattr(drafts, "FILES_PER_COMPONENT", 2)
    draft, _ = start(office)
    for _ in range(2):
        drafts.attach(draft=draft, component=first_paper(draft), upload=photo(), at=NOW)
    with pytest.raises(Invalid, match="nhận không quá"):
        drafts.attach(draft=draft, component=first_paper(draft), upload=photo(), at=NOW)
    assert StoredFile.objects.filter(state=FileState.OK).count() == 2


def test_a_file_must_be_smaller_than_the_law_value(office, monkeypatch):
    monkeypatch.setattr(rules, "max_file_bytes", lambda agency, on: 10)
    draft, _ = start(office)
    with pytest.raises(Invalid) as told:
        drafts.attach(draft=draft, component=first_paper(draft), upload=photo(), at=NOW)
    assert set(told.value.errors) == {"file"}
    assert not StoredFile.objects.exists()


def test_a_sent_draft_can_no_longer_be_changed_and_an_upload_leaves_nothing(office):
    draft = cast.fill_in(office, NOW)
    submit(draft=draft, at=NOW)
    before = StoredFile.objects.filter(state=FileState.OK).count()
    with pytest.raises(Conflict, match="đã được nộp"):
        drafts.save(draft=draft, block="filer", values={}, at=NOW)
    with pytest.raises(Conflict):
        drafts.attach(draft=draft, component=first_paper(draft), upload=photo(), at=NOW)
    assert StoredFile.objects.filter(state=FileState.OK).count() == before


def test_forgetting_erases_data_and_files(office):
    draft = cast.fill_in(office, NOW)
    drafts.forget(draft=draft, at=NOW)
    draft.refresh_from_db()
    assert (draft.data, draft.expires_at) == ({}, NOW)
    assert not StoredFile.objects.filter(state=FileState.OK).exists()


def test_expired_drafts_are_forgotten_once_and_sent_ones_keep_their_files(office):
    sent = cast.fill_in(office, NOW)
    submit(draft=sent, at=NOW)
    cast.fill_in(office, NOW)
    only_a_file, _ = start(office)
    drafts.attach(draft=only_a_file, component=first_paper(only_a_file), upload=photo(), at=NOW)
    fresh, _ = drafts.start(version=cast.version("1.004837"), at=NOW + timedelta(hours=70))
    drafts.save(draft=fresh, block="filer", values={"name": "Lan"}, at=NOW + timedelta(hours=70))
    later = NOW + timedelta(hours=73)
    assert drafts.prune(at=later) == 2
    assert drafts.prune(at=later) == 0
    kept = StoredFile.objects.filter(state=FileState.OK).values_list("pk", flat=True)
    sent.refresh_from_db()
    assert set(kept) == set(sent.dossier.files.values_list("file", flat=True))
    fresh.refresh_from_db()
    assert fresh.data
