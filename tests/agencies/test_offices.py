"""An office's facts and units: changed with old and new in the book, and closed kindly."""

from datetime import date

import pytest

from agencies import selectors
from agencies.models import Unit
from agencies.services import activate_agency, add_unit, change_facts, change_unit, close_unit, reopen_unit
from agencies.services.facts import facts_of
from audit.models import AuditEntry
from kit.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(two_provinces, by, at):
    return activate_agency(
        agency=selectors.agency_by_code("18172"), id_code="H42.18172", by=by, at=at,
        units={"one_stop": "Bộ phận Một cửa"},
    )  # fmt: skip


@pytest.fixture
def unit(office) -> Unit:
    return office.units.get()


def newest() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def test_a_fact_is_changed_with_its_old_value_in_the_book(office, by, at):
    change_facts(agency=office, facts={"phone": " 0239 3 123 456 ", "email": ""}, by=by, at=at)
    office.refresh_from_db()
    assert office.phone == "0239 3 123 456"
    assert newest().data["before"] == {"phone": ""}
    assert newest().data["after"] == {"phone": "0239 3 123 456"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"id_code": ""}, "id_code"), ({"id_code": "h42 18172"}, "id_code"), ({"email": "x"}, "email"),
        ({"phone": "0" * 21}, "phone"), ({"phone": ""}, "facts"),
    ],
)  # fmt: skip
def test_a_wrong_fact_or_none_is_told_at_its_field(office, by, at, facts, field):
    with pytest.raises(Invalid) as told:
        change_facts(agency=office, facts=facts, by=by, at=at)
    assert list(told.value.errors) == [field]


def test_who_saw_older_facts_overwrites_nothing(office, by, at):
    seen = facts_of(office)
    change_facts(agency=office, facts={"phone": "0239 3 111 111"}, seen=seen, by=by, at=at)
    with pytest.raises(Conflict, match="vừa đổi thông tin"):
        change_facts(agency=office, facts={"phone": "0239 3 222 222"}, seen=seen, by=by, at=at)


def test_a_unit_is_renamed_and_the_book_says_from_what(unit, by, at):
    change_unit(unit=unit, name="Trung tâm Phục vụ hành chính công", phone="", by=by, at=at)
    line = newest()
    assert line.data["before"] == {"name": "Bộ phận Một cửa"}
    assert line.data["after"] == {"name": "Trung tâm Phục vụ hành chính công"}
    with pytest.raises(Invalid, match="Chưa có thông tin nào thay đổi"):
        change_unit(unit=unit, name="Trung tâm Phục vụ hành chính công", phone="", by=by, at=at)


def test_one_kind_of_work_has_one_unit(office, by, at):
    add_unit(agency=office, kind_key="economy", name="Phòng Kinh tế", by=by, at=at)
    with pytest.raises(Conflict, match="đã có bộ phận loại này"):
        add_unit(agency=office, kind_key="economy", name="Phòng khác", by=by, at=at)
    with pytest.raises(Invalid) as told:
        add_unit(agency=office, kind_key="x", name=" ", by=by, at=at)
    assert set(told.value.errors) == {"kind_key", "name"}


def test_a_unit_is_closed_with_its_day_and_opened_again(office, unit, by, at):
    close_unit(unit=unit, last_day=at.date(), by=by, at=at)
    assert selectors.unit_of(office, "one_stop") is None
    assert newest().data["after"] == {"closed_on": at.date().isoformat()}
    with pytest.raises(Conflict, match="đã dừng hoạt động"):
        close_unit(unit=unit, last_day=at.date(), by=by, at=at)
    with pytest.raises(Conflict, match="đã dừng hoạt động"):
        change_unit(unit=unit, name="x", phone="", by=by, at=at)
    reopen_unit(unit=unit, by=by, at=at)
    unit.refresh_from_db()
    assert unit.active
    assert unit.closed_on is None


def test_a_unit_is_not_closed_in_days_to_come(unit, by, at):
    with pytest.raises(Invalid, match="không được sau hôm nay"):
        close_unit(unit=unit, last_day=date(2099, 1, 1), by=by, at=at)


def test_a_unit_whose_work_another_does_by_now_stays_closed(office, unit, by, at):
    close_unit(unit=unit, last_day=at.date(), by=by, at=at)
    add_unit(agency=office, kind_key="one_stop", name="Quầy mới", by=by, at=at)
    with pytest.raises(Conflict, match="đã có bộ phận loại này"):
        reopen_unit(unit=unit, by=by, at=at)
