"""The office's own page and the whole set-up: changed by people, with who changed what, and back again."""

from html import unescape

import pytest

from accounts.models import Membership
from agencies.models import Agency, Unit
from audit.models import AuditEntry
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
OFFICE, SETUP, HISTORY = "/can-bo/co-quan-bo-phan/", "/can-bo/cau-hinh/", "/can-bo/cau-hinh/lich-su/"
FACTS = {"id_code": "H42.18172", "phone": "0239 3 123 456", "address": "Thôn Trung, xã Sơn Tây", "email": ""}


@pytest.fixture
def admin(office, browser, clock):
    clock("2026-11-10 09:00")
    return browser("quantri")


@pytest.fixture
def agency(office) -> Agency:
    return Agency.objects.get(pk=office.agency.pk)


def said(response) -> str:
    return unescape(response.content.decode())


def unit(agency: Agency, kind: str) -> Unit:
    return agency.units.get(kind_key=kind, active=True)


def facts(agency: Agency, **changes: str) -> dict[str, str]:
    seen = {f"seen_{name}": getattr(agency, name) for name in FACTS}
    return {name: getattr(agency, name) for name in FACTS} | seen | changes


def test_facts_are_changed_told_and_put_back(admin, agency):
    before = agency.phone
    assert admin.post(OFFICE, facts(agency, phone="0239 3 123 456"))["Location"] == OFFICE
    page = said(admin.get(OFFICE))
    assert "<ins>0239 3 123 456</ins>" in page
    assert "Phan Anh Tuấn" in page
    line = AuditEntry.objects.filter(action="agency.facts").get()
    admin.post(f"{OFFICE}dat-lai/{line.pk}/")
    agency.refresh_from_db()
    assert agency.phone == before
    assert AuditEntry.objects.filter(action="agency.facts").count() == 2


def test_a_wrong_fact_stays_beside_its_sentence(admin, agency):
    page = admin.post(OFFICE, facts(agency, email="khong-phai-thu"))
    assert page.status_code == 422
    assert "Địa chỉ thư điện tử chưa đúng" in said(page)
    assert "khong-phai-thu" in said(page)


def test_a_unit_is_renamed_and_renamed_back(admin, agency):
    justice = unit(agency, "justice_civil_status")
    old = justice.name
    admin.post(f"{OFFICE}bo-phan/{justice.pk}/", {"name": "Phòng Tư pháp", "phone": ""})
    assert "Phòng Tư pháp" in said(admin.get(OFFICE))
    line = AuditEntry.objects.filter(action="unit.change").get()
    admin.post(f"{OFFICE}dat-lai/{line.pk}/")
    justice.refresh_from_db()
    assert justice.name == old


def test_a_unit_with_work_people_or_procedures_is_not_closed_and_says_what_hangs_on_it(office, admin, agency):
    dossier = cast.take_in(office, at("2026-11-10 08:00"))
    cast.forward(office, dossier, at("2026-11-10 08:10"), "hoa")
    justice = unit(agency, "justice_civil_status")
    page = admin.post(f"{OFFICE}bo-phan/{justice.pk}/dung/", {"last_day": "10/11/2026"})
    assert page.status_code == 422
    for words in (
        "còn 1 hồ sơ",
        "cán bộ có vai trò",
        "thủ tục có bước",
        dossier.code,
        "Trần Văn Minh",
        "1.004837",
    ):
        assert words in said(page), words
    justice.refresh_from_db()
    assert justice.active


def test_a_unit_without_anything_is_closed_and_opened_again(admin, agency):
    typed = {"kind": "police", "code": "CAX18172", "name": "Công an xã", "unit": ""}
    admin.post(f"{OFFICE}co-quan-ben-canh/", typed)  # does the work of the procedures' steps from now on
    own, _ = Unit.objects.get_or_create(
        agency=agency, kind_key="police", active=True, defaults={"name": "Tổ"}
    )
    Membership.objects.filter(unit=own).update(ended_at=at("2026-11-10 08:00"))
    admin.post(f"{OFFICE}bo-phan/{own.pk}/dung/", {"last_day": "09/11/2026"})
    own.refresh_from_db()
    assert (own.active, str(own.closed_on)) == (False, "2026-11-09")
    line = AuditEntry.objects.filter(action="unit.close").get()
    admin.post(f"{OFFICE}dat-lai/{line.pk}/")
    own.refresh_from_db()
    assert own.active


