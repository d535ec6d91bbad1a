"""Substitutes through the pages: arranged with what is wrong beside its field, seen, ended."""

import pytest

from accounts.models import Substitution
from tests import cast
from tests.cast import at

pytestmark = pytest.mark.django_db
URL = "/can-bo/xu-ly-thay/"


@pytest.fixture
def morning(clock):
    return clock("2026-11-10 09:00")


def typed(office, **more):
    people = office.people
    return {
        "absent": people["minh"].pk, "substitute": people["thuy"].pk, "valid_from": "10/11/2026",
        "valid_to": "12/11/2026", "reason": "Nghỉ phép",
    } | more  # fmt: skip


def test_the_office_names_a_substitute_and_both_see_it(office, browser, morning):
    dossier = cast.take_in(office, at("2026-11-10 08:00"))
    cast.forward(office, dossier, at("2026-11-10 08:10"), "hoa", office.people["minh"])
    yen = browser("yen")
    assert yen.post(URL, typed(office))["Location"] == URL
    page = yen.get(URL).content.decode()
    assert "Lê Thị Thủy xử lý thay Trần Văn Minh" in page
    assert "Đang xử lý thay" in page
    thuy = browser("thuy")
    mine = thuy.get("/can-bo/hang/mine/")
    assert [row["code"] for row in mine.context["rows"]] == [dossier.code]
    assert "Anh/Chị xử lý thay đến hết" in mine.content.decode()
    shown = thuy.get(f"/can-bo/ho-so/{dossier.code}/")
    assert "Lê Thị Thủy xử lý thay" in shown.content.decode()
    assert "chuyen-buoc" in {panel.act.slug for panel in shown.context["panels"]}


def test_what_is_wrong_is_told_and_kept(office, browser, morning):
    yen = browser("yen")
    back = yen.post(URL, typed(office, valid_from="09/11/2026", reason="Nghỉ ốm"))
    assert back.status_code == 422
    words = back.content.decode()
    assert "Ngày bắt đầu không được ở trong quá khứ." in words
    assert 'value="Nghỉ ốm"' in words
    for wrong in ({"valid_to": "31/02/2026"}, {"absent": "abc"}, {"substitute": ""}, {"reason": ""}):
        assert yen.post(URL, typed(office, **wrong)).status_code == 422
    assert not Substitution.objects.exists()


def test_sent_twice_it_is_named_once_and_ended_twice_it_is_told_so(office, browser, morning):
    yen = browser("yen")
    yen.post(URL, typed(office))
    assert yen.post(URL, typed(office)).status_code == 422
    row = Substitution.objects.get()
    for sentence in ("thôi xử lý thay", "đã kết thúc trước đó"):
        assert yen.post(f"{URL}{row.pk}/ket-thuc/")["Location"] == URL
        assert sentence in yen.get(URL).content.decode()
    assert "Kết thúc sớm" in yen.get(URL).content.decode()


def test_an_account_without_dossiers_is_not_named(office, browser, morning):
    assert browser("yen").post(URL, typed(office, substitute=office.people["quantri"].pk)).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    office, browser, morning, django_assert_num_queries, number
):
    yen = browser("yen")
    for name in ("minh", "hoa", "dung")[:number]:
        yen.post(URL, typed(office, absent=office.people[name].pk))
    yen.get(URL)
    with django_assert_num_queries(11):
        yen.get(URL)
