"""The officer's day: what is theirs, in the right group, once, and as many as the heading says."""

import re

import pytest
from django.urls import reverse

from dossiers.services import route, withdraw
from kit.actor import Actor
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/hom-nay/"


def words_of(page) -> str:
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def lying(page) -> dict[str, list[str]]:
    """The codes in each group that is shown."""
    return {one.group.key: [row["code"] for row in one.rows] for one in page.context["sections"]}


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


def with_minh(office, moment, code: str = "1.004837"):
    """Taken in by chị Hoa and lying with anh Minh since the moment."""
    dossier = cast.forward(office, cast.take_in(office, moment, code), moment, "hoa")
    route.assign(dossier=dossier, by=office.actor("minh"), at=moment, assignee=office.people["minh"])
    return dossier


def to_sign(office, moment):
    """Checked by anh Minh and waiting for a signature."""
    return cast.forward(office, with_minh(office, moment), moment, "minh")


def test_the_day_says_which_day_it_is_and_what_is_left_of_it(office, browser, clock):
    clock("2026-11-26 09:10")
    page = words_of(browser("hoa").get(PAGE))
    assert "Chào Anh/Chị Hoa. Hôm nay là thứ Năm, 26/11/2026. Còn 6 giờ 20 phút làm việc." in page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-26 18:00", "Đã hết giờ làm việc hôm nay."),
        ("2026-11-29 09:00", "Hôm nay cơ quan nghỉ (Chủ nhật)."),
        ("2026-09-02 09:00", "Hôm nay cơ quan nghỉ (nghỉ lễ: Quốc khánh"),
    ],
)
def test_a_day_without_working_hours_says_so(office, browser, clock, moment, words):
    clock(moment)
    assert words in words_of(browser("hoa").get(PAGE))


def test_an_empty_day_is_told_kindly(office, browser, morning):
    page = words_of(browser("minh").get(PAGE))
    assert "Hiện không còn việc nào chờ Anh/Chị" in page
    assert "Hôm nay Anh/Chị chưa thực hiện việc nào trên hồ sơ." in page
    for title in ("Đã quá hạn:", "Sắp đến hạn:", "Chưa có người nhận:"):
        assert title not in page


def test_a_step_moves_from_today_to_late_by_the_minute(office, browser, clock):
    clock("2026-11-10 08:00")
    dossier = with_minh(office, at("2026-11-10 08:00"))
    due = dossier.runs.get(closed_at=None).due_at
    clock(f"{due:%Y-%m-%d} 00:01")
    due_here = due.astimezone(at("2026-11-10 08:00").tzinfo)
    clock(f"{due_here:%Y-%m-%d %H:%M}")
    assert lying(browser("minh").get(PAGE)) == {"hom-nay": [dossier.code]}
    clock(f"{due_here:%Y-%m-%d} 23:00")
    late = browser("minh").get(PAGE)
    assert lying(late) == {"qua-han": [dossier.code]}
    assert "quá hạn" in words_of(late)
    assert "Hẹn trả" in words_of(late)


def test_what_is_due_on_a_later_day_waits_until_it_is_near(office, browser, clock):
    clock("2026-11-10 08:00")
    dossier = with_minh(office, at("2026-11-10 08:00"), "1.004859")
    run = dossier.runs.get(closed_at=None)
    if run.due_at.date() > at("2026-11-10 08:00").date():
        assert lying(browser("minh").get(PAGE)) == {}
    near = max(run.soon_at, at("2026-11-10 08:00")).astimezone(at("2026-11-10 08:00").tzinfo)
    clock(f"{near:%Y-%m-%d %H:%M}")
    groups = lying(browser("minh").get(PAGE))
    assert [dossier.code] in groups.values()
    assert set(groups) <= {"sap-den-han", "hom-nay"}


def test_a_new_dossier_is_the_receivers_answer_to_give(office, browser, clock):
    clock("2026-11-10 09:00")
    dossier = cast.file_online(office, at("2026-11-10 08:00"))
    clock("2026-11-11 08:30")
    assert lying(browser("minh").get(PAGE)) == {}
    late = lying(browser("hoa").get(PAGE))
    assert late == {"qua-han": [dossier.code]}


def test_a_new_dossier_to_be_answered_today(office, browser, clock):
    dossier = cast.file_online(office, at("2026-11-09 16:00"))
    clock("2026-11-10 09:00")
    assert lying(browser("hoa").get(PAGE)) == {"hom-nay": [dossier.code]}


def test_a_request_to_withdraw_is_answered_too(office, browser, clock):
    dossier = cast.receive(office, cast.file_online(office, at("2026-11-09 08:00")), at("2026-11-09 08:10"))
    withdraw.withdraw(dossier=dossier, by=Actor.citizen("Lan"), at=at("2026-11-09 10:00"))
    clock("2026-11-10 08:00")
    assert lying(browser("hoa").get(PAGE)) == {"hom-nay": [dossier.code]}
    assert lying(browser("minh").get(PAGE)) == {}


def test_a_signature_waits_for_today_whenever_it_is_due(office, browser, morning):
    dossier = to_sign(office, at("2026-11-10 08:30"))
    khang = browser("khang").get(PAGE)
    assert lying(khang) == {"hom-nay": [dossier.code]}
    assert lying(browser("minh").get(PAGE)) == {}


