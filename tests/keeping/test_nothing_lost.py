"""Nothing is lost: backup under load, everything wiped, restored, and equal."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from psycopg2 import sql

from audit import sealing
from dossiers.models import Dossier
from dossiers.services.submit import submit
from keeping.backup import counting, database
from keeping.models import BackupRun
from keeping.runs import address
from portal.demo.office import Office, build
from tests import cast
from tests.cast import at
from tests.keeping.conftest import Manage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]
PROCEDURES = {"1.004837", "2.000815"}
MORNING = at("2026-11-20 09:00")
WRITTEN_ONCE = ("audit_auditentry", "audit_auditseal", "dossiers_event", "dossiers_dossierfact")
THINGS = (*WRITTEN_ONCE, "dossiers_issuedform", "documents_storedfile")
FILERS = 2
Rows = dict[str, str]


@pytest.fixture
def office() -> Office:
    """The office, committed."""
    return build(at=at("2026-01-05 08:00"), procedures=PROCEDURES, provinces={"42"})


@pytest.fixture(autouse=True)
def _house_stands_again(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Whatever becomes of a test here, the next one finds the database with its tables."""
    yield
    with django_db_blocker.unblock():
        if database.is_empty(address()):
            call_command("migrate", verbosity=0)


def rows_of(table: str) -> Rows:
    """Every row of a table: its key, and a hash of all of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id::text, md5(t::text) FROM {table} t")
        return dict(cursor.fetchall())


def things() -> dict[str, Rows]:
    """What must never be lost, and bytes on disk besides."""
    return {table: rows_of(table) for table in THINGS} | {"bytes": bytes_on_disk()}


def bytes_on_disk() -> Rows:
    root = Path(django_settings.MEDIA_ROOT)
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in root.rglob("*")
        if file.is_file() and file.suffix != ".part"
    }


@contextmanager
def people_filing(office: Office) -> Iterator[list[str]]:
    """Dossiers are filed online and at the counter, and the book is sealed, until the block ends.

    Gives the codes as they are committed.
    """
    committed, over, troubles = [], threading.Event(), []

    def file_on() -> None:
        try:
            while not over.is_set():
                committed.append(submit(draft=cast.fill_in(office, MORNING), at=MORNING).dossier.code)
                committed.append(cast.take_in(office, MORNING).code)
                sealing.seal(at=timezone.now())
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=file_on) for _ in range(FILERS)]
    for thread in threads:
        thread.start()
    try:
        yield committed
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
    assert troubles == []


def wipe() -> None:
    """The machine's data is gone: the database is dropped, the folder of files removed."""
    name = sql.Identifier(connection.settings_dict["NAME"])
    connections.close_all()
    with closing(database.connect({**address(), "NAME": "postgres"})) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
    shutil.rmtree(django_settings.MEDIA_ROOT)


def wait_for(committed: list[str], count: int) -> None:
    """Until so many dossiers were filed."""
    enough = threading.Event()
    for _ in range(600):
        if len(committed) >= count:
            return
        enough.wait(0.1)
    raise AssertionError(f"only {len(committed)} dossiers filed")