def test_an_agency_beside_is_added_by_hand(admin, agency):
    typed = {
        "kind": "department",
        "code": "VPDK18172",
        "name": "Chi nhánh Văn phòng Đăng ký đất đai",
        "unit": "",
    }
    assert admin.post(f"{OFFICE}co-quan-ben-canh/", typed)["Location"] == OFFICE
    assert agency.children.filter(code="VPDK18172", uses_product=True).exists()
    wrong = admin.post(f"{OFFICE}co-quan-ben-canh/", typed | {"code": "x y"})
    assert wrong.status_code == 422


def test_another_office_is_taken_into_use_only_by_who_administers_all(office, admin, agency, neighbour):
    fresh = Agency.objects.filter(kind="commune", uses_product=False).in_order().first()
    typed = {"code": fresh.code, "id_code": f"H42.{fresh.code}"}
    assert admin.post(f"{OFFICE}co-quan-khac/", typed).status_code == 403
    for other in Agency.objects.filter(uses_product=True).exclude(pk=agency.pk):
        Membership.objects.create(
            user=office.people["quantri"], agency=other, role="administrator", valid_from="2026-01-01",
            granted_at=at("2026-01-05 08:00"),
        )  # fmt: skip
    assert admin.post(f"{OFFICE}co-quan-khac/", typed).status_code == 302
    fresh.refresh_from_db()
    assert fresh.uses_product
    assert Membership.objects.filter(agency=fresh, role="administrator").count() == 1
    again = admin.post(f"{OFFICE}co-quan-khac/", typed)
    assert "đang dùng hệ thống" in said(again)


def test_a_line_of_another_office_or_without_a_way_back_is_not_put_back(admin, neighbour):
    line = AuditEntry.objects.filter(action="agency.activate", object_id=str(neighbour.pk)).latest("pk")
    assert admin.post(f"{OFFICE}dat-lai/{line.pk}/").status_code == 404
    assert admin.post(f"{OFFICE}dat-lai/999999/").status_code == 404


def test_the_page_asks_the_database_as_often_with_a_long_history(admin, agency, django_assert_num_queries):
    admin.get(OFFICE)
    with django_assert_num_queries(12):
        admin.get(OFFICE)
    for number in range(3):
        agency.refresh_from_db()
        admin.post(OFFICE, facts(agency, phone=f"0239 3 00000{number}"))
    with django_assert_num_queries(12):
        admin.get(OFFICE)


def test_the_setup_says_where_who_and_what_is_not_set_and_no_secret(admin, agency, settings):
    settings.KANNEL_PASSWORD = settings.EMAIL_HOST_PASSWORD = "rat-bi-mat"
    admin.post(OFFICE, facts(agency, phone="0239 3 123 456"))
    page = said(admin.get(SETUP))
    for words in (
        "Sửa thông tin của Xã Sơn Tây",
        "Phan Anh Tuấn",
        "Tổng đài tin nhắn",
        "Chưa đặt",
        "Chưa đối chiếu",
    ):
        assert words in page, words
    for secret in ("rat-bi-mat", settings.SECRET_KEY, settings.INDEX_KEY):
        assert secret not in page


def test_the_history_shows_every_kind_as_old_and_new_and_is_narrowed(admin, agency):
    admin.post(OFFICE, facts(agency, phone="0239 3 123 456"))
    admin.post(
        "/can-bo/gia-tri-phap-ly/session_idle_minutes/",
        {"value": "10", "valid_from": "12/11/2026", "basis": "Quyết định 1", "mark": "K", "scope": "here"},
    )
    admin.post(
        "/can-bo/lich-lam-viec/ngay/",
        {"date": "01/12/2026", "kind": "closure", "name": "Di dời", "scope": "here"},
    )
    page = said(admin.get(HISTORY))
    assert "Phan Anh Tuấn: Giao vai trò “Quản trị”." in page
    for words in (
        "<ins>0239 3 123 456</ins>",
        "<del>15</del>",
        "<ins>10</ins>",
        "<ins>Di dời</ins>",
        "01/12/2026",
    ):
        assert words in page, words
    narrowed = said(admin.get(HISTORY, {"nhom": "phap-ly"}))
    assert "<ins>10</ins>" in narrowed
    assert "0239 3 123 456" not in narrowed
    assert "0 thay đổi" in said(admin.get(HISTORY, {"tu": "11/11/2026"}))


@pytest.mark.parametrize(
    "address", ["/admin", "/admin/", "/admin/login/", "/django-admin/", "/can-bo/admin/"]
)
def test_there_is_no_django_admin(admin, address):
    assert admin.get(address).status_code == 404
