"""/healthz and /readyz, and what every answer carries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal import health
from portal.models import SignOfLife
from portal.tasks import beat_seen
from tests.dossiers.files import stored_photo


def test_healthz_touches_nothing(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.fixture
def with_redis(settings, redis_url: str) -> None:
    settings.REDIS_URL = redis_url


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.usefixtures("with_redis")
class TestReady:
    def test_ready_when_everything_answers(self, client: Client) -> None:
        beat_seen()
        answer = client.get("/readyz")
        assert answer.status_code == 200, answer.json()
        assert {name: part["ok"] for name, part in answer.json().items() if name != "ok"} == dict.fromkeys(
            ["database", "redis", "migrations", "keys", "beat", "scanning"], True
        )

    def test_not_ready_when_beat_was_never_seen(self, client: Client) -> None:
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["beat"] == {"ok": False, "detail": "never seen"}

    def test_not_ready_when_beat_was_seen_long_ago(self, client: Client) -> None:
        SignOfLife.objects.create(name="beat", seen_at=timezone.now() - timedelta(seconds=181))
        assert client.get("/readyz").json()["beat"] == {"ok": False, "detail": "seen 181 s ago"}

    def test_sign_of_life_is_one_row(self) -> None:
        beat_seen()
        beat_seen()
        assert SignOfLife.objects.count() == 1

    def test_not_ready_when_redis_is_away(self, client: Client, settings) -> None:
        settings.REDIS_URL = "unix:///nowhere/redis.sock"
        beat_seen()
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["redis"] == {"ok": False, "detail": "does not answer"}
        assert "nowhere" not in answer.content.decode()

    def test_not_ready_when_a_migration_is_missing(self, client: Client) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("DELETE FROM django_migrations WHERE app = 'portal'")
        assert client.get("/readyz").json()["migrations"] == {"ok": False, "detail": "1 pending"}


def test_not_ready_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise OSError("no route to 10.1.2.3")

    assert health._part(away) == {"ok": False, "detail": "does not answer"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "off (trial)"),
        ({"DEMO_MODE": False}, "off (SCAN_UPLOADS=0)"),
        ({"SCAN_UPLOADS": True}, "ALERT: 1 files wait, the longest for 12 min"),
    ],
)
def test_scanning_that_stands_still_is_told_and_fails_nothing(settings, changes, words) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    now = timezone.now()
    stored_photo(now - timedelta(minutes=12))
    assert health._part(lambda: health.scanning(now)) == {"ok": True, "detail": words}
    if settings.SCAN_UPLOADS:
        assert health.scanning(now - timedelta(minutes=5)) == "on"
