"""An agency's figures for everybody: counted, defined, dated; never one person's time."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from procedures.models import Version
from reports import published
from reports.measures import times
from reports.measures.counted import MEASURES
from reports.periods import Period
from tests import cast
from tests.cast import at
from tests.desk import access

pytestmark = pytest.mark.django_db
PAGE = "/so-lieu/18172/"
COPY, BIRTH, CHANGE = "2.000815", "1.001193", "1.004859"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2026-11-26 09:42"))


def words_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def done(office, code: str, *days: str):
    """Taken in on the first day, with its result on the last."""
    dossier = cast.take_in(office, at(f"{days[0]} 08:00"), code)
    moments = [at(f"{days[-1]} {clock}") for clock in ("09:00", "10:00", "11:00", "14:00")]
    return cast.to_the_desk(office, dossier, moments)


def busy(office, number: int) -> None:
    """`number` procedures, each with three results and one dossier still open."""
    for code in (COPY, BIRTH, CHANGE)[:number]:
        for day in ("2026-11-09", "2026-11-10", "2026-11-11"):
            done(office, code, day)
        cast.take_in(office, at("2026-11-26 08:00"), code)


def test_figures_stand_large_with_their_words(office, client):
    busy(office, 1)
    page = words_of(client.get(PAGE))
    assert "Số liệu giải quyết hồ sơ của UBND xã Sơn Tây" in page
    assert (
        "4 hồ sơ tiếp nhận 3 hồ sơ đã giải quyết 100 % đúng hạn 0 ngày thời gian giải quyết trung bình"
        in page
    )
    assert "Trong ngày 9/10 hồ sơ xong ngay ngày tiếp nhận" in page
    assert "Số liệu cập nhật lúc 09:42, ngày 26/11/2026." in page


def test_a_procedure_leads_to_its_page_and_shows_its_days(office, client):
    for last in ("2026-11-10", "2026-11-11", "2026-11-16"):
        done(office, BIRTH, "2026-11-09", last)
    response = client.get(PAGE)
    assert f'<a href="/thu-tuc/{BIRTH}/">' in response.content.decode()
    page = words_of(response)
    assert f"{BIRTH} · Hộ tịch 3 3" in page
    assert "2,7 ngày 5 ngày" in page


def test_without_a_dossier_nothing_is_a_hundred_percent(office, client):
    page = words_of(client.get(PAGE))
    assert "Chưa có hồ sơ tỷ lệ đúng hạn" in page
    assert "Chưa có hồ sơ nào trong kỳ này" in page
    assert "%" not in page


@pytest.mark.parametrize(("number", "told"), [(1, False), (2, False), (3, True)])
def test_the_time_of_one_or_two_is_nobody_elses_business(office, client, number, told):
    for _ in range(number):
        done(office, BIRTH, "2026-11-09", "2026-11-11")
    page = words_of(client.get(PAGE))
    assert ("2 ngày 2 ngày" in page) is told
    assert ("ít hồ sơ ít hồ sơ" in page) is not told
    assert ("Ít hồ sơ nên không công bố thời gian giải quyết" in page) is not told


def test_no_name_phone_or_code_of_a_dossier_is_told(office, client):
    dossier = done(office, BIRTH, "2026-11-09")
    page = client.get(PAGE).content.decode()
    for secret in (dossier.code, dossier.owner_name, "Nguyễn Thị Lan", "Thôn Trung Lưu, xã", "0912"):
        assert secret not in page.partition('<footer class="site-footer">')[0]


def test_what_is_still_open_is_late_only_after_its_day(office):
    """Counted up to today: by the end of a year that is still running every open dossier would be late."""
    cast.take_in(office, at("2026-11-26 08:00"), BIRTH)
    today = at("2026-11-26 00:00").date()
    year = Period(at("2025-12-15 00:00").date(), at("2026-12-14 00:00").date())
    assert published.figures(office.agency, year, today).whole.on_time == 0.0
    assert published.figures(office.agency, year.until(today), today).whole.on_time == 100.0


@pytest.mark.parametrize(
    ("asked", "title", "days"),
    [
        ("", "Năm 2026", "Từ ngày 15/12/2025 đến ngày 26/11/2026, kỳ đang diễn ra"),
        ("nam", "Năm 2026", "Từ ngày 15/12/2025 đến ngày 26/11/2026, kỳ đang diễn ra"),
        ("nam-truoc", "Năm 2025", "Từ ngày 15/12/2024 đến ngày 14/12/2025."),
        ("quy", "Quý IV/2026", "Từ ngày 15/09/2026 đến ngày 26/11/2026"),
        ("quy-truoc", "Quý III/2026", "Từ ngày 15/06/2026 đến ngày 14/09/2026."),
        ("thang", "Tháng 12/2026", "Từ ngày 15/11/2026 đến ngày 26/11/2026"),
        ("thang-truoc", "Tháng 11/2026", "Từ ngày 15/10/2026 đến ngày 14/11/2026."),
        ("khong-co", "Năm 2026", "Từ ngày 15/12/2025"),
        ("\x00", "Năm 2026", "Từ ngày 15/12/2025"),
    ],
)
def test_a_period_is_the_laws_window(office, client, asked, title, days):
    response = client.get(PAGE, {"ky": asked} if asked else {})
    page = words_of(response)
    assert f" {title} {days}" in page
    assert response.content.decode().count('aria-current="page"') == 2  # the trail's end and the period


def test_a_result_counts_in_its_period_alone(office, client):
    done(office, BIRTH, "2026-11-09")
    assert "1 hồ sơ đã giải quyết" in words_of(client.get(PAGE, {"ky": "thang-truoc"}))
    assert "0 hồ sơ đã giải quyết" in words_of(client.get(PAGE, {"ky": "thang"}))


def test_each_figure_is_defined_in_the_words_of_the_measures(office, client):
    page = words_of(client.get(PAGE))
    for key in published.COUNTED:
        assert f"{MEASURES[key].title} {MEASURES[key].definition} Nguồn: {MEASURES[key].source}." in page
    assert f"{times.TITLE} {times.DEFINITION} Nguồn: {times.SOURCE}." in page
    assert times.NINETY in page


def test_a_procedure_no_longer_in_force_has_no_link(office, client):
    done(office, BIRTH, "2026-11-09")
    version = Version.objects.get(procedure__code=BIRTH)
    later = published.figures(
        office.agency, Period(at("2026-11-01 00:00").date(), at("2026-11-26 00:00").date()),
        version.valid_from.replace(year=2020),
    )  # fmt: skip
    assert [(line.name, line.in_force) for line in later.lines] == [(version.name, False)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_eight_queries_whatever_the_procedures(
    office, client, django_assert_num_queries, number
):
    busy(office, number)
    client.get(PAGE)
    with django_assert_num_queries(8):
        page = client.get(PAGE)
    assert len(page.context["published"].lines) == number


def test_one_agency_alone_is_shown_at_once_and_several_as_a_list(office, client):
    assert "Số liệu giải quyết hồ sơ của UBND xã Sơn Tây" in words_of(client.get("/so-lieu/"))
    other = access.second_office(office.agency)
    page = client.get("/so-lieu/").content.decode()
    assert f'href="/so-lieu/{other.code}/"' in page
    assert f'href="{PAGE}"' in page


def test_an_agency_that_is_not_here_is_not_found(office, client):
    assert client.get("/so-lieu/99999/").status_code == 404


def test_every_citizens_page_leads_to_the_figures(office, client):
    assert 'href="/so-lieu/"' in client.get("/").content.decode()


def test_the_first_load_is_light(office, client):
    busy(office, 3)
    html = client.get(PAGE).content
    files = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"', html.decode())
    sizes = [len(brotli.compress(Path(finders.find(path)).read_bytes())) for path in files]
    assert sum(sizes) + len(brotli.compress(html)) < 40 * 1024
