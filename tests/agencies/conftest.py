"""The agencies that the tests of this room live in."""

from datetime import UTC, date, datetime

import pytest

from agencies.models import Agency
from agencies.services import activate_agency, load_units
from agencies.services.units import set_name
from kit.actor import Actor

BY = Actor("officer", 7, "Trần Thị Quản Trị", "Xã Sơn Tây")
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
UNITS = {"one_stop": "Trung tâm Phục vụ hành chính công", "leadership": "Lãnh đạo UBND xã"}


@pytest.fixture
def by() -> Actor:
    return BY


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def two_provinces(db) -> None:
    """Hà Tĩnh and Đồng Nai with all their communes, from the shipped list."""
    load_units(provinces={"42", "75"})


@pytest.fixture
def son_tay(db) -> Agency:
    """Xã Sơn Tây alone, not yet using the product."""
    agency = Agency(code="18172", kind="commune", valid_from=date(2025, 7, 1))
    set_name(agency, "Sơn Tây", "commune")
    agency.save()
    return agency


@pytest.fixture
def active(son_tay: Agency) -> Agency:
    """Xã Sơn Tây with units, default hours and its first published calendar."""
    return activate_agency(agency=son_tay, id_code="H42.18172", units=UNITS, by=BY, at=AT)
