"""The screens of administration: values of the law with their days, and the office's calendar."""

import pytest

from agencies.models import CalendarVersion, Day, LawValue
from agencies.selectors import law_value, office_hours
from dossiers.models import Dossier
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
LAW, CALENDAR = "/can-bo/gia-tri-phap-ly/", "/can-bo/lich-lam-viec/"
TYPED = {
    "value": "4",
    "valid_from": "12/11/2026",
    "basis": "Quyết định 1/QĐ-UBND",
    "mark": "S",
    "scope": "here",
}


@pytest.fixture
def admin(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("quantri")


def words(response) -> str:
    return response.content.decode()


def test_the_list_says_what_is_in_force_and_what_is_not_verified(admin):
    page = words(admin.get(LAW))
    assert "Thời hạn tiếp nhận hồ sơ trực tuyến" in page
    assert "8 giờ" in page
    assert "Chưa đối chiếu" in page


def test_the_list_of_another_day_shows_the_values_of_that_day(admin):
    assert "Bộ 6 mẫu của Thông tư 01/2018" in words(admin.get(LAW, {"ngay": "01/01/2020"}))
    assert "Bộ 6 mẫu của Thông tư 01/2018" not in words(admin.get(LAW))
    assert "Ngày cần viết như" in words(admin.get(LAW, {"ngay": "hôm nay"}))


def test_a_new_value_reaches_new_dossiers_and_leaves_old_ones(office, admin, clock):
    old = cast.file_online(office, at("2026-11-10 08:00"))
    assert old.intake_due_at == at("2026-11-11 08:00")
    assert admin.post(f"{LAW}accept_limit/", TYPED)["Location"] == LAW
    new = cast.file_online(office, at("2026-11-12 07:30"))
    assert new.intake_due_at == at("2026-11-12 11:30")
    assert Dossier.objects.get(pk=old.pk).intake_due_at == at("2026-11-11 08:00")
    history = words(admin.get(f"{LAW}accept_limit/"))
    assert "Quyết định 1/QĐ-UBND" in history
    assert "Phan Anh Tuấn" in history


def test_one_office_changes_its_own_value_and_not_its_neighbours(office, admin):
    admin.post(f"{LAW}accept_limit/", TYPED)
    assert law_value("accept_limit", at("2026-11-12 08:00").date(), office.agency) == 4
    assert law_value("accept_limit", at("2026-11-12 08:00").date()) == 8


def test_who_administers_every_office_may_change_a_value_for_all(office, admin):
    admin.post(f"{LAW}accept_limit/", TYPED | {"scope": "everywhere"})
    assert law_value("accept_limit", at("2026-11-12 08:00").date()) == 4


def test_who_administers_one_of_two_offices_is_not_offered_all(office, admin, neighbour):
    assert "scope" not in admin.get(f"{LAW}accept_limit/").context["form"].fields
    admin.post(f"{LAW}accept_limit/", TYPED | {"scope": "everywhere"})
    assert law_value("accept_limit", at("2026-11-12 08:00").date()) == 8


@pytest.mark.parametrize(
    ("key", "changes", "sentence"),
    [
        ("accept_limit", {"value": "tám"}, "Giá trị phải là số nguyên"),
        ("accept_limit", {"value": ""}, "Nhập giá trị mới."),
        ("accept_limit", {"value": "9" * 40}, "Giá trị phải là số nguyên"),
        ("accept_limit", {"valid_from": "01/01/2026"}, "chỉ áp dụng từ hôm nay trở đi"),
        ("accept_limit", {"valid_from": "hôm nay"}, "Ngày cần viết như"),
        ("accept_limit", {"basis": ""}, "Nhập văn bản làm căn cứ."),
        ("accept_limit", {"mark": "X"}, "Hãy chọn một mục"),
        ("accept_limit", {"note": "x" * 501}, "dài quá 500 ký tự"),
        ("intake_unit", {"value": "ban đêm"}, "Hãy chọn một mục"),
        ("cutoff_transfer", {"value": "25:00"}, "Giá trị phải là giờ dạng 15:00."),
    ],
)
def test_a_bad_value_gets_its_sentence_and_stays_in_its_box(admin, key, changes, sentence):
    page = admin.post(f"{LAW}{key}/", TYPED | changes)
    assert page.status_code == 422
    assert sentence in words(page)
    assert not LawValue.objects.filter(basis="Quyết định 1/QĐ-UBND").exists()
    assert page.context["form"]["value"].value() == (TYPED | changes)["value"]


def test_every_value_has_a_screen_and_an_unknown_one_is_not_found(admin):
    for row in admin.get(LAW).context["rows"]:
        assert admin.get(f"{LAW}{row['key']}/").status_code == 200
    assert admin.get(f"{LAW}khong-co/").status_code == 404


def test_the_calendar_shows_hours_days_and_versions(admin):
    page = words(admin.get(CALENDAR, {"nam": "2026"}))
    for sentence in (
        "07:30-11:30, 13:00-17:00",
        "Ngày nghỉ và ngày làm bù năm 2026",
        "Bắt đầu sử dụng hệ thống",
    ):
        assert sentence in page


@pytest.mark.parametrize("year", ["", "abc", "99999", "0000", "²²²²"])
def test_a_year_that_is_none_shows_this_year(admin, year):
    assert admin.get(CALENDAR, {"nam": year}).context["year"] == 2026


def test_a_closure_counts_once_it_is_published(office, admin):
    typed = {
        "date": "11/11/2026",
        "kind": "closure",
        "name": "Di dời trụ sở",
        "sessions": "",
        "scope": "here",
    }
    assert admin.post(f"{CALENDAR}ngay/", typed)["Location"] == CALENDAR
    assert "Có thay đổi chưa công bố" in words(admin.get(CALENDAR))
    before = cast.file_online(office, at("2026-11-10 16:00"))
    assert before.intake_due_at == at("2026-11-11 16:00")
    assert admin.post(f"{CALENDAR}cong-bo/", {"note": "Đóng cửa một ngày"})["Location"] == CALENDAR
    after = cast.file_online(office, at("2026-11-10 16:10"))
    assert after.intake_due_at == at("2026-11-12 16:10")
    assert "Có thay đổi chưa công bố" not in words(admin.get(CALENDAR))
    assert "Đóng cửa một ngày" in words(admin.get(CALENDAR))


def test_hours_are_laid_over_the_week(office, admin):
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "07:00 - 11:00, 13:30-16:30")
    typed = week | {"valid_from": "01/12/2026", "basis": "Mùa đông"}
    assert admin.post(f"{CALENDAR}gio/", typed)["Location"] == CALENDAR
    latest = office_hours(office.agency).last()
    assert latest.week["mon"] == ["07:00-11:00", "13:30-16:30"]
    assert "sun" not in latest.week


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("gio", {"mon": "7h-11h", "valid_from": "01/12/2026"}, "không phải là buổi làm việc"),
        ("gio", {"valid_from": "01/12/2026"}, "Cần ít nhất một buổi làm việc trong tuần."),
        ("gio", {"mon": "07:30-11:30"}, "Nhập ngày bắt đầu."),
        (
            "gio",
            {"mon": "07:30-11:30", "valid_from": "02/12/2026", "valid_to": "01/12/2026"},
            "phải sau ngày",
        ),
        ("ngay", {"date": "", "kind": "off", "name": "x", "scope": "here"}, "Nhập ngày."),
        ("ngay", {"date": "11/11/2026", "kind": "x", "name": "x", "scope": "here"}, "Hãy chọn một mục"),
        ("ngay", {"date": "11/11/2026", "kind": "off", "name": "", "scope": "here"}, "Nhập tên hoặc lý do."),
        (
            "ngay",
            {"date": "11/11/2026", "kind": "off", "name": "x", "sessions": "07:30-11:30", "scope": "here"},
            "Chỉ ngày làm bù mới có giờ làm việc riêng",
        ),
        ("ngay", {"date": "11/11/2026", "kind": "closure", "name": "x", "scope": "everywhere"}, "Loại ngày"),
        ("cong-bo", {"note": "x" * 501}, "dài quá 500 ký tự"),
    ],
)
def test_a_bad_day_or_week_gets_its_sentence(admin, part, typed, sentence):
    page = admin.post(f"{CALENDAR}{part}/", typed)
    assert page.status_code == 422
    assert sentence in words(page)


