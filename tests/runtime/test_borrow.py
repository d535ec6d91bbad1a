"""Any command works by itself: it finds the servers, or has them for as long as it runs."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from portal.runtime import embedded
from portal.runtime.embedded import Place
from tests.runtime.conftest import TrialHouse

COUNT = "from portal.models import SignOfLife; print(SignOfLife.objects.count())"


def test_command_that_asks_no_database_starts_nothing(house: TrialHouse) -> None:
    assert house.manage("check").returncode == 0
    assert house.manage("migrate", "--help").returncode == 0
    assert not (house.var / "postgres").exists()


@pytest.mark.slow
def test_command_on_a_fresh_machine_has_tables_and_leaves_no_server(house: TrialHouse) -> None:
    done = house.manage("shell", "-v0", "-c", COUNT)
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
    place = Place(house.var)
    assert not embedded.answers(place.postgres_socket)
    assert not embedded.answers(place.redis_socket)

    # Two at once share one pair: the first waits with the end of the servers until the second is done.
    results = []
    commands = [f"{COUNT}; import time; time.sleep({pause})" for pause in (0, 2)]
    threads = [
        threading.Thread(target=lambda code=code: results.append(house.manage("shell", "-v0", "-c", code)))
        for code in commands
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.3)
    for thread in threads:
        thread.join()
    assert [(done.returncode, done.stdout.strip()) for done in results] == [(0, "0")] * 2
    assert not embedded.answers(place.postgres_socket)


def test_production_says_what_is_missing(house: TrialHouse) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR, env=house.environment(DEMO_MODE="0"), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "DATA_KEYS", "INDEX_KEY",
                 "CLAMD_ADDRESS", "BACKUP_REPOSITORY", "BACKUP_PASSWORD"):  # fmt: skip
        assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"DEMO_MODE": "0", "SCAN_UPLOADS": "0"}, False),
        ({"DEMO_MODE": "1", "SCAN_UPLOADS": "1"}, True),
        ({"DEMO_MODE": "1"}, False),
    ],
)
def test_a_house_without_a_scanner_is_a_trial_or_says_so(house: TrialHouse, given, missing) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=settings.BASE_DIR, env=house.environment(**given), capture_output=True, text=True,
    )  # fmt: skip
    assert ("CLAMD_ADDRESS" in done.stderr) == missing


def test_long_path_gets_a_short_socket_folder(tmp_path) -> None:
    place = Place(tmp_path / ("x" * 100) / "var")
    assert len(f"{place.postgres_socket}.lock".encode()) <= embedded.SOCKET_LIMIT
    assert place.sockets == Place(place.var).sockets


def test_short_path_keeps_sockets_beside_the_data(tmp_path_factory) -> None:
    place = Place(settings.VAR_DIR / "v")
    assert place.sockets.parent == place.var.resolve()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to become")
def test_root_without_namespaces_runs_postgres_as_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many containers forbid user namespaces; the folder may be closed to everybody but root."""
    monkeypatch.setattr(embedded, "_namespaces_work", lambda: False)
    closed = Path(tempfile.mkdtemp(prefix="mc-", dir="/tmp"))
    place = Place(closed / "var")
    place.make()
    server = embedded.start_postgres(place)
    try:
        assert Path(f"/proc/{server.pid}").stat().st_uid == embedded.NOBODY
        with psycopg2.connect(place.database_url) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            assert cursor.fetchone() == (str(place.data),)
        connection.close()
    finally:
        embedded.stop(server, signal.SIGINT)
        shutil.rmtree(closed)
