"""What a leader looks at: paper asked of an online dossier, a request after the days of appraisal (R09)."""

import pytest

from accounts.access import scope
from dossiers.selectors import queues
from dossiers.services import supplement
from dossiers.services.supplement import Asked
from kit.clock import local_date
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db


def asked(office, dossier, moment, **more):
    item = Asked(dossier.version.components.order_by("ord").first(), what="Nộp bản rõ", **more)
    return supplement.ask(dossier=dossier, by=office.actor("hoa"), at=at(moment), reason="Mờ", items=[item])


def to_look_at(office, moment):
    seen = scope(office.people["khang"], local_date(at(moment)))
    return [dossier.code for dossier in queues.queue(seen, "supplement_check", at(moment))]


def test_paper_asked_of_an_online_dossier_lies_on_the_leaders_list(office):
    dossier = cast.file_online(office, at("2026-11-02 08:00"))
    row = asked(office, dossier, "2026-11-02 09:00", originals=1)
    assert row.asks_paper
    assert to_look_at(office, "2026-11-02 10:00") == [dossier.code]


def test_a_better_picture_or_paper_at_the_counter_does_not(office):
    online = cast.file_online(office, at("2026-11-02 08:00"))
    assert not asked(office, online, "2026-11-02 09:00").asks_paper
    walk_in = cast.take_in(office, at("2026-11-02 08:00"))
    assert not asked(office, walk_in, "2026-11-02 09:00", originals=1).asks_paper
    assert to_look_at(office, "2026-11-02 10:00") == []


@pytest.mark.parametrize(
    ("moment", "late"), [("2026-11-05 17:00", False), ("2026-11-05 17:01", True), ("2026-11-09 08:00", True)]
)
def test_nd_61_dieu_19_4_what_is_not_eligible_goes_back_within_three_working_days(office, moment, late):
    dossier = cast.take_in(office, at("2026-11-02 08:00"), "1.013225")
    assert asked(office, dossier, moment).after_limit == late
    assert (to_look_at(office, moment) == [dossier.code]) == late
