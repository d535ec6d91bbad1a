"""Accounts that nobody uses are closed after 45 days, with a word a week before."""

from datetime import timedelta

import pytest

from accounts import idle, tasks
from accounts.models import Notice, User
from accounts.services import open_account
from audit.models import AuditEntry
from tests.cast import at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-26 02:00")
HERE = {"hoa", "tam", "minh", "thuy", "dung", "luc", "ha", "khang", "yen", "quantri"}


@pytest.fixture(autouse=True)
def _everybody_was_there(office):
    User.objects.update(last_login=NOW - timedelta(days=1))


def seen(name: str, days: int | None) -> User:
    last = None if days is None else NOW - timedelta(days=days)
    User.objects.filter(username=name).update(last_login=last)
    return User.objects.get(username=name)


def open_ones() -> set[str]:
    return set(User.objects.filter(is_active=True).values_list("username", flat=True))


def test_after_45_days_without_a_sign_in_an_account_is_closed_once():
    hoa = seen("hoa", 46)
    assert idle.sweep(at=NOW) == 1
    assert idle.sweep(at=NOW) == 0
    assert open_ones() == HERE - {"hoa"}
    told = AuditEntry.objects.get(action="account.close")
    assert (told.actor_kind, told.object_id) == ("system", str(hoa.pk))


def test_a_new_account_has_its_45_days_too():
    User.objects.filter(username="hoa").update(date_joined=NOW - timedelta(days=44), last_login=None)
    seen("tam", None)  # opened long ago, never used
    idle.sweep(at=NOW)
    assert open_ones() == HERE - {"tam"}


def test_a_week_before_the_officer_is_told_once():
    hoa = seen("hoa", 39)
    idle.sweep(at=NOW)
    idle.sweep(at=NOW + timedelta(hours=1))
    told = Notice.objects.get(user=hoa)
    assert "02/12/2026" in told.text
    assert open_ones() == HERE


def test_what_the_administrator_opened_again_stays_open(office):
    hoa = seen("hoa", 90)
    idle.sweep(at=NOW)
    open_account(user=hoa, by=office.actor("quantri"), at=NOW)
    idle.sweep(at=NOW + timedelta(days=44))
    assert "hoa" in open_ones()


def test_a_trial_keeps_its_officers(settings):
    settings.DEMO_MODE = True
    User.objects.update(last_login=NOW - timedelta(days=400))
    assert tasks.close_idle_accounts() == 0
    assert open_ones() == HERE
