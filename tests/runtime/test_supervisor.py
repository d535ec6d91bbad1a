"""`make run`: one start, a death of every child, a clean end, a second start with the data kept."""

import os
import signal

import pytest

from tests.runtime.conftest import TrialHouse, alive, until

pytestmark = pytest.mark.slow
ALL = {"redis", "postgres", "web", "worker", "beat"}


def test_house_lives_through_the_death_of_every_child_and_keeps_its_data(house: TrialHouse) -> None:
    first = house.start()
    until(house.ready)
    until(lambda: f"http://localhost:{house.port}" in house.said())  # the banner comes after the first answer

    second = house.start()
    assert second.wait(20) == 1
    assert "đã chạy trong thư mục này" in house.said()

    write = "from portal.models import SignOfLife; from django.utils import timezone as t; "
    written = house.manage(
        "shell", "-v0", "-c", write + "SignOfLife.objects.create(name='kept', seen_at=t.now())"
    )
    assert written.returncode == 0, written.stderr

    before = house.children(first)
    assert set(before) == ALL
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(
        lambda: (
            set(house.children(first)) == ALL
            and not set(house.children(first).values()) & set(before.values())
        )
    )
    until(house.ready)

    last = house.children(first)
    first.send_signal(signal.SIGINT)
    assert first.wait(60) == 0
    assert house.said().rstrip().endswith("Đã dừng.")
    assert not [name for name, pid in last.items() if alive(pid)]

    third = house.start()
    until(house.ready)
    kept = house.manage("shell", "-v0", "-c", write + "print(SignOfLife.objects.filter(name='kept').count())")
    assert kept.stdout.strip() == "1"
    orphans = house.children(third)
    third.kill()
    until(lambda: not [pid for pid in orphans.values() if alive(pid)])
