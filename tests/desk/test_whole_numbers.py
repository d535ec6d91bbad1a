"""Who compares the number with a card sees all of it; everybody else its last four digits."""

import pytest
from django.urls import reverse

from dossiers.services import declaration
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db

NUMBER, MASKED = cast.LAN.id_number, "********1234"
MOMENT = "2026-11-10 09:00"
BIRTH = "1.001193"


@pytest.fixture
def morning(clock):
    return clock(MOMENT)


@pytest.fixture
def dossier(office, morning):
    """A birth, received by chị Hoa, with the number of its filer in people and e-form."""
    said = cast.file_online(office, at("2026-11-10 08:00"), BIRTH)
    said.answers = said.answers | {"nyc_so_dinh_danh": NUMBER}
    said.save()
    return cast.receive(office, said, at("2026-11-10 08:30"))


def page_of(browser, who, dossier):
    return browser(who).get(reverse("desk:dossier", args=[dossier.code])).content.decode()


@pytest.mark.parametrize("who", ["hoa", "minh"])
def test_who_receives_handles_or_returns_sees_the_whole_number(browser, dossier, who):
    page = page_of(browser, who, dossier)
    assert page.count(NUMBER) >= 2


@pytest.mark.parametrize("who", ["khang", "yen"])
def test_a_leader_and_the_office_see_four_digits(browser, dossier, who):
    page = page_of(browser, who, dossier)
    assert NUMBER not in page
    assert page.count(MASKED) >= 2


@pytest.mark.parametrize(("who", "masked"), [("hoa", False), ("khang", True)])
def test_the_declaration_is_printed_as_the_officer_may_see_it(browser, dossier, who, masked, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        declaration.printer, "render", lambda key, data, **_: drawn.append(str(data)) or b"%PDF-"
    )
    browser(who).get(f"/can-bo/ho-so/{dossier.code}/to-khai.pdf")
    assert (NUMBER in drawn[0], MASKED in drawn[0]) == (not masked, masked)


def test_two_people_whose_numbers_end_alike_are_still_shown_as_two(browser, dossier):
    owner = dossier.parties.get(role="owner")
    owner.id_number = "042199001234"
    owner.save()
    assert "cũng là chủ hồ sơ" not in page_of(browser, "khang", dossier)


@pytest.mark.parametrize("who", ["hoa", "khang"])
def test_lists_and_the_heading_of_a_search_show_no_whole_number(browser, dossier, who):
    lists = browser(who).get("/can-bo/danh-sach/open/").content.decode()
    assert NUMBER not in lists
    found = browser(who).get("/can-bo/tim/", {"q": NUMBER}).content.decode()
    assert dossier.code in found
    assert MASKED in found
    assert found.count(NUMBER) <= found.count(f'value="{NUMBER}"')  # the box that it was typed into


@pytest.mark.parametrize("typed", ["0421", "042 165 0012", "04216500123"])
def test_a_part_of_a_number_finds_nobody_and_says_why(browser, dossier, typed):
    page = browser("hoa").get("/can-bo/tim/", {"q": typed}).content.decode()
    assert "Số định danh chỉ tìm được khi nhập đủ 12 chữ số" in page
    assert dossier.code not in page
