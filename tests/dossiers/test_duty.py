"""One working day before: finish, or apologise and appoint a new day in time (law.md R11; domain.md 8)."""

from datetime import date

import pytest

from accounts.models import Notice
from accounts.substitutes import arrange
from agencies.selectors import calendar_for
from agencies.services import add_day, change_law_value
from dossiers.deadlines import duty_from
from dossiers.models import Dossier
from dossiers.selectors.duty import rests_on
from dossiers.services import calendar_change, proposals, supplement
from dossiers.services.supplement import Asked
from dossiers.services.sweep import sweep
from kit.actor import Actor
from notifications.models import Message
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-02 08:00")
TOLD_AT = at("2026-11-04 07:30")  # the opening of the working day before the due day, Thursday 05/11


@pytest.fixture
def dossier(office):
    """Three working days, due Thursday 05/11 at 17:00; chị Hoa has it."""
    return cast.take_in(office, MONDAY)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def told(moment):
    """Who is told of the duty by a sweep at that moment."""
    before = set(_rows().values_list("pk", flat=True))
    sweep(at=moment)
    return sorted(_rows().exclude(pk__in=before).values_list("user__username", flat=True))


def _rows():
    return Notice.objects.filter(dedupe_key__startswith="duty:")


@pytest.mark.parametrize(
    ("start", "due_at", "days", "from_"),
    [
        ("2026-11-02 08:00", "2026-11-05 17:00", 1, "2026-11-04 07:30"),
        ("2026-11-02 08:00", "2026-11-05 17:00", 2, "2026-11-03 07:30"),
        ("2026-11-06 08:00", "2026-11-10 17:00", 1, "2026-11-09 07:30"),  # over a weekend
        ("2026-11-23 08:00", "2026-11-26 17:00", 1, "2026-11-25 07:30"),
        ("2026-11-20 08:00", "2026-11-25 17:00", 1, "2026-11-23 07:30"),  # 24/11 is a holiday
        ("2026-11-02 08:00", "2026-11-03 17:00", 1, "2026-11-03 07:45"),  # one working day: half of 15½ hours
        ("2026-11-02 08:00", "2026-11-02 17:00", 1, "2026-11-02 13:15"),  # the same day
        ("2026-11-02 08:00", "2026-11-02 10:00", 1, "2026-11-02 09:00"),
        ("2026-11-02 08:00", "2026-11-04 17:00", 5, "2026-11-03 13:15"),  # no such day: half of its time
        ("2026-11-05 08:00", "2026-11-04 17:00", 1, "2026-11-04 17:00"),  # goes on after its time was up
    ],
)
def test_the_duty_begins_a_working_day_before_or_at_half_time(office, start, due_at, days, from_):
    assert duty_from(calendar_for(office.agency), at(start), at(due_at), days) == at(from_)


def test_the_holder_and_who_assigns_are_told_once(office, dossier):
    assert fresh(dossier).duty_at == TOLD_AT
    assert told(at("2026-11-04 07:29")) == []
    assert told(TOLD_AT) == ["hoa", "khang", "yen"]
    assert told(at("2026-11-04 07:31")) == []
    [hoa] = _rows().filter(user=office.people["hoa"])
    assert hoa.text == (
        f"Hồ sơ {dossier.code} hẹn trả lúc 17:00 ngày 05/11/2026: hoàn thành hoặc đề nghị xin lỗi, "
        "hẹn lại trước hạn."
    )
    assert hoa.path == f"/can-bo/ho-so/{dossier.code}/#han-tra"
    assert Message.objects.filter(template_key="officer_duty").count() == 3


def test_while_nobody_has_it_the_unit_is_told(office, dossier):
    cast.forward(office, dossier, at("2026-11-02 09:00"), "hoa")
    assert told(TOLD_AT) == ["khang", "minh", "yen"]


def test_who_stands_in_for_the_holder_is_told_too(office, dossier):
    people, day = office.people, date(2026, 11, 4)
    arrange(
        agency=office.agency, absent=people["hoa"], substitute=people["tam"], valid_from=day, valid_to=day,
        reason="Nghỉ phép", by=Actor.system(), at=at("2026-11-03 08:00"),
    )  # fmt: skip
    assert told(TOLD_AT) == ["hoa", "khang", "tam", "yen"]


