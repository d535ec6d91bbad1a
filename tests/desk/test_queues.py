"""The lists of the desk: what lies where, how many, in which order, and what a search finds."""

import pytest
from django.urls import reverse

from dossiers.services import route
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
QUEUE = "/can-bo/hang/{}/"


def listed(page) -> list[str]:
    return [row["code"] for row in page.context["rows"]]


def counts(page) -> dict[str, int]:
    return {queue["label"]: queue["count"] for queue in page.context["queues"] if queue["count"] is not None}


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


@pytest.mark.parametrize(
    ("who", "title"),
    [("hoa", "Chờ tiếp nhận"), ("minh", "Của tôi"), ("khang", "Của bộ phận tôi"), ("yen", "Quá hạn")],
)
def test_the_day_begins_with_the_queue_of_ones_role(browser, morning, who, title):
    page = browser(who).get("/can-bo/")
    assert page.context["title"] == title
    assert [q["label"] for q in page.context["queues"] if q["current"]] == [title]


def test_an_administrator_begins_with_the_screens_of_administration(browser, morning):
    page = browser("quantri").get("/can-bo/")
    assert "Giá trị pháp lý" in page.content.decode()
    assert counts(page) == {}


def test_the_queue_with_the_nearest_deadline_first(office, browser, morning):
    later = cast.file_online(office, at("2026-11-10 08:30"))
    first = cast.file_online(office, at("2026-11-09 16:00"))
    page = browser("hoa").get(QUEUE.format("waiting"))
    assert listed(page) == [first.code, later.code]
    assert counts(page)["Chờ tiếp nhận"] == 2
    assert "còn 5 giờ 30 phút" in page.content.decode()


def test_a_dossier_lies_with_its_unit_until_somebody_takes_it(office, browser, morning):
    dossier = cast.take_in(office, at("2026-11-09 08:00"))
    cast.forward(office, dossier, at("2026-11-09 09:00"), "hoa")
    assert listed(browser("minh").get(QUEUE.format("mine"))) == []
    assert listed(browser("minh").get(QUEUE.format("unit"))) == [dossier.code]
    assert listed(browser("thuy").get(QUEUE.format("unit"))) == []
    minh = office.people["minh"]
    route.assign(dossier=dossier, by=office.actor("minh"), at=at("2026-11-09 10:00"), assignee=minh)
    assert listed(browser("minh").get(QUEUE.format("mine"))) == [dossier.code]


def test_every_queue_opens_and_an_unknown_one_is_not_found(browser, morning):
    page = browser("hoa").get("/can-bo/")
    for queue in page.context["queues"]:
        assert browser("hoa").get(queue["url"]).status_code == 200
    assert browser("hoa").get(QUEUE.format("khong-co")).status_code == 404


@pytest.mark.parametrize("text", ["nguyen thi lan", "Nguyễn Thị Lan", "0912 345 678", "042165001234", "lan"])
def test_search_finds_by_name_phone_and_number(office, browser, morning, text):
    dossier = cast.file_online(office, at("2026-11-10 08:30"))
    page = browser("hoa").get("/can-bo/tim/", {"q": text})
    assert listed(page) == [dossier.code]


def test_a_whole_code_opens_its_dossier(office, browser, morning):
    dossier = cast.file_online(office, at("2026-11-10 08:30"))
    page = browser("hoa").get("/can-bo/tim/", {"q": f" {dossier.code.lower()} "})
    assert page["Location"] == reverse("desk:dossier", args=[dossier.code])


@pytest.mark.parametrize("text", ["", "khong ai ca", "😀", "%", "a" * 500, "\x00"])
def test_a_search_without_a_result_says_what_to_do(office, browser, morning, text):
    page = browser("hoa").get("/can-bo/tim/", {"q": text})
    assert page.status_code == 200
    assert "empty-title" in page.content.decode()


def test_filters_narrow_the_list_and_nonsense_says_so(office, browser, morning):
    online = cast.file_online(office, at("2026-11-10 08:30"), "2.000815")
    counter = cast.take_in(office, at("2026-11-10 08:00"))
    hoa = browser("hoa")
    assert set(listed(hoa.get(QUEUE.format("open")))) == {online.code, counter.code}
    assert listed(hoa.get(QUEUE.format("open"), {"kenh": "online"})) == [online.code]
    assert listed(hoa.get(QUEUE.format("open"), {"thu_tuc": "1.004837"})) == [counter.code]
    sector = online.version.procedure.sector_id
    assert listed(hoa.get(QUEUE.format("open"), {"linh_vuc": sector})) == [online.code]
    holder = office.people["hoa"].pk
    assert listed(hoa.get(QUEUE.format("open"), {"nguoi": holder})) == [counter.code]
    unit = counter.runs.get().unit_id
    assert listed(hoa.get(QUEUE.format("open"), {"bo_phan": unit})) == [counter.code]
    wrong = hoa.get(QUEUE.format("open"), {"kenh": "x", "nguoi": "abc", "trang": "99999"})
    assert "Hãy chọn một mục trong danh sách." in wrong.content.decode()


def test_htmx_gets_the_list_alone(office, browser, morning):
    page = browser("hoa").get(QUEUE.format("waiting"), headers={"hx-request": "true"})
    assert "<html" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_queue_costs_the_same_queries_for_one_and_for_three(
    office, browser, morning, django_assert_num_queries, number
):
    for minute in range(number):
        cast.file_online(office, at(f"2026-11-10 08:0{minute}"))
        cast.take_in(office, at(f"2026-11-10 08:3{minute}"))
    hoa = browser("hoa")
    hoa.get(QUEUE.format("open"))
    with django_assert_num_queries(17):
        assert len(listed(hoa.get(QUEUE.format("open")))) == 2 * number


def test_the_list_goes_on_over_several_pages(office, browser, morning, monkeypatch):
    monkeypatch.setattr("desk.views.queues.PAGE", 2)
    codes = [cast.file_online(office, at(f"2026-11-10 08:0{minute}")).code for minute in range(3)]
    first, second = (browser("hoa").get(QUEUE.format("waiting"), {"trang": n}) for n in (1, 2))
    assert listed(first) + listed(second) == codes
    assert "no-store" in first["Cache-Control"]
