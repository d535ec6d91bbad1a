"""A house that keeps its backups in a folder of the test, and the commands that an operator types."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.workers import test_database_url

Manage = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: "pytest_django.fixtures.SettingsWrapper") -> Path:  # noqa: F821
    """Where the house works and where its backups go; gives the folder of both."""
    settings.VAR_DIR = tmp_path / "var"
    settings.BACKUP_REPOSITORY = str(tmp_path / "repository")
    settings.BACKUP_PASSWORD = "for-tests-only"
    return tmp_path


@pytest.fixture
def manage(places: Path) -> Manage:
    """`manage.py WORDS` on the test's database, as its owner; more of the environment by name."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess:
        given = {
            "DATABASE_URL": test_database_url(),
            "REDIS_URL": "redis://localhost:6379/0",
            "VAR_DIR": str(places / "var"),
            "FILES_DIR": str(django_settings.MEDIA_ROOT),
            "BACKUP_REPOSITORY": str(places / "repository"),
            "BACKUP_PASSWORD": "for-tests-only",
            "SECRET_KEY": django_settings.SECRET_KEY,
            **more,
        }
        inherited = {key: value for key, value in os.environ.items() if key != "TEST_PG_DIR"}
        command = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), *words]
        return subprocess.run(command, env=inherited | given, capture_output=True, text=True, timeout=300)

    return run
