"""What beat sends, a worker knows."""

import pytest

from portal.celery import app


@pytest.mark.parametrize("entry", app.conf.beat_schedule.values(), ids=app.conf.beat_schedule)
def test_scheduled_task_is_registered_and_expires_before_the_next(entry: dict) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert entry["options"]["expires"] <= entry["schedule"]
