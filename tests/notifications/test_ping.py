"""The nudge to the worker."""

import logging
import time

import pytest
import redis
from django.db import transaction

from notifications.models import Message
from notifications.ping import ping_worker
from portal.celery import app
from tests.notifications.conftest import write
from tests.notifications.kannel import free_port, own_redis_database


@pytest.mark.parametrize("dead", ["redis://127.0.0.1:{port}/0", "redis+socket:///tmp/nobody-{port}.sock"])
def test_dead_broker_is_logged_at_once_and_disturbs_nobody(monkeypatch, caplog, dead: str) -> None:
    monkeypatch.setattr(app.conf, "broker_url", dead.format(port=free_port()))
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        ping_worker()
    assert time.monotonic() - began < 1
    assert "the sweep will see to it" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_message_is_kept_when_the_broker_is_dead(monkeypatch) -> None:
    monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{free_port()}/0")
    with transaction.atomic():
        write()
    assert Message.objects.get().state == "queued"


@pytest.mark.tasks
def test_ping_lies_in_the_brokers_queue(monkeypatch, redis_url: str) -> None:
    own = own_redis_database(redis_url, 1)
    broker = own.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    monkeypatch.setattr(app.conf, "broker_url", broker)
    with redis.Redis.from_url(own) as client:
        client.flushdb()
        ping_worker()
        assert b"notifications.tasks.send_due" in client.lindex("celery", 0)
        client.flushdb()
