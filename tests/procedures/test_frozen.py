"""The database refuses what the services would never do: a published version and its parts never change."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from procedures.models import Case, LifeEvent, Procedure, Sector, Version, VersionPart

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NOON = dt.datetime(2026, 11, 23, 5, tzinfo=dt.UTC)


@pytest.fixture
def version() -> Version:
    sector = Sector.objects.create(name="Hộ tịch")
    procedure = Procedure.objects.create(code="1.001193", sector=sector)
    version = Version.objects.create(
        procedure=procedure, no=1, name="Đăng ký khai sinh", service_level="toan_trinh",
        audience="individual", result="Giấy khai sinh", competent_agency="UBND cấp xã", fee_status="unknown",
        created_at=NOON, created_by_kind="system", created_by_name="Hệ thống",
    )  # fmt: skip
    version.cases.create(ord=1, key="default", limit={"unit": "working_day", "amount": 1})
    return version


@pytest.fixture
def published(version: Version) -> Version:
    Version.objects.filter(pk=version.pk).update(
        state="published", decision_number="123/QĐ-UBND", decision_date=NOON.date(),
        made_public_on=NOON.date(), valid_from=NOON.date(), published_at=NOON, published_by_name="Chị Hoa",
    )  # fmt: skip
    version.refresh_from_db()
    return version


def refused(write) -> bool:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        write()
    return True


def test_draft_changes_freely(version):
    version.name = "Đăng ký khai sinh lại"
    version.save()
    version.cases.update(name="Chỉ một")
    version.delete()
    assert not Version.objects.exists()


def test_published_version_refuses_a_new_name_and_deletion(published):
    published.name = "Khác"
    assert refused(published.save)
    assert refused(Version.objects.filter(pk=published.pk).delete)


def test_published_version_refuses_new_changed_and_removed_parts(published):
    case = published.cases.get()
    assert refused(lambda: Case.objects.create(version=published, ord=2, key="b", limit={}))
    assert refused(lambda: Case.objects.filter(pk=case.pk).update(name="Khác"))
    assert refused(lambda: Case.objects.filter(pk=case.pk).delete())
    assert refused(
        lambda: published.life_events.add(LifeEvent.objects.create(name="Sinh con", slug="sinh-con"))
    )


def test_part_of_a_draft_cannot_be_moved_into_a_published_version(published):
    draft = Version.objects.get(pk=published.pk)
    draft.pk, draft.no, draft.state, draft.valid_from = None, 2, "draft", None
    draft.published_at, draft.published_by_name = None, ""
    draft.save()
    case = draft.cases.create(ord=1, key="other", limit={})
    assert refused(lambda: Case.objects.filter(pk=case.pk).update(version=published))


def test_published_version_may_only_be_closed(published):
    closing = {
        "state": "closed", "valid_to": NOON.date(), "closed_at": NOON, "closed_by_name": "Chị Hoa",
    }  # fmt: skip
    rows = Version.objects.filter(pk=published.pk)
    assert refused(lambda: rows.update(**closing, name="Khác"))
    assert rows.update(**closing) == 1
    assert refused(lambda: rows.update(valid_to=None, state="published"))


def test_triggers_guard_every_table_of_parts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'part_frozen'")
        guarded = {row[0] for row in cursor.fetchall()}
    models = [*VersionPart.__subclasses__(), Version.life_events.through]
    parts = {model._meta.db_table for model in models}
    assert parts == guarded
    assert Version.life_events.through._meta.db_table in guarded
