"""Reports at the desk: asked for, watched, read with their lists, downloaded, made anew."""

from datetime import date

import pytest
from django.urls import reverse

from reports.models import Report
from reports.services import make
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/bao-cao/"
QUARTER = "quarter:2026-06-15:2026-09-14"


@pytest.fixture
def morning(clock):
    return clock("2026-10-05 09:00")


@pytest.fixture
def yen(office, morning, browser):
    cast.take_in(office, at("2026-09-01 08:00"), "2.000815")
    cast.take_in(office, at("2026-07-01 08:00"), "1.004837")
    return browser("yen")


def made(morning) -> Report:
    assert make.run_next(clock=lambda: morning)
    return Report.objects.latest("pk")


def test_a_quarter_is_asked_for_and_watched_until_it_is_there(yen, morning):
    asked = yen.post(PAGE, {"period": QUARTER})
    report = Report.objects.get()
    assert asked.url == reverse("desk:report", args=[report.pk])
    waiting = yen.get(asked.url).content.decode()
    assert "Đang lập báo cáo" in waiting
    assert "every 2s" in waiting
    made(morning)
    page = yen.get(asked.url)
    assert "every 2s" not in page.content.decode()
    assert [name for name, _ in page.context["rows"]] == ["Chứng thực", "Hộ tịch"]
    assert page.context["total"][0][0] == 2


def test_each_number_of_a_report_opens_its_list_for_ever(yen, office, morning):
    yen.post(PAGE, {"period": QUARTER})
    page = yen.get(reverse("desk:report", args=[made(morning).pk]))
    cells = [*page.context["total"], *(cell for _, row in page.context["rows"] for cell in row)]
    cast.take_in(office, at("2026-09-02 08:00"), "2.000815")  # entered later: of no kept edition
    for number, url, _late in cells:
        assert yen.get(url).context["page"].paginator.count == number, url


@pytest.mark.parametrize(
    ("kind", "start", "how"),
    [("pdf", b"%PDF-", "inline"), ("xlsx", b"PK", "attachment"), ("csv", b"\xef\xbb", "attachment")],
)
def test_the_kept_files_can_be_had(yen, morning, kind, start, how):
    yen.post(PAGE, {"period": QUARTER})
    report = made(morning)
    got = yen.get(reverse("desk:report_file", args=[report.pk, kind]))
    assert got.getvalue().startswith(start)
    assert got["Content-Disposition"].startswith(how)
    assert f"II.06a-18172-20260615-20260914.{kind}" in got["Content-Disposition"]


@pytest.mark.parametrize("kind", ["docx", "figures", "agency"])
def test_another_file_of_it_is_not_found(yen, morning, kind):
    yen.post(PAGE, {"period": QUARTER})
    assert yen.get(f"/can-bo/bao-cao/{made(morning).pk}/{kind}/").status_code == 404


def test_made_again_it_is_a_new_edition_beside_the_old(yen, morning):
    yen.post(PAGE, {"period": QUARTER})
    first = made(morning)
    again = yen.post(reverse("desk:report_again", args=[first.pk]))
    second = made(morning)
    assert again.url == reverse("desk:report", args=[second.pk])
    assert (second.first, second.last, second.title) == (first.first, first.last, "Quý III/2026")
    assert Report.objects.filter(state="done").count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Chọn kỳ báo cáo."),
        ({"period": "2026"}, "Hãy chọn một kỳ trong danh sách."),
        ({"period": "quarter:2026-09-15:2026-12-14"}, "Hãy chọn một kỳ trong danh sách."),
        ({"period": "khac"}, "Nhập ngày đầu kỳ."),
        ({"period": "khac", "first": "01/09/2026", "last": "31/08/2026"}, "Ngày cuối kỳ phải từ ngày đầu kỳ"),
        ({"period": "khac", "first": "01/09/2026", "last": "31/12/2026"}, "Kỳ báo cáo chưa kết thúc."),
        ({"period": "khac", "first": "41/09/2026", "last": "31/12/2026"}, "Ngày cần viết như 05/09/2026."),
        ({"period": QUARTER, "known_at": "hôm qua"}, "Thời điểm cần viết như 15/09/2026 08:00."),
        ({"period": QUARTER, "known_at": "01/01/2027 08:00"}, "không thể ở tương lai"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_stays(yen, typed, words):
    got = yen.post(PAGE, typed)
    assert got.status_code == 422
    assert words in got.content.decode()
    assert not Report.objects.exists()
    for name in typed.keys() - {"period"}:
        assert typed[name] in got.content.decode()


def test_two_days_of_ones_own_choice(yen, morning):
    yen.post(PAGE, {"period": "khac", "first": "01/07/2026", "last": "31/07/2026"})
    report = made(morning)
    assert (str(report.first), str(report.last), report.kind) == ("2026-07-01", "2026-07-31", "other")


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_number_of_questions(yen, morning, many, django_assert_num_queries):
    for _ in range(many):
        yen.post(PAGE, {"period": QUARTER})
    yen.get(PAGE)
    with django_assert_num_queries(11):
        yen.get(PAGE)


def test_what_the_form_has_no_column_for_stands_beside_it_with_its_list(yen, office, morning):
    late = cast.take_in(office, at("2026-09-01 08:00"), "1.004837")
    cast.appoint_anew(office, late, at("2026-09-03 10:00"), date(2026, 9, 10), "hoa")
    yen.post(PAGE, {"period": QUARTER})
    page = yen.get(reverse("desk:report", args=[made(morning).pk]))
    beside, for_others = page.context["beside"]
    assert for_others["number"] == 0
    assert (beside["measure"].title, beside["number"]) == ("Đã hẹn lại", 1)
    listed = yen.get(beside["url"]).context
    assert [row["code"] for row in listed["rows"]] == [late.code]
