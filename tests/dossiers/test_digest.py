"""Twice a working day: what is late, what is due; nothing at night or on a day off."""

import pytest

from agencies.selectors import calendar_for
from dossiers.services import digest
from dossiers.services.sweep import sweep
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db


def digests(*names):
    """Who was told what, in the order of sending; of these officers."""
    rows = Message.objects.filter(template_key="officer_digest").order_by("pk")
    told = [(row.address.partition("@")[0], row.values) for row in rows]
    return [pair for pair in told if pair[0] in names]


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-11-02 07:29", ""),
        ("2026-11-02 07:30", "2026-11-02 0"),
        ("2026-11-02 07:59", "2026-11-02 0"),
        ("2026-11-02 08:00", ""),
        ("2026-11-02 13:05", "2026-11-02 1"),
        ("2026-11-02 22:00", ""),
        ("2026-11-01 07:40", ""),  # a Sunday
        ("2026-11-24 07:40", ""),  # a holiday
    ],
)
def test_a_half_day_begins_by_the_office_s_own_hours(office, moment, slot):
    assert digest.slot_of(calendar_for(office.agency), at(moment)) == slot


def test_an_officer_hears_what_is_theirs_and_the_leader_of_the_whole_office(office):
    cast.take_in(office, at("2026-11-02 08:00"))  # hoa's step is due at 13:20, the dossier on Thursday
    cast.take_in(office, at("2026-11-02 08:05"), "2.000815")
    assert digest.send_due(at=at("2026-11-03 07:31")) == 3  # hoa, the leader, the office
    told = dict(digests("hoa", "khang"))
    assert told["hoa"]["work"] == "2 hồ sơ quá hạn"
    assert "office" not in told["hoa"]
    assert told["khang"]["office"] == "1 hồ sơ quá hạn"


def test_once_a_half_day_and_again_in_the_afternoon(office):
    cast.take_in(office, at("2026-11-02 08:00"))
    for minute in ("07:30", "07:35", "07:40"):
        digest.send_due(at=at(f"2026-11-03 {minute}"))
    assert [name for name, _ in digests("hoa", "tam")] == ["hoa"]
    digest.send_due(at=at("2026-11-03 13:00"))
    assert [name for name, _ in digests("hoa", "tam")] == ["hoa", "hoa"]


def test_who_has_nothing_to_do_is_left_in_peace(office):
    assert digest.send_due(at=at("2026-11-03 07:31")) == 0
    assert not Message.objects.filter(template_key="officer_digest").exists()


def test_a_new_dossier_with_two_hours_left_is_told_at_once(office):
    dossier = cast.file_online(office, at("2026-11-02 08:00"))
    sweep(at=at("2026-11-02 14:00"))
    assert not Message.objects.filter(template_key="officer_intake_soon").exists()
    sweep(at=at("2026-11-02 15:31"))  # due on Tuesday at 08:00: an hour and a half today, half an hour then
    sweep(at=at("2026-11-02 15:32"))
    told = Message.objects.filter(template_key="officer_intake_soon").order_by("address")
    assert [row.address for row in told] == ["hoa@sontay.example", "tam@sontay.example"]
    assert {row.values["code"] for row in told} == {dossier.code}