def test_a_signature_that_is_late_stands_on_top_alone(office, browser, clock):
    dossier = to_sign(office, at("2026-11-10 08:30"))
    clock("2026-12-10 08:30")
    assert lying(browser("khang").get(PAGE)) == {"qua-han": [dossier.code]}


def test_what_lies_with_nobody_stands_in_its_unit_alone(office, browser, morning):
    dossier = cast.forward(
        office, cast.take_in(office, at("2026-11-10 08:00")), at("2026-11-10 08:10"), "hoa"
    )
    assert lying(browser("minh").get(PAGE)) == {"chua-co-nguoi": [dossier.code]}
    assert lying(browser("thuy").get(PAGE)) == {}


def test_a_finished_result_waits_for_those_who_hand_over(office, browser, morning):
    dossier = cast.to_the_desk(
        office, cast.take_in(office, at("2026-11-10 08:00")), [at("2026-11-10 08:30")] * 4
    )
    page = browser("hoa").get(PAGE)
    assert lying(page)["cho-tra"] == [dossier.code]
    assert (
        f'href="{reverse("desk:queue", args=["to_return"])}">Chờ trả kết quả: 1 hồ sơ'
        in page.content.decode()
    )
    assert "cho-tra" not in lying(browser("minh").get(PAGE))


def test_what_was_done_today_is_one_sentence(office, browser, morning):
    cast.take_in(office, at("2026-11-09 15:00"))
    dossier = cast.take_in(office, at("2026-11-10 08:00"))
    cast.forward(office, dossier, at("2026-11-10 08:10"), "hoa")
    assert "Anh/Chị đã thực hiện 2 việc trên 1 hồ sơ." in words_of(browser("hoa").get(PAGE))


def test_a_long_group_shows_ten_and_leads_to_all(office, browser, morning, monkeypatch):
    for minute in range(12):
        cast.file_online(office, at(f"2026-11-09 16:{minute:02}"))
    page = browser("hoa").get(PAGE)
    assert len(lying(page)["hom-nay"]) == 10
    assert "Cần làm trong hôm nay: 12 hồ sơ" in words_of(page)
    assert "Xem cả 12 hồ sơ" in words_of(page)
    monkeypatch.setattr("desk.views.today.PAGE", 8)
    pages = [browser("hoa").get(PAGE, {"nhom": "hom-nay", "trang": n}) for n in (1, 2)]
    assert "12 hồ sơ" in words_of(pages[0])
    assert [len(one.context["rows"]) for one in pages] == [8, 4]
    assert "?nhom=hom-nay&amp;trang=2" in pages[0].content.decode()


@pytest.mark.parametrize("who", ["hoa", "minh", "khang", "yen"])
def test_number_and_list_of_every_group_agree_and_no_work_stands_twice(office, browser, clock, who):
    """One office with everything in it, at several hours of two days."""
    for moment in ("2026-11-09 08:00", "2026-11-10 08:00"):
        cast.file_online(office, at(moment))
        cast.take_in(office, at(moment))
        cast.forward(office, cast.take_in(office, at(moment)), at(moment), "hoa")
        with_minh(office, at(moment))
        to_sign(office, at(moment))
        cast.to_the_desk(office, cast.take_in(office, at(moment)), [at(moment)] * 4)
    for moment in ("2026-11-10 08:00", "2026-11-10 16:59", "2026-11-11 09:00", "2026-11-12 23:59"):
        clock(moment)
        page = browser(who).get(PAGE)
        shown = [code for codes in lying(page).values() for code in codes]
        assert len(shown) == len(set(shown)) == sum(one.count for one in page.context["sections"])
        for section in page.context["sections"]:
            listed = browser(who).get(PAGE, {"nhom": section.group.key})
            assert listed.context["page"].paginator.count == section.count


@pytest.mark.parametrize("key", ["khong-co", "cho-tra"])
def test_a_group_that_is_not_ones_own_is_not_found(office, browser, morning, key):
    assert browser("minh").get(PAGE, {"nhom": key}).status_code == 404


def test_the_day_stands_first_in_the_left_column(office, browser, morning):
    page = browser("hoa").get(PAGE)
    first = page.context["queues"][0]
    assert (first["group"], first["url"], first["current"]) == ("Việc cần làm", PAGE, True)
    assert browser("hoa").get("/can-bo/").context["title"] == "Chờ tiếp nhận"
    assert PAGE not in browser("quantri").get("/can-bo/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_day_costs_the_same_queries_for_one_and_for_three(
    office, browser, morning, django_assert_num_queries, number
):
    for minute in range(number):
        cast.file_online(office, at(f"2026-11-09 16:0{minute}"))
        cast.take_in(office, at(f"2026-11-10 08:3{minute}"))
        cast.to_the_desk(office, cast.take_in(office, at("2026-11-10 08:00")), [at("2026-11-10 08:30")] * 4)
    hoa = browser("hoa")
    hoa.get(PAGE)
    with django_assert_num_queries(19):
        page = hoa.get(PAGE)
    counts = {one.group.key: one.count for one in page.context["sections"]}
    assert counts == {"hom-nay": 2 * number, "cho-tra": number}
