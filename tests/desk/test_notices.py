"""What an officer was told, on the screen: the bell, the list, opening, and how they want to hear."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from accounts import notices
from accounts.models import Membership, Notice
from accounts.notices import Word
from dossiers.services import officers
from dossiers.services.sweep import sweep
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
LIST, ACCOUNT = "/can-bo/thong-bao/", "/can-bo/tai-khoan/"


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def hoa(office):
    return office.people["hoa"]


def tell(office, user, moment="2026-11-10 08:00", number=1, agency=None, path=""):
    """So many notices to this officer."""
    code = "H42.18172-261110-0001"
    values = {"code": code, "who": "Lê Thị Thủy"}
    path = path or officers.dossier_path(code)
    notices.tell(
        words=[
            Word(user, agency or office.agency, "officer_answered", values, f"{moment}:{n}", path)
            for n in range(number)
        ],
        at=at(moment),
    )
    return notices.notices_of(user)


def words(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (officers.TODAY, "today"),
        (officers.queue_path("overdue"), "queue"),
        (officers.dossier_path("H42.18172-261110-0001", "y-kien"), "dossier"),
    ],
)
def test_the_paths_of_notices_are_addresses_of_the_desk(path, name):
    assert resolve(urlsplit(path).path).view_name == f"desk:{name}"


def test_the_bell_says_how_much_is_new_on_every_page(office, browser, morning, hoa):
    client = browser("hoa")
    assert "bell-count" not in words(client.get("/can-bo/hang/waiting/"))
    tell(office, hoa, number=2)
    assert "2<span" in words(client.get("/can-bo/hang/waiting/")).partition("bell-count")[2][:40]


def test_the_list_has_the_newest_first_and_marks_what_is_new(office, browser, morning, hoa):
    tell(office, hoa, "2026-11-09 08:00")
    notices.read_all(user=hoa, at=at("2026-11-09 09:00"))
    tell(office, hoa, "2026-11-10 08:00")
    page = browser("hoa").get(LIST)
    assert [(line["when"], line["is_new"]) for line in page.context["lines"]] == [
        ("08:00, thứ Ba 10/11/2026", True), ("08:00, thứ Hai 09/11/2026", False),
    ]  # fmt: skip
    assert "Lê Thị Thủy đã cho ý kiến về hồ sơ H42.18172-261110-0001." in words(page)


def test_one_who_was_told_nothing_reads_what_will_stand_here(browser, morning):
    assert "Chưa có thông báo" in words(browser("quantri").get(LIST))


def test_opening_marks_it_read_and_leads_to_its_dossier(office, browser, morning, hoa):
    dossier = cast.take_in(office, at("2026-11-10 08:00"))
    [notice] = tell(office, hoa, path=officers.dossier_path(dossier.code))
    client = browser("hoa")
    assert client.get(f"{LIST}{notice.pk}/").status_code == 405
    opened = client.post(f"{LIST}{notice.pk}/")
    assert opened["Location"] == f"/can-bo/ho-so/{dossier.code}/"
    assert client.get(opened["Location"]).status_code == 200
    assert notices.unread(hoa.pk) == 0


def test_a_notice_of_another_office_is_opened_at_that_office(office, browser, morning, hoa, neighbour):
    Membership.objects.create(
        user=hoa, agency=neighbour, role="handler", valid_from=date(2026, 1, 1),
        granted_at=at("2026-01-05 08:00"),
    )  # fmt: skip
    [notice] = tell(office, hoa, agency=neighbour, path=LIST)
    client = browser("hoa")
    client.get("/can-bo/")
    client.post("/can-bo/co-quan/", {"office": office.agency.pk})
    assert client.get(LIST).context["lines"][0]["office"] == neighbour.name
    client.post(f"{LIST}{notice.pk}/")
    assert client.get(LIST).context["lines"][0]["office"] == ""


def test_nobody_opens_what_another_was_told(office, browser, morning, hoa):
    [notice] = tell(office, hoa)
    assert browser("tam").post(f"{LIST}{notice.pk}/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_marked_read_by_one_button(office, browser, morning, hoa):
    tell(office, hoa, number=3)
    client = browser("hoa")
    assert client.get(f"{LIST}da-doc/").status_code == 405
    told = words(client.post(f"{LIST}da-doc/", follow=True))
    assert "Đã đánh dấu đọc 3 thông báo." in told
    assert "Đánh dấu đã đọc tất cả" not in told


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_for_one_and_for_three(
    office, browser, morning, hoa, number, django_assert_num_queries
):
    tell(office, hoa, number=number)
    client = browser("hoa")
    client.get(LIST)
    with django_assert_num_queries(9):  # session, account, duties, office, bell, count, lines, the menu's two
        client.get(LIST)


class TestAccount:
    TYPED = {"email": "hoa@sontay.example", "phone": "0912 000 111", "mail": ["urgent"], "sms": ["urgent"]}

    def test_the_choice_is_shown_and_kept(self, browser, morning, hoa):
        client = browser("hoa")
        first = words(client.get(ACCOUNT))
        assert 'value="hoa@sontay.example"' in first
        assert first.count("checked") == 3
        assert "Đã ghi nhận" in words(client.post(ACCOUNT, self.TYPED, follow=True))
        hoa.refresh_from_db()
        assert (hoa.phone, hoa.mail_levels, hoa.sms_levels) == ("84912000111", ["urgent"], ["urgent"])

    def test_a_text_message_without_a_phone_is_told_beside_the_field(self, browser, morning, hoa):
        back = browser("hoa").post(ACCOUNT, self.TYPED | {"phone": ""})
        assert back.status_code == 422
        assert "Nhập số điện thoại di động" in words(back)
        hoa.refresh_from_db()
        assert hoa.sms_levels == []

    def test_a_way_to_the_password_stands_there(self, browser, morning):
        assert "/can-bo/doi-mat-khau/" in words(browser("hoa").get(ACCOUNT))


class TestDuty:
    """Due on Friday 13/11 at 17:00: from Thursday's opening on the page says so."""

    @pytest.fixture
    def dossier(self, office):
        return cast.take_in(office, at("2026-11-10 08:00"))

    def page(self, browser, dossier, query="", who="hoa"):
        return browser(who).get(f"/can-bo/ho-so/{dossier.code}/{query}")

    def test_the_page_says_finish_or_apologise_from_its_moment_on(self, browser, clock, dossier):
        clock("2026-11-12 07:29")
        assert not self.page(browser, dossier).context["duty"]
        clock("2026-11-12 07:31")
        page = self.page(browser, dossier)
        assert 'id="han-tra"' in words(page)
        assert "Hồ sơ sắp đến hẹn trả kết quả: 17:00, thứ Sáu 13/11/2026" in words(page)
        assert "xin lỗi và hẹn lại ngày trả" in words(page)

    def test_the_way_to_the_apology_opens_its_form(self, browser, clock, dossier):
        clock("2026-11-12 09:00")
        page = self.page(browser, dossier)
        assert page.context["duty"]["link"] == "?mo=de-nghi-xin-loi#viec-de-nghi-xin-loi"
        opened = self.page(browser, dossier, "?mo=de-nghi-xin-loi").context["panels"]
        assert [panel.act.slug for panel in opened if panel.opened] == ["de-nghi-xin-loi"]
        assert 'id="viec-de-nghi-xin-loi"' in words(page)

    def test_who_may_not_propose_reads_it_without_the_way(self, browser, clock, dossier):
        clock("2026-11-12 09:00")
        assert self.page(browser, dossier, who="thuy").context["duty"]["link"] == ""

    def test_what_officers_were_told_is_not_listed_as_told_to_the_citizen(
        self, office, browser, clock, dossier
    ):
        sweep(at=at("2026-11-12 09:00"))
        clock("2026-11-12 09:00")
        assert {message["to"] for message in self.page(browser, dossier).context["sent"]} == {"****678"}