def test_several_at_once_are_one_notice_with_their_codes(office, dossier):
    other = cast.take_in(office, at("2026-11-02 08:05"))
    assert told(TOLD_AT) == ["hoa", "khang", "yen"]
    hoa = _rows().get(user=office.people["hoa"])
    assert hoa.text.startswith("2 hồ sơ sắp đến hẹn trả")
    assert dossier.code in hoa.text
    assert other.code in hoa.text
    assert hoa.path == "/can-bo/hang/soon/"


def apologise(office, dossier, moment):
    proposals.propose_apology(
        dossier=dossier, by=office.actor("hoa"), at=moment, cause_code="workload", note="Hồ sơ tăng",
        new_day=date(2026, 11, 10),
    )  # fmt: skip


def test_nobody_is_told_while_a_leader_is_asked_and_all_are_when_the_leader_says_no(office, dossier):
    apologise(office, dossier, at("2026-11-03 09:00"))
    assert told(TOLD_AT) == []
    assert not rests_on(fresh(dossier), TOLD_AT)
    proposals.decline(dossier=dossier, by=office.actor("khang"), at=at("2026-11-04 08:00"), note="Làm kịp")
    assert told(at("2026-11-04 08:01")) == ["hoa", "khang", "yen"]


def test_a_day_that_was_appointed_anew_asks_for_no_second_apology(office, dossier):
    apologise(office, dossier, at("2026-11-03 09:00"))
    proposals.approve(dossier=dossier, by=office.actor("khang"), at=at("2026-11-03 10:00"))
    assert fresh(dossier).duty_at is None
    assert told(at("2026-11-09 08:00")) == []


def test_an_extension_puts_the_duty_off_and_it_is_told_again(office, dossier):
    assert told(TOLD_AT) == ["hoa", "khang", "yen"]
    proposals.propose_extension(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-04 08:00"), note="Phức tạp",
        basis="Khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP", days=2,
    )  # fmt: skip
    proposals.approve(dossier=dossier, by=office.actor("khang"), at=at("2026-11-04 09:00"))
    later = fresh(dossier)
    assert (later.duty_at, later.duty_marked_at) == (at("2026-11-06 07:30"), None)
    assert told(at("2026-11-05 08:00")) == []
    assert told(at("2026-11-06 07:30")) == ["hoa", "khang", "yen"]


def test_a_stopped_clock_has_no_duty_until_it_goes_on(office, dossier):
    items = [Asked(dossier.version.components.order_by("ord").first())]
    supplement.ask(
        dossier=dossier, by=office.actor("hoa"), at=at("2026-11-03 09:00"), reason="Ảnh mờ", items=items
    )  # fmt: skip
    assert told(TOLD_AT) == []
    assert not rests_on(fresh(dossier), TOLD_AT)
    supplement.complete(dossier=dossier, by=cast.CITIZEN, at=at("2026-11-09 08:00"), answer="Đã chụp lại")
    going_on = fresh(dossier)
    assert going_on.duty_at > at("2026-11-09 08:00")
    assert told(going_on.duty_at) == ["hoa", "khang", "yen"]


def test_a_new_calendar_moves_the_duty_with_the_day(office, dossier):
    add_day(
        agency=office.agency, date=date(2026, 11, 4), kind="closure", name="Bão", basis="",
        by=office.actor("quantri"), at=at("2026-11-03 08:00"),
    )  # fmt: skip
    calendar_change.publish(
        agencies=[office.agency], by=office.actor("quantri"), at=at("2026-11-03 08:00"), note="Bão"
    )
    calendar_change.run(clock=lambda: at("2026-11-03 08:01"))
    moved = fresh(dossier)
    assert (moved.due_at, moved.duty_at) == (at("2026-11-06 17:00"), at("2026-11-05 07:30"))


def test_how_many_days_before_is_a_value_of_the_law(office):
    change_law_value(
        key="apology_before_due", value=2, valid_from=date(2026, 11, 2), basis="Quyết định 12/2026/QĐ-UBND",
        mark="K", note="", agency=office.agency, by=office.actor("quantri"), at=at("2026-10-30 09:00"),
    )  # fmt: skip
    assert fresh(cast.take_in(office, MONDAY)).duty_at == at("2026-11-03 07:30")


def test_what_is_finished_in_time_is_told_to_nobody(office, dossier):
    cast.to_the_desk(office, dossier, [at("2026-11-03 08:00")] * 4)
    assert told(TOLD_AT) == []
