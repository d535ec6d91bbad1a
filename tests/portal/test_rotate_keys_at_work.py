"""`manage.py rotate_keys` on real commits: rows that somebody holds; a process of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts.models import SecondFactor, User
from kit import resealing, sealed
from kit.resealing import Column
from tests.portal.test_rotate_keys import FIRST, MONDAY, SECOND, keys_in_use
from tests.workers import test_database_url


@contextmanager
def other_officer():
    """A second connection to the same database."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        yield other.cursor()
        other.rollback()
    finally:
        other.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestWhilePeopleWork:
    @pytest.fixture
    def factors(self, settings):
        settings.DATA_KEYS = [FIRST]
        for name in ("hoa", "minh", "khang"):
            user = User.objects.create(username=name, full_name=name)
            SecondFactor.objects.create(user=user, secret=f"SECRET{name}", confirmed_at=MONDAY)
        settings.DATA_KEYS = [SECOND, FIRST]
        return Column.of(SecondFactor, "secret")

    def test_a_row_that_somebody_holds_is_passed_over_and_comes_again(self, factors):
        with other_officer() as hand:
            hand.execute("SELECT 1 FROM accounts_secondfactor ORDER BY user_id LIMIT 1 FOR UPDATE")
            count = resealing.reseal(factors)
            assert (count.done, count.busy) == (2, 1)
        count = resealing.reseal(factors)
        assert (count.done, count.busy) == (1, 0)

    def test_a_value_that_was_changed_after_it_was_read_is_not_lost(self, factors, monkeypatch):
        def change_meanwhile(text: str) -> str:
            SecondFactor.objects.filter(user__username="hoa").update(secret="CHANGED")
            return sealed.seal(sealed.unseal(text))

        count = resealing.rewrite(factors, change_meanwhile, "TRUE")
        assert (count.done, count.busy) == (2, 1)
        assert SecondFactor.objects.get(user__username="hoa").secret == "CHANGED"

    def test_the_command_itself_in_a_process_of_its_own(self, factors):
        environment = {
            **os.environ, "DATABASE_URL": test_database_url(), "DATA_KEYS": f"{SECOND},{FIRST}",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "manage.py", "rotate_keys"], cwd=django_settings.BASE_DIR, env=environment,
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        assert "accounts_secondfactor.secret: 3 giá trị đã làm lại." in done.stdout
        assert keys_in_use() == {sealed.key_names()[0]}
        assert SecondFactor.objects.get(user__username="minh").secret == "SECRETminh"
