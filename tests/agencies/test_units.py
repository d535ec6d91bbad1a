"""The shipped list of provinces and communes, and how people find one."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies import selectors
from agencies.models import Agency, AgencyName, FormerUnit, Unit
from agencies.services import activate_agency, add_beside, load_units, rename_agency, set_unit
from audit.models import AuditEntry
from kit.errors import DomainError, Invalid

pytestmark = pytest.mark.django_db


def names(agencies) -> list[str]:
    return [agency.name for agency in agencies]


def test_all_provinces_and_communes_load_and_load_again():
    out = StringIO()
    call_command("load_units", stdout=out)
    call_command("load_units", stdout=out)
    first, second = out.getvalue().splitlines()
    assert first == second
    kinds = Agency.objects.values_list("place_kind", flat=True)
    assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
        "province": 25,
        "city": 9,
        "commune": 2599,
        "ward": 709,
        "special_zone": 13,
    }
    assert FormerUnit.objects.values("old_code").distinct().count() == 10040
    assert FormerUnit.objects.filter(default=True).count() == 10040
    assert not Agency.objects.filter(kind="commune", former_units=None).exists()


def test_loading_keeps_what_an_administrator_renamed(two_provinces, by, at):
    rename(selectors.agency_by_code("18172"), by, at)
    load_units(provinces={"42"})
    assert selectors.agency_by_code("18172").name == "Phường Sơn Tây"
    assert AgencyName.objects.filter(agency__code="18172").count() == 2


def test_communes_are_listed_in_vietnamese_order(two_provinces):
    listed = names(selectors.communes_of(selectors.agency_by_code("42")))
    assert len(listed) == 69
    assert listed.index("Xã Can Lộc") < listed.index("Xã Cẩm Bình") < listed.index("Xã Đông Kinh")


def test_provinces_are_listed_in_vietnamese_order(two_provinces):
    assert names(selectors.provinces()) == ["Thành phố Đồng Nai", "Tỉnh Hà Tĩnh"]


@pytest.mark.parametrize(
    "text",
    ["Sơn Tây", "son tay", "SON TAY ha tinh", "xã sơn tây", "sơn tấy", "son tey ha tinh", "Thị trấn Tây Sơn"],
)
def test_a_commune_is_found_as_people_type_it(two_provinces, text):
    assert "Xã Sơn Tây" in names(selectors.search_communes(text))[:3]


def test_the_province_decides_between_communes_of_one_name(two_provinces):
    assert names(selectors.search_communes("tân phú đồng nai"))[0] == "Phường Tân Phú"
    assert names(selectors.search_communes("sơn tây hà tĩnh"))[0] == "Xã Sơn Tây"


def test_a_search_for_nothing_or_nonsense_finds_nothing(two_provinces):
    assert selectors.search_communes("  ") == []
    assert selectors.search_communes("qwxz%") == []


def test_a_search_may_be_kept_to_communes_that_use_the_product(two_provinces, by, at):
    assert selectors.search_communes("son tay", active_only=True) == []
    activate_agency(agency=selectors.agency_by_code("18172"), id_code="", units={}, by=by, at=at)
    assert names(selectors.search_communes("son tay", active_only=True)) == ["Xã Sơn Tây"]
    assert names(selectors.active_communes()) == ["Xã Sơn Tây"]


def test_a_commune_says_what_it_was_before(two_provinces):
    assert selectors.formerly(selectors.agency_by_code("18172")) == ["Thị trấn Tây Sơn"]


def test_a_province_says_which_provinces_it_was_before(two_provinces):
    assert selectors.formerly(selectors.agency_by_code("75")) == ["Tỉnh Đồng Nai", "Tỉnh Bình Phước"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 23), "Xã Long Thành"),
        (date(2026, 4, 24), "Phường Long Thành"),
        (date(2024, 1, 1), "Phường Long Thành"),
    ],
)
def test_an_agency_is_called_what_it_was_called_that_day(two_provinces, day, name):
    assert selectors.agency_by_code("26368").name_on(day) == name


def test_an_unknown_code_is_told(db):
    with pytest.raises(DomainError, match="99999"):
        selectors.agency_by_code("99999")


def rename(agency, by, at, since=date(2026, 12, 1)):
    return rename_agency(
        agency=agency,
        short_name="Sơn Tây",
        place_kind="ward",
        since=since,
        basis="Nghị quyết 1/NQ",
        by=by,
        at=at,
    )


def test_a_renamed_agency_keeps_its_old_name_for_old_days(son_tay, by, at):
    renamed = rename(son_tay, by, at)
    assert renamed.name_on(date(2026, 11, 30)) == "Xã Sơn Tây"
    assert renamed.name_on(date(2026, 12, 1)) == "Phường Sơn Tây"
    assert selectors.formerly(renamed) == ["Xã Sơn Tây"]
    assert AuditEntry.objects.get().action == "agency.rename"


def test_a_new_name_cannot_start_before_the_present_one(son_tay, by, at):
    with pytest.raises(Invalid, match="01/07/2025"):
        rename(son_tay, by, at, since=date(2025, 7, 1))


def test_an_activated_agency_has_units_hours_and_a_calendar(active):
    assert active.uses_product
    assert active.id_code == "H42.18172"
    assert selectors.unit_of(active, "one_stop").name == "Trung tâm Phục vụ hành chính công"
    assert selectors.unit_of(active, "police") is None
    assert selectors.calendar_for(active).version == 1


def test_activating_again_adds_what_is_missing_and_changes_nothing_else(active, by, at):
    set_unit(agency=active, kind_key="one_stop", name="Bộ phận Một cửa", by=by, at=at)
    activate_agency(
        agency=active,
        id_code="H42.18172",
        units={"one_stop": "Khác", "economy": "Phòng Kinh tế"},
        by=by,
        at=at,
    )
    found = selectors.units_of(active).values_list("kind_key", "name")
    assert list(found) == [
        ("economy", "Phòng Kinh tế"),
        ("leadership", "Lãnh đạo UBND xã"),
        ("one_stop", "Bộ phận Một cửa"),
    ]
    assert selectors.calendar_for(active).version == 1


def test_a_unit_of_an_unknown_kind_is_refused(active, by, at):
    with pytest.raises(Invalid, match="nasa"):
        set_unit(agency=active, kind_key="nasa", name="Phòng", by=by, at=at)
    with pytest.raises(Invalid, match="tên bộ phận"):
        set_unit(agency=active, kind_key="economy", name="  ", by=by, at=at)
    assert Unit.objects.count() == 2


def beside(parent, by, at, **changed):
    given = {
        "kind": "police", "code": "CA18172", "short_name": "Công an xã Sơn Tây",
        "units": {"police": "Công an xã"},
    }  # fmt: skip
    return add_beside(parent=parent, by=by, at=at, **(given | changed))


def test_an_agency_beside_the_commune_has_its_own_unit_hours_and_calendar(active, by, at):
    police = beside(active, by, at)
    assert (police.parent, police.name, police.committee) == (
        active, "Công an xã Sơn Tây", "Công an xã Sơn Tây",
    )  # fmt: skip
    assert selectors.unit_of(police, "police").name == "Công an xã"
    assert selectors.calendar_for(police).version == 1
    assert beside(active, by, at) == police  # again: nothing new
    assert names(selectors.active_communes()) == ["Xã Sơn Tây"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"kind": "commune"}, "kind"), ({"code": "cá xã"}, "code"), ({"code": "18172"}, "code"),
     ({"short_name": " "}, "name")],
)  # fmt: skip
def test_an_agency_beside_that_cannot_be_is_refused_by_field(active, by, at, changed, field):
    with pytest.raises(Invalid) as refused:
        beside(active, by, at, **changed)
    assert list(refused.value.errors) == [field]


def test_the_command_puts_the_police_beside_the_commune(active, capsys):
    given = {"beside": "18172", "kind": "police", "code": "CA18172", "name": "Công an xã Sơn Tây"}
    call_command("add_agency", **given)
    assert "create_officer --agency CA18172" in capsys.readouterr().out
    assert Agency.objects.get(code="CA18172").parent == active
    with pytest.raises(CommandError, match="đã dùng"):
        call_command("add_agency", **given | {"kind": "social_insurance"})
