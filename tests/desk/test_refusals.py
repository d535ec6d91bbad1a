"""What an officer tried with a dossier and may not do stands in the book, once for each attempt."""

from datetime import date

import pytest

from accounts.services import grant
from audit.models import AuditEntry
from dossiers.services import batch as many
from dossiers.workflow import Action
from kit.actor import Actor
from tests import cast
from tests.cast import at
from tests.desk.test_actions import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office, clock):
    clock("2026-11-10 09:00")
    return cast.take_in(office, at("2026-11-10 08:00"), "2.000815")


def refused() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="access.refused").order_by("pk"))


def test_an_act_without_the_right_is_one_line(browser, dossier):
    assert press(browser("luc"), dossier, "chuyen-buoc").status_code == 403
    (line,) = refused()
    assert (line.object_type, line.object_id) == ("dossier", str(dossier.pk))
    assert line.actor_name == "Đặng Hữu Lực"
    assert line.summary == f"Thử “Chuyển bước tiếp theo” với hồ sơ {dossier.code} mà không có quyền."
    assert line.data == {"action": "forward", "why": "permission"}


def test_each_attempt_has_its_own_line(browser, dossier):
    luc = browser("luc")
    press(luc, dossier, "chuyen-buoc")
    press(luc, dossier, "chuyen-buoc")
    assert len(refused()) == 2


def test_an_unfinished_form_of_somebody_without_the_right_is_one_line_too(browser, dossier):
    assert press(browser("luc"), dossier, "xin-y-kien").status_code == 403
    assert len(refused()) == 1


def test_who_may_leaves_no_such_line(browser, dossier):
    assert press(browser("hoa"), dossier, "chuyen-buoc").status_code == 302
    assert refused() == []


def test_a_move_on_many_dossiers_tells_of_those_that_were_refused(office, dossier):
    many.ask(
        action=Action.FORWARD, dossiers=[(dossier, dossier.last_seq)], agency=office.agency,
        by=office.actor("luc"), at=at("2026-11-10 09:00"),
    )  # fmt: skip
    many.run_next(clock=lambda: at("2026-11-10 09:01"))
    (line,) = refused()
    assert line.actor_id == office.people["luc"].pk


def test_a_second_pair_of_eyes_that_is_missing_says_so(office, browser, dossier):
    grant(
        user=office.people["minh"], agency=office.agency, role="approver", valid_from=date(2026, 1, 1),
        by=Actor.system(), at=at("2026-01-05 08:00"),
    )  # fmt: skip
    for who, moment in (("hoa", "2026-11-10 08:20"), ("minh", "2026-11-10 08:40")):
        dossier = cast.forward(office, dossier, at(moment), who)
    assert press(browser("minh"), dossier, "chuyen-buoc").status_code == 403
    (line,) = refused()
    assert line.summary.endswith("vì cần người khác làm (tách nhiệm vụ).")
    assert line.data == {"action": "forward", "why": "separate"}