def test_an_own_day_is_removed_and_a_national_one_only_by_who_rules_everywhere(
    office, admin, neighbour, browser
):
    own = Day.objects.create(agency=office.agency, date="2026-11-11", kind="closure", name="Di dời")
    national = Day.objects.filter(agency=None).first()
    theirs = Day.objects.create(agency=neighbour, date="2026-11-11", kind="closure", name="Di dời")
    assert admin.post(f"{CALENDAR}ngay/{own.pk}/xoa/").status_code == 302
    assert admin.post(f"{CALENDAR}ngay/{national.pk}/xoa/").status_code == 403
    assert admin.post(f"{CALENDAR}ngay/{theirs.pk}/xoa/").status_code == 404
    assert Day.objects.filter(pk__in=[national.pk, theirs.pk]).count() == 2


def test_a_national_day_of_the_only_administrator_is_published_everywhere(office, admin):
    typed = {"date": "11/11/2026", "kind": "off", "name": "Nghỉ toàn quốc", "scope": "everywhere"}
    admin.post(f"{CALENDAR}ngay/", typed)
    before = CalendarVersion.objects.count()
    admin.post(f"{CALENDAR}cong-bo/", {"note": "Nghỉ toàn quốc"})
    assert CalendarVersion.objects.count() == before + 1
    assert Day.objects.get(name="Nghỉ toàn quốc").agency is None
    national = Day.objects.get(name="Nghỉ toàn quốc")
    assert admin.post(f"{CALENDAR}ngay/{national.pk}/xoa/").status_code == 302


def test_the_office_of_the_commune_keeps_the_calendar_too(browser, admin):
    assert browser("yen").get(CALENDAR).status_code == 200
    assert browser("yen").get(LAW).status_code == 403
