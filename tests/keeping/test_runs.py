"""The night's work: once, tried again, never by two at once, and administrators hear of it when it fails."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.models import Notice
from keeping import runs, warnings
from keeping.backup import prove, restic
from keeping.backup.errors import BackupFailed
from keeping.models import BackupRun
from keeping.selectors import standing
from kit.actor import Actor
from kit.jobs import held
from portal.demo.office import build
from tests.cast import at

pytestmark = pytest.mark.django_db
NIGHT = at("2026-11-20 01:40")
SAVED = SimpleNamespace(id="40f423cf", size=5, added=2), SimpleNamespace(rows=7)
PROVEN = prove.Proven("40f423cf", 80, 20668, 3, 3, "Nhật ký nguyên vẹn.")


@pytest.fixture
def well(monkeypatch) -> None:
    """Everything works."""
    monkeypatch.setattr(runs, "save", lambda *_, **__: SAVED)
    monkeypatch.setattr(runs, "prove", lambda *_: PROVEN)
    monkeypatch.setattr(restic, "forget", lambda **_: None)


@pytest.fixture
def full(monkeypatch) -> None:
    """The disk of the backups is full."""

    def refuse(*_, **__):
        raise BackupFailed("Hết dung lượng đĩa.")

    monkeypatch.setattr(runs, "save", refuse)
    monkeypatch.setattr(runs, "prove", refuse)


def night(moment=NIGHT) -> list[tuple[str, str]]:
    return [(run.kind, run.state) for run in runs.nightly(clock=lambda: moment)]


def test_night_backs_up_and_proves_once(well):
    assert night() == [("backup", "done"), ("proof", "done")]
    assert night(NIGHT + timedelta(hours=3)) == []
    assert night(NIGHT + timedelta(days=1)) == [("backup", "done"), ("proof", "done")]
    message = BackupRun.objects.filter(kind="proof")[0].message
    assert message == "80 bảng, 20.668 dòng, 3/3 tệp khớp. Nhật ký nguyên vẹn."


def test_failed_night_is_tried_three_times_and_says_why(full):
    for minutes in (0, 10, 20, 30):
        night(NIGHT + timedelta(minutes=minutes))
    failed = BackupRun.objects.filter(kind="backup")
    assert [(run.state, run.message) for run in failed] == [("failed", "Hết dung lượng đĩa.")] * 3


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-11-20 01:30", "2026-11-20 01:30"),
        ("2026-11-20 01:29", "2026-11-19 01:30"),
        ("2026-11-20 23:59", "2026-11-20 01:30"),
    ],
)
def test_night_begins_at_its_hour(now, since):
    assert runs.night_of(at(now)) == at(since)


def test_second_worker_leaves_the_work_to_the_first(well):
    with held(BackupRun, runs.ONE_HOUSE) as mine:
        assert mine
        assert night() == []
        with pytest.raises(BackupFailed, match="đang chạy"):
            runs.back_up(by=Actor.system(), clock=lambda: NIGHT)
    assert not BackupRun.objects.exists()


def test_run_that_was_killed_is_named_by_the_next(well):
    killed = BackupRun.objects.create(kind="backup", started_at=NIGHT, actor_kind="system", actor_name="x")
    night(NIGHT + timedelta(minutes=10))
    killed.refresh_from_db()
    assert (killed.state, killed.message) == ("failed", runs.KILLED)


def test_administrators_hear_once_a_day_of_a_proof_that_is_too_old(well, monkeypatch):
    office = build(at=at("2026-01-05 08:00"), procedures={"1.004837"}, provinces={"42"})
    assert warnings.warn(at=NIGHT) == 0  # nothing has begun yet
    night()
    assert warnings.warn(at=NIGHT + timedelta(days=2)) == 0
    late = NIGHT + timedelta(days=2, minutes=1)
    assert standing(late).is_old
    assert warnings.warn(at=late) == 1
    warnings.warn(at=late + timedelta(hours=6))
    told = Notice.objects.filter(user=office.people["quantri"])
    assert told.count() == 1
