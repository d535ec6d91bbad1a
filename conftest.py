"""Guard rails of every test: own servers where none are given, the product's database role, no leftovers."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from portal.runtime import embedded
from portal.runtime.embedded import Place

LAST_REDIS_DATABASE = 15  # a test may empty it; those before it may be somebody's
# One process may kill workers, whose connections linger, while the other sends from many tabs at once.
OPTIONS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL where the settings, read before this, have chosen; once for all workers."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ["VAR_DIR"])
    place = Place(folder)
    place.make()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if "TEST_PG_DIR" in os.environ:
        server = embedded.start_postgres(place, *OPTIONS)
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.add_cleanup(lambda: embedded.stop(server, signal.SIGINT))
    elif folder.name == f"tpg-{os.getpid()}":
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Browser tests run only when they are named: their event loop would stop every other database test."""
    named = any("e2e" in str(arg) for arg in config.invocation_params.args)
    return True if collection_path == config.rootpath / "tests/e2e" and not named else None


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis for this run alone: the last database of REDIS_URL, else an embedded server.

    A form that redis-py reads; `broker_url` has the form Celery reads.
    """
    given = os.environ.get("REDIS_URL", "").strip()
    if given:
        yield urlsplit(given)._replace(path=f"/{LAST_REDIS_DATABASE}").geturl()
        return
    place = Place(Path(f"/tmp/trd-{os.getpid()}"))
    place.make()
    server = embedded.start_redis(place)
    yield place.redis_url
    embedded.stop(server, signal.SIGTERM)
    shutil.rmtree(place.var, ignore_errors=True)


@pytest.fixture(scope="session")
def broker_url(redis_url: str) -> str:
    """`redis_url` in Celery's words."""
    return redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


@pytest.fixture(autouse=True)
def _as_the_product(request: pytest.FixtureRequest) -> None:
    """A test with the database runs as the product does: it can't change what only grows.

    Tests that need real commits stay owner, for their tables are emptied afterwards.
    """
    marker = request.node.get_closest_marker("django_db")
    names = set(request.fixturenames)
    real_commits = {
        "transactional_db",
        "live_server",
        "django_db_reset_sequences",
        "django_db_serialized_rollback",
    }
    transactional = names & real_commits or (marker and marker.kwargs.get("transaction"))
    if transactional or not (marker or "db" in names):
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.DATABASE_ROLE)}")


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: "pytest_django.fixtures.SettingsWrapper") -> None:  # noqa: F821
    """Files that a test stores lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
