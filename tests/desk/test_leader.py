"""The leader's page: every number is as long as the list behind it, and follows its link."""

import re
from datetime import date

import pytest
from django.urls import reverse

from dossiers.services.sweep import sweep
from tests import cast
from tests.cast import at
from tests.desk.conftest import PROCEDURES

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/lanh-dao/"
MORNING = at("2026-11-26 09:00")
LINK = re.compile(r'href="(/can-bo/so-lieu/[^"]+)"[^>]*>(.*?)</a>', re.S)


@pytest.fixture
def morning(clock):
    return clock("2026-11-26 09:00")


@pytest.fixture
def busy(office, morning):
    """Two fields; one dossier long late at a step nobody took, one in time, one done late, one new."""
    late = cast.take_in(office, at("2026-11-02 08:00"))
    cast.forward(office, late, at("2026-11-02 09:00"), "hoa")
    cast.take_in(office, at("2026-11-26 08:00"), "2.000815")
    done = cast.take_in(office, at("2026-11-03 08:00"), "1.004859")
    cast.to_the_desk(office, done, [at(f"2026-11-20 {hour:02}:00") for hour in (8, 9, 10, 11)])
    cast.file_online(office, at("2026-11-20 08:00"))
    sweep(at=MORNING)
    cast.appoint_anew(office, late, at("2026-11-26 08:20"), date(2026, 12, 1), "minh")


def links_of(page) -> dict[str, str]:
    """Address → the number or words that lead there."""
    found = LINK.findall(page.content.decode())
    return {url.replace("&amp;", "&"): re.sub(r"<[^>]+>", " ", told).split()[0] for url, told in found}


def test_every_number_opens_a_list_as_long_as_it_says(busy, browser):
    khang = browser("khang")
    links = links_of(khang.get(PAGE))
    assert len(links) > 20
    for url, number in links.items():
        listed = khang.get(url)
        assert listed.status_code == 200, url
        assert listed.context["page"].paginator.count == int(number.replace(".", "")), url


def test_what_is_late_stands_first_and_says_whose(busy, browser):
    context = browser("khang").get(PAGE).context
    urgent = {item["words"]: item["number"] for item in context["urgent"]}
    assert urgent["Hồ sơ quá hạn"] == 1
    assert urgent["Chờ tiếp nhận quá thời hạn trả lời"] == 1
    first = context["loads"][0]
    assert (first["late_dossiers"][0], first["late"][0], first["name"]) == (1, 1, "Chưa có người nhận")


def test_a_late_number_leads_to_its_list_and_on_to_the_dossier(busy, browser):
    khang = browser("khang")
    listed = khang.get(reverse("desk:figure_now", args=["late"]))
    (row,) = listed.context["rows"]
    assert khang.get(row["url"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "here", "before"),
    [
        ("", "Tháng 12/2026", "Tháng 11/2026"),
        ("?ky=quy", "Quý IV/2026", "Quý III/2026"),
        ("?ky=nam", "Năm 2026", "Năm 2025"),
        ("?ky=nonsense", "Tháng 12/2026", "Tháng 11/2026"),
    ],
)
def test_this_period_stands_beside_the_last(busy, browser, query, here, before):
    context = browser("khang").get(PAGE + query).context
    assert (context["here"].title, context["before"].title) == (here, before)
    assert context["here"].last == date(2026, 11, 26)  # a period still running is counted until today


def test_an_office_without_dossiers_claims_nothing(office, morning, browser):
    page = browser("khang").get(PAGE)
    assert page.context["shares"] == [None, None]
    assert "100 %" not in page.content.decode()
    assert "Chưa có hồ sơ trong kỳ" in page.content.decode()


def test_test_dossiers_are_not_counted(office, morning, browser):
    cast.take_in(office, at("2026-11-02 08:00"), is_test=True)
    context = browser("khang").get(PAGE).context
    assert {item["number"] for item in context["urgent"]} == {0}
    assert context["loads"] == []


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    office, morning, browser, many, django_assert_num_queries
):
    for number in range(many):
        cast.take_in(office, at(f"2026-11-0{number + 2} 08:00"), sorted(PROCEDURES)[number])
    khang = browser("khang")
    khang.get(PAGE)
    with django_assert_num_queries(15):
        khang.get(PAGE)


@pytest.mark.parametrize(
    "address",
    [
        "/can-bo/so-lieu/trong-ky/received/",
        "/can-bo/so-lieu/trong-ky/received/?tu=2026-01-01&den=x",
        "/can-bo/so-lieu/trong-ky/received/?tu=2026-01-02&den=2026-01-01",
        "/can-bo/so-lieu/trong-ky/received/?tu=2026-01-01&den=9999-12-31",
        "/can-bo/so-lieu/trong-ky/received/?tu=0001-01-01&den=2026-01-01",
        "/can-bo/so-lieu/trong-ky/nothing/?tu=2026-01-01&den=2026-01-02",
        "/can-bo/so-lieu/trong-ky/received/?tu=2026-01-01&den=2026-01-02&linh-vuc=999999",
        "/can-bo/so-lieu/hien-nay/nothing/",
    ],
)
def test_an_address_that_makes_no_sense_is_not_found(office, morning, browser, address):
    assert browser("khang").get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "biet=hom-qua",
        "biet=0001-01-01T00:00:00%2B14:00",
        "biet=9999-12-31T23:59:59-11:00",
        "trang=99",
        "linh-vuc=abc",
    ],
)
def test_nonsense_beside_the_question_is_left_aside(office, morning, browser, query):
    address = f"/can-bo/so-lieu/trong-ky/received/?tu=2026-01-01&den=2026-01-02&{query}"
    assert browser("khang").get(address).status_code == 200


def test_the_menu_and_the_header_lead_there_for_whom_they_are(office, morning, browser):
    assert reverse("desk:leader") in browser("khang").get("/can-bo/").content.decode()
    assert reverse("desk:leader") not in browser("hoa").get("/can-bo/").content.decode()


def test_a_dossier_that_was_appointed_anew_is_counted_once_whenever_that_was(busy, office, browser):
    """The one of the fixture is late all the same: the new day came after the due time."""
    compared = {row.title: (row.here, row.here_url) for row in browser("khang").get(PAGE).context["compared"]}
    number, url = compared["Đã hẹn lại"]
    assert number == 1
    (row,) = browser("khang").get(url).context["rows"]
    assert row["standing"] == ("late", "Đang giải quyết, quá hạn")
