"""What the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError

from agencies.models import Agency, AgencyName, Day, LawValue, OfficeHours, Unit
from kit.text import fold, sort_key

pytestmark = pytest.mark.django_db
START = date(2025, 7, 1)


def make_agency(code: str = "18172", **fields) -> Agency:
    given = {"kind": "commune", "name": "Xã Sơn Tây", "short_name": "Sơn Tây", "valid_from": START} | fields
    return Agency.objects.create(
        code=code, sort_name=sort_key(given["short_name"]), fold_name=fold(given["name"]), **given
    )


def law_value(**fields) -> LawValue:
    given = {
        "key": "a_key_of_this_test",
        "value": 50,
        "title": "Dung lượng một tệp",
        "mark": "S",
        "valid_from": START,
        "set_at": "2025-07-01T00:00:00Z",
        "actor_kind": "system",
        "actor_name": "Hệ thống",
    } | fields
    return LawValue.objects.create(**given)


def test_a_code_has_one_open_agency():
    make_agency()
    with pytest.raises(IntegrityError):
        make_agency(valid_from=date(2026, 1, 1))


def test_a_code_may_be_used_again_after_the_first_agency_closed():
    make_agency(valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30))
    make_agency()
    assert Agency.objects.filter(code="18172").count() == 2


def test_an_agency_cannot_close_before_it_opens():
    with pytest.raises(IntegrityError, match="agency_dates_ordered"):
        make_agency(valid_to=date(2025, 6, 1))


def test_two_names_for_one_day_are_refused():
    agency = make_agency()
    AgencyName.objects.create(agency=agency, name="Xã A", valid_from=START, valid_to=date(2026, 4, 29))
    with pytest.raises(IntegrityError):
        AgencyName.objects.create(agency=agency, name="Phường A", valid_from=date(2026, 4, 29))


def test_two_sets_of_hours_for_one_day_are_refused():
    agency = make_agency()
    OfficeHours.objects.create(agency=agency, valid_from=START)
    with pytest.raises(IntegrityError):
        OfficeHours.objects.create(agency=agency, valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 2))


def test_a_national_day_exists_once():
    Day.objects.create(date=START, kind="off", name="Nghỉ")
    with pytest.raises(IntegrityError):
        Day.objects.create(date=START, kind="make_up", name="Làm bù")


def test_a_day_off_has_no_sessions():
    with pytest.raises(IntegrityError, match="day_sessions_only_make_up"):
        Day.objects.create(date=START, kind="off", name="Nghỉ", sessions=["07:30-11:30"])


def test_two_national_values_of_a_key_for_one_day_are_refused():
    law_value()
    with pytest.raises(IntegrityError):
        law_value(valid_from=date(2026, 1, 1))


def test_an_agency_may_have_its_own_value_beside_the_national_one():
    law_value()
    law_value(agency=make_agency())
    assert LawValue.objects.filter(key="a_key_of_this_test").count() == 2


def test_an_agency_has_one_active_unit_of_a_kind():
    agency = make_agency()
    Unit.objects.create(agency=agency, kind_key="economy", name="Phòng Kinh tế", active=False)
    Unit.objects.create(agency=agency, kind_key="economy", name="Phòng Kinh tế, Hạ tầng và Đô thị")
    with pytest.raises(IntegrityError):
        Unit.objects.create(agency=agency, kind_key="economy", name="Phòng Kinh tế")
