"""The book at the desk: what is written of looking, who may look it up, and what nobody is told."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import sign_in
from audit import sealing
from audit.models import AuditEntry
from kit.errors import NotAllowed
from tests import cast
from tests.cast import at
from tests.desk import access

pytestmark = pytest.mark.django_db
BOOK, OWN = "/can-bo/nhat-ky/", "/can-bo/nhat-ky/cua-toi/"


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def dossier(office, morning):
    filed = cast.file_online(office, at("2026-11-10 08:00"), "2.000815")
    return cast.receive(office, filed, at("2026-11-10 08:10"))


@pytest.fixture
def hoa(browser, morning) -> Client:
    return browser("hoa")


@pytest.fixture
def admin(office, morning) -> Client:
    return access.signed_in(access.officer("quan-tri-so", "administrator", at=office.agency))


def page_of(dossier, more: str = "") -> str:
    return reverse("desk:dossier", args=[dossier.code]) + more


def written(since: int = 0) -> list[str]:
    return list(AuditEntry.objects.filter(pk__gt=since).order_by("pk").values_list("action", flat=True))


def last() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def mark() -> int:
    return last().pk


def test_every_look_at_a_dossier_is_one_line_that_says_who_what_and_from_where(hoa, office, dossier):
    since, form, file = mark(), dossier.issued_forms.get(), dossier.files.first().file
    looks = {
        "": "view.dossier",
        f"tep/{file.pk}/xem/": "view.file",
        f"tep/{file.pk}/tai/": "view.file",
        f"tep/{file.pk}/trang/1/": "view.file",
        f"bieu-mau/{form.pk}.pdf": "view.form",
        "to-khai.pdf": "view.declaration",
        "phieu-kiem-soat.pdf": "print.slip",
    }
    seen = {}
    for address, action in looks.items():
        answer = hoa.get(page_of(dossier, address), headers={"X-Request-ID": "yeu-cau-0001"})
        if answer.status_code == 200:
            seen[address] = action
        if answer.streaming:
            list(answer.streaming_content)
    assert written(since) == list(seen.values())
    assert set(seen.values()) >= {"view.dossier", "view.file", "view.form", "print.slip"}
    line = AuditEntry.objects.filter(pk__gt=since, action="view.dossier").get()
    assert (line.actor_id, line.object_id) == (office.people["hoa"].pk, str(dossier.pk))
    assert (line.address, line.request_id) == ("127.0.0.1", "yeu-cau-0001")
    assert "receiver" in line.data["roles"]
    assert line.summary == f"Xem hồ sơ: {dossier.code}"


def test_asking_for_the_head_of_a_page_shows_nothing_and_writes_nothing(hoa, dossier):
    since = mark()
    hoa.head(page_of(dossier))
    assert written(since) == []


def test_a_list_is_one_line_with_its_codes_and_without_what_was_typed(hoa, dossier):
    since = mark()
    hoa.get("/can-bo/tim/", {"q": "nguyen thi lan"})
    hoa.get("/can-bo/hang/open/")
    lines = AuditEntry.objects.filter(pk__gt=since, action="view.list").order_by("pk")
    assert [line.object_id for line in lines] == ["search", "open"]
    assert all(dossier.code in line.data["codes"] for line in lines)
    assert "nguyen" not in str(list(lines.values())).lower()


def test_an_empty_list_writes_nothing(hoa, dossier):
    since = mark()
    hoa.get("/can-bo/tim/", {"q": "khong co ai ten nay"})
    assert written(since) == []


def test_a_page_without_the_right_and_a_dossier_elsewhere_are_failed_tries(browser, neighbour, dossier):
    stranger = access.signed_in(access.officer("nguoi-khac", "receiver", at=neighbour))
    since = mark()
    assert stranger.get(page_of(dossier)).status_code == 404
    assert stranger.get(BOOK).status_code == 403
    assert stranger.get("/can-bo/ho-so/KHONG-CO/").status_code == 404
    assert written(since) == ["access.outside", "access.refused"]
    assert AuditEntry.objects.get(action="access.outside", pk__gt=since).object_id == str(dossier.pk)


def test_an_administrator_finds_by_dossier_officer_kind_and_day_and_reads_no_name(
    admin, hoa, office, dossier
):
    hoa.get(page_of(dossier))
    found = admin.get(BOOK, {"ma": dossier.code.lower()})
    text = found.content.decode()
    assert f"Xem hồ sơ: {dossier.code}" in text
    assert "Người dân" in text  # who filed it
    assert dossier.owner_name not in text
    by_kind = admin.get(BOOK, {"nhom": "xem", "nguoi": office.people["hoa"].pk, "tu": "10/11/2026"})
    assert [row["what"] for row in by_kind.context["rows"]] == [f"Xem hồ sơ: {dossier.code}"]
    assert not admin.get(
        BOOK, {"nguoi": office.people["hoa"].pk, "tu": "08/11/2026", "den": "09/11/2026"}
    ).context["rows"]
    wrong = admin.get(BOOK, {"nhom": "gi-do", "tu": "hôm qua"})
    assert "Ngày cần viết như 05/09/2026" in wrong.content.decode()


def test_no_line_of_the_book_has_a_citizens_name_outside_the_column_of_who_acted(hoa, dossier):
    hoa.get(page_of(dossier))
    names = {party.name for party in dossier.parties.all()} | {dossier.owner_name}
    told = str(list(AuditEntry.objects.values_list("summary", "data")))
    assert not [name for name in names if name in told]


def test_an_administrator_of_another_office_finds_neither_the_dossier_nor_its_officers(
    office, neighbour, hoa, dossier
):
    hoa.get(page_of(dossier))
    other = access.signed_in(access.officer("quan-tri-khac", "administrator", at=neighbour))
    assert not other.get(BOOK, {"ma": dossier.code}).context["rows"]
    assert {row["who"] for row in other.get(BOOK).context["rows"]} == {"Cán bộ quan-tri-khac"}


def test_looking_into_the_book_stands_in_it(admin, dossier):
    admin.get(BOOK, {"ma": dossier.code})
    assert (last().action, last().summary) == ("view.book", f"Tra cứu nhật ký về hồ sơ {dossier.code}")


def test_an_officer_sees_their_own_trail_with_tries_at_their_account_and_nobody_elses(
    hoa, office, browser, dossier
):
    browser("yen").get("/can-bo/hang/open/")
    with pytest.raises(NotAllowed):
        sign_in(username="hoa", password="sai", address="203.0.113.7", at=at("2026-11-10 08:30"))
    hoa.get("/can-bo/hang/open/")
    rows = hoa.get(OWN).context["rows"]
    assert {row["who"] for row in rows} == {
        office.people["hoa"].full_name, "Người chưa đăng nhập", "Hệ thống",  # who opened the account
    }  # fmt: skip
    assert ("Người chưa đăng nhập", "203.0.113.7") in {(row["who"], row["address"]) for row in rows}


def test_a_leader_sees_who_opened_a_dossier_and_the_link_to_it(hoa, browser, office, dossier):
    hoa.get(page_of(dossier))
    link = page_of(dossier, "ai-da-xem/")
    assert link not in hoa.get(page_of(dossier)).content.decode()
    leader = browser("yen")
    assert link in leader.get(page_of(dossier)).content.decode()
    rows = leader.get(link).context["rows"]
    assert [row["who"] for row in rows][-1] == office.people["hoa"].full_name
    assert {row["what"] for row in rows} == {f"Xem hồ sơ: {dossier.code}"}


def test_a_days_digest_is_printed_on_a_sheet(admin, dossier):
    sealing.seal(at=at("2026-11-09 17:00"))
    listed = admin.get(f"{BOOK}ma-niem/")
    assert f"{BOOK}ma-niem/2026-11-09/" in listed.content.decode()
    sheet = admin.get(f"{BOOK}ma-niem/2026-11-09/")
    found = sheet.context["digest"]
    assert "".join(sheet.context["parts"]) == found.hash
    assert all(part in sheet.content.decode() for part in sheet.context["parts"])
    for nonsense in ("2026-11-08", "hom-nay", "0001-01-01", "9999-12-31"):
        assert admin.get(f"{BOOK}ma-niem/{nonsense}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_books_pages_cost_the_same_statements(admin, hoa, dossier, number, django_assert_num_queries):
    for _ in range(number):
        hoa.get(page_of(dossier))
    admin.get(BOOK)
    # session, account, duties, office; the office's people twice, who administers everywhere; count, lines;
    # the line of this look; the bell
    with django_assert_num_queries(11):
        admin.get(BOOK)


def test_a_forgotten_screen_and_a_wrong_old_password_are_written_down(hoa, office, clock):
    hoa.get("/can-bo/")
    since = mark()
    clock("2026-11-10 09:30")
    hoa.get("/can-bo/")
    assert written(since) == ["session.idle"]
    again = Client()
    again.force_login(User.objects.get(username="hoa"))
    again.post("/can-bo/doi-mat-khau/", {"old": "x", "new": "MotCua#2026-moi!", "again": "MotCua#2026-moi!"})
    assert last().action == "account.password_failed"
    assert "MotCua" not in str(AuditEntry.objects.values())