def test_backup_during_load_brings_back_every_dossier_file_and_audit_row(office, manage: Manage, settings):
    settings.FILINGS_PER_NUMBER_A_DAY = 10_000  # all of them are bà Lan's
    with people_filing(office) as committed:
        wait_for(committed, 4)
        before, codes = things(), list(committed)
        made = manage("backup", "run")
        assert made.returncode == 0, made.stderr
        wait_for(committed, len(codes) + 4)
    after = things()
    assert len(after["dossiers_event"]) > len(before["dossiers_event"])
    wipe()
    restored = manage("backup", "restore")
    assert restored.returncode == 0, restored.stderr
    found = things()
    for name, there in found.items():
        assert before[name].items() <= there.items(), f"{name}: something of before the backup is lost"
    for name in ("audit_auditentry", "audit_auditseal", "dossiers_event"):
        strange = found[name].items() - after[name].items()
        assert len(strange) <= 1, f"{name}: only the line of the restore itself is not of the house"
    assert set(codes) <= set(Dossier.objects.values_list("code", flat=True))
    for path, digest in rows_of_files().items():
        assert found["bytes"].get(path) == digest
    verified = manage("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "Nhật ký nguyên vẹn." in verified.stdout


def rows_of_files() -> Rows:
    """What the database says of every file that is kept: path and SHA-256."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT path, sha256 FROM documents_storedfile WHERE state = 'ok'")
        return dict(cursor.fetchall())


def test_quiet_house_comes_back_row_for_row_with_its_rights_and_goes_on(office, manage: Manage):
    cast.take_in(office, MORNING)
    sealing.seal(at=timezone.now())
    assert manage("backup", "run").returncode == 0
    before = counting.count_at(address())
    files = bytes_on_disk()
    wipe()
    assert manage("backup", "restore").returncode == 0
    changed = {"keeping_backuprun", "audit_auditentry"}
    after = counting.count_at(address())
    different = {name for name in before if before[name] != after[name]}
    assert different <= changed
    assert bytes_on_disk() == files
    assert cast.take_in(office, MORNING).code.endswith("-0002")  # the series goes on where it was
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'audit_auditentry', 'INSERT')", [ROLE])
        assert cursor.fetchone()[0]
        cursor.execute("SELECT has_table_privilege(%s, 'audit_auditentry', 'UPDATE, DELETE')", [ROLE])
        assert not cursor.fetchone()[0]


ROLE = django_settings.DATABASE_ROLE


def test_newest_backup_is_proven_beside_the_house_and_leaves_nothing_behind(office, manage: Manage):
    cast.take_in(office, MORNING)
    assert manage("backup", "run").returncode == 0
    proven = manage("backup", "prove")
    assert proven.returncode == 0, proven.stderr
    run = BackupRun.objects.get(kind="proof")
    assert (run.state, run.files) == ("done", len(bytes_on_disk()))
    assert run.message.endswith("Nhật ký nguyên vẹn.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'motcua_proof%'")
        assert cursor.fetchone() == (0,)
    assert not (django_settings.VAR_DIR / "prove-work").exists()


def test_restore_says_no_before_it_touches_anything(office, manage: Manage, places: Path):
    cast.take_in(office, MORNING)
    assert manage("backup", "run").returncode == 0
    connections.close_all()
    kept = things()
    connections.close_all()
    full = manage("backup", "restore")
    assert "đang có dữ liệu" in full.stderr
    assert "Sai mật khẩu" in manage("backup", "restore", "--overwrite", BACKUP_PASSWORD="another").stderr
    keys = manage("backup", "restore", "--overwrite", DATA_KEYS="another")
    assert "DATA_KEYS đang đặt không phải của bản sao lưu này" in keys.stderr
    damage(places / "repository")
    damaged = manage("backup", "restore", "--overwrite")
    assert damaged.returncode == 1
    assert "restic restore không thành công" in damaged.stderr
    assert things() == kept


def damage(repository: Path) -> None:
    """One bit of every piece of data is turned round."""
    for piece in (repository / "data").rglob("*"):
        if piece.is_file():
            piece.chmod(0o600)
            content = bytearray(piece.read_bytes())
            content[len(content) // 3] ^= 1
            piece.write_bytes(content)


def test_restore_waits_for_the_product_to_be_stopped(manage: Manage):
    assert manage("backup", "run").returncode == 0
    connection.ensure_connection()  # a worker that nobody stopped
    assert "Dừng phần mềm" in manage("backup", "restore", "--overwrite").stderr


def test_disk_that_is_not_there_is_not_taken_for_a_new_one(manage: Manage, places: Path):
    assert manage("backup", "run").returncode == 0
    shutil.move(places / "repository", places / "unplugged")
    missing = manage("backup", "run")
    assert missing.returncode == 1
    assert "Không có kho sao lưu" in missing.stderr
    assert BackupRun.objects.order_by("-pk")[0].state == "failed"
    assert manage("backup", "run", "--new-repository").returncode == 0
