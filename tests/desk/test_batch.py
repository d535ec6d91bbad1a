"""Many dossiers at once through the pages: chosen, checked, done once, told one by one."""

import pytest

from dossiers.models import Batch
from dossiers.services import batch as jobs
from dossiers.services import route
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
URL = "/can-bo/nhieu-ho-so/"
NOW = at("2026-11-10 09:00")


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.fixture
def three(office, morning):
    return [cast.take_in(office, at(f"2026-11-10 08:0{minute}")) for minute in range(3)]


def choose(client, dossiers, verb="chuyen-buoc", **more):
    return client.post(URL, {"viec": verb, "ho_so": [d.code for d in dossiers], "hang": "mine"} | more)


def confirm(client, page, **typed):
    hidden = {
        "buoc": "lam", "viec": page.context["verb"].slug, "once": page.context["once"],
        "ho_so": [f"{dossier.code}@{seen}" for dossier, seen in page.context["picked"]],
    }  # fmt: skip
    return client.post(URL, hidden | typed)


def test_a_list_offers_what_may_be_done_with_many(browser, three):
    page = browser("hoa").get("/can-bo/hang/mine/")
    assert [verb.slug for verb in page.context["verbs"]] == [
        "chuyen-buoc",
        "nhan-xu-ly",
        "thu-hoi",
        "ghi-chu",
    ]
    assert page.content.decode().count('name="ho_so"') == 3
    assert "giao-nguoi" in [verb.slug for verb in browser("yen").get("/can-bo/hang/open/").context["verbs"]]
    assert 'name="ho_so"' not in browser("hoa").get("/can-bo/hang/waiting/").content.decode()


def test_chosen_checked_and_done_with_a_result_for_each(office, browser, three):
    hoa = browser("hoa")
    page = choose(hoa, three[:2])
    assert "Chuyển bước 2 hồ sơ" in page.content.decode()
    assert not Batch.objects.exists()
    address = confirm(hoa, page, note="Đủ giấy tờ")["Location"]
    waiting = hoa.get(address).content.decode()
    assert "0 đã làm, trên 2 hồ sơ" in waiting
    route.add_note(dossier=three[0], by=office.actor("tam"), at=NOW, note="Chờ tôi")
    jobs.run_next(clock=lambda: NOW)
    told = hoa.get(address).content.decode()
    assert "1 hồ sơ đã làm, 1 hồ sơ chưa làm được" in told
    assert "Đinh Thị Tâm vừa thực hiện" in told
    part = hoa.get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part  # it is done: nothing more to ask for
    assert "Chuyển bước" in hoa.get(URL).content.decode()


def test_two_clicks_make_one_batch(browser, three):
    hoa = browser("hoa")
    page = choose(hoa, three)
    assert confirm(hoa, page)["Location"] == confirm(hoa, page)["Location"]
    assert Batch.objects.count() == 1


def test_the_whole_list_as_it_was_narrowed(browser, three, monkeypatch):
    hoa = browser("hoa")
    assert len(choose(hoa, [], tat_ca="1").context["picked"]) == 3
    assert choose(hoa, [], tat_ca="1", loc="kenh=online")["Location"] == "/can-bo/"
    monkeypatch.setattr(jobs, "MOST", 2)
    page = choose(hoa, [], tat_ca="1")
    assert (len(page.context["picked"]), page.context["more"]) == (2, 1)
    assert "Mỗi lần làm tối đa 2 hồ sơ" in page.content.decode()


def test_nothing_chosen_leads_back_to_the_list_with_a_sentence(browser, three):
    hoa = browser("hoa")
    back = choose(hoa, [], tu="/can-bo/hang/mine/?trang=1")
    assert back["Location"] == "/can-bo/hang/mine/?trang=1"
    assert "Chọn ít nhất một hồ sơ" in hoa.get(back["Location"]).content.decode()


@pytest.mark.parametrize(
    "address", ["https://example.com/", "//example.com/can-bo/", "/tra-cuu/", "javascript:1"]
)
def test_the_way_back_leads_to_the_desk_alone(browser, three, address):
    assert choose(browser("hoa"), [], tu=address)["Location"] == "/can-bo/"


def test_an_empty_reason_is_asked_for_and_the_choice_is_kept(office, browser, three):
    yen = browser("yen")
    page = choose(yen, three, "giao-nguoi")
    back = confirm(yen, page, assignee=office.people["tam"].pk)
    assert back.status_code == 422
    words = back.content.decode()
    assert "Nhập lý do phân công" in words
    assert words.count('name="ho_so"') == 3
    assert f'value="{office.people["tam"].pk}" selected' in words
    assert not Batch.objects.exists()


def test_dossiers_of_another_office_are_not_there(browser, three, neighbour):
    for dossier in three:
        dossier.legs.update(agency=neighbour)
    three[0].__class__.objects.update(receiving_agency=neighbour, deciding_agency=neighbour)
    assert choose(browser("hoa"), three)["Location"] == "/can-bo/"


@pytest.mark.parametrize(
    "typed", [{"viec": "xoa-het"}, {}, {"viec": "ghi-chu", "tat_ca": "1", "hang": "khong-co"}]
)
def test_what_is_none_of_ours_is_not_found(browser, three, typed):
    assert browser("hoa").post(URL, typed).status_code == 404


def test_nonsense_codes_choose_nothing(browser, three):
    assert choose(browser("hoa"), [], ho_so=["\x00", "x" * 500, "' OR 1=1"])["Location"] == "/can-bo/"


@pytest.mark.parametrize("number", [1, 3])
def test_a_result_page_costs_the_same_for_one_and_for_three(
    browser, three, django_assert_num_queries, number
):
    hoa = browser("hoa")
    address = confirm(hoa, choose(hoa, three[:number]))["Location"]
    jobs.run_next(clock=lambda: NOW)
    hoa.get(address)
    with django_assert_num_queries(11):  # the book's line of who looked among them
        hoa.get(address)
