"""`manage.py rotate_keys`: new keys while people work, stopped and started again, and keys that are gone."""

import io
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from dossiers.models import Dossier, Event, HistoryRow, Party
from dossiers.services import amend
from dossiers.services.amend import Corrections
from kit import resealing, sealed
from tests import cast
from tests.cast import CITIZEN, LAN, LAN_TYPED, at
from tests.dossiers.past_lines import DONE, bring, line
from tests.tables import stored

MONDAY = at("2026-11-02 09:00")
FIRST, SECOND = "first-key", "second-key"
WHERE = ((Party, "id_number"), (Dossier, "answers"), (HistoryRow, "digest"), (Event, "said"))


def rotate(*options: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def keys_in_use() -> set[str]:
    """The names of the keys that hold something, of every sealed column."""
    return {name for column in resealing.sealed_columns() for name in resealing.keys_of(column)}


class TestOfAnOffice:
    """As the owner of the tables, whose command this is: some only grow for everybody else."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def sealed_before(self, office, settings, tmp_path):
        """Dossiers filed, amended and imported under the first key; then a second one comes."""
        settings.DATA_KEYS, settings.INDEX_KEY = [FIRST], "index"
        dossier = cast.file_online(office, MONDAY, "2.000815")
        more = Corrections(filer=LAN_TYPED | {"id_number": "042165009999"})
        amend.amend(dossier=dossier, by=CITIZEN, at=at("2026-11-02 09:20"), corrections=more)
        bring(tmp_path, *(line(DONE, code=f"000.18.H42-260601-{n:04}") for n in range(7)))
        settings.DATA_KEYS = [SECOND, FIRST]
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_everything_is_sealed_under_the_newest_key_and_says_the_same(self, sealed_before, settings):
        before = [list(model.objects.order_by("pk").values_list(name)) for model, name in WHERE]
        told = rotate()
        assert "dossiers_party.id_number: 16 giá trị đã làm lại." in told
        assert keys_in_use() == {sealed.key_names()[0]}
        settings.DATA_KEYS = [SECOND]  # the old one may go
        assert [list(model.objects.order_by("pk").values_list(name)) for model, name in WHERE] == before
        assert "dossiers_party.id_number: 0 giá trị đã làm lại." in rotate()

    def test_a_run_that_was_killed_goes_on_where_it_stopped(self, sealed_before, monkeypatch):
        write, batches = resealing._write, iter(range(100))

        def until_killed(*args):
            if next(batches, 99) == 3:
                raise KeyboardInterrupt
            return write(*args)

        monkeypatch.setattr(resealing, "BATCH", 2)
        monkeypatch.setattr(resealing, "_write", until_killed)
        with pytest.raises(KeyboardInterrupt):
            rotate()
        newest, old = sealed.key_names()
        assert keys_in_use() == {newest, old}
        assert Party.objects.filter(id_index__whole=LAN.id_number).exists()
        rotate()
        assert keys_in_use() == {newest}

    def test_the_check_tells_how_many_values_each_key_holds(self, sealed_before):
        newest, old = sealed.key_names()
        told = rotate("--check")
        assert f"dossiers_party.id_number: khóa cũ {old} (thứ 2 trong DATA_KEYS): 16." in told
        rotate()
        assert f"dossiers_party.id_number: khóa đang dùng {newest}: 16." in rotate("--check")

    @pytest.mark.parametrize("options", [(), ("--check",), ("--index",)])
    def test_values_that_no_key_opens_are_told_and_stay_as_they_are(self, sealed_before, settings, options):
        lost = sealed.key_names()[1]
        before = stored(Party, "id_number")
        settings.DATA_KEYS = [SECOND]
        with pytest.raises(
            CommandError, match=rf"không có khóa nào trong DATA_KEYS mở được \(khóa: {lost}\)"
        ):
            rotate(*options)
        assert stored(Party, "id_number") == before

    def test_a_wrong_key_is_an_error_and_never_an_empty_number(self, sealed_before, settings):
        settings.DATA_KEYS = ["somebody else's"]
        with pytest.raises(sealed.Unreadable, match="DATA_KEYS"):
            list(Party.objects.all())

    def test_a_new_index_key_finds_everybody_before_and_after_the_rows_are_indexed_anew(
        self, sealed_before, settings, tmp_path
    ):
        settings.INDEX_KEY, settings.INDEX_KEY_FALLBACKS = "newer", ["index"]
        old = stored(Party, "id_index")
        assert Party.objects.filter(id_index__whole=LAN.id_number).count() == 14
        assert "dossiers_party.id_index: 16 giá trị đã làm lại." in rotate("--index")
        settings.INDEX_KEY_FALLBACKS = []
        assert Party.objects.filter(id_index__whole=LAN.id_number).count() == 14
        assert not set(old) & set(stored(Party, "id_index"))
        assert bring(tmp_path, line(DONE, code="000.18.H42-260601-0003")).skipped == 1
        assert "dossiers_party.id_index: 0 giá trị đã làm lại." in rotate("--index")


def test_every_sealed_column_of_every_model_is_found():
    """A new one is covered by itself; no list has to be kept."""
    fields = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, sealed.SealedField | sealed.SealedJSONField)
    ]
    assert sorted(fields) == [str(column) for column in resealing.sealed_columns()]
    assert len(fields) >= 8


@pytest.mark.django_db
@isolate_apps("kit")
def test_a_model_that_comes_tomorrow_is_resealed_too(settings, monkeypatch):
    class Tomorrow(models.Model):
        code = models.UUIDField(primary_key=True)
        tax_number = sealed.SealedField()
        extra = sealed.SealedJSONField(null=True)
        tax_index = sealed.BlindIndexField(of="tax_number", purpose="tax")

        class Meta:
            app_label = "kit"

    monkeypatch.setattr(resealing, "apps", SimpleNamespace(get_models=lambda: [Tomorrow]))
    settings.DATA_KEYS = [FIRST]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with connection.schema_editor() as editor:
        editor.create_model(Tomorrow)
    kept = Tomorrow.objects.create(
        code="5f2b6a3e-0000-4000-8000-000000000001", tax_number="0101234567", extra={"a": 1}
    )
    Tomorrow.objects.create(code="5f2b6a3e-0000-4000-8000-000000000002", tax_number="", extra=None)
    settings.DATA_KEYS, settings.INDEX_KEY = [SECOND, FIRST], "another"
    rotate()
    rotate("--index")
    settings.DATA_KEYS = [SECOND]
    found = Tomorrow.objects.get(tax_index__whole="0101234567")
    assert (str(found.pk), found.tax_number, found.extra) == (kept.pk, "0101234567", {"a": 1})
    assert keys_in_use() == {sealed.key_names()[0]}
