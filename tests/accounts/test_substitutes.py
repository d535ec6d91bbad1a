"""Who does whose work while they are away: from day to day, in the permission that is passed on, and back."""

from datetime import date

import pytest

from accounts import access, substitutes
from accounts.models import Substitution
from accounts.permissions import Permission as P
from audit.models import AuditEntry
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from tests.cast import at
from tests.desk.access import agency, officer

pytestmark = pytest.mark.django_db
TODAY, FIRST, LAST = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
NOW, BY = at("2026-11-23 09:00"), Actor.system()


@pytest.fixture
def son_tay():
    return agency()


@pytest.fixture
def minh(son_tay):
    return officer("minh", "handler", at=son_tay, full_name="Trần Văn Minh")


@pytest.fixture
def thuy(son_tay):
    return officer("thuy", "returner", at=son_tay, full_name="Lê Thị Thủy")


def arrange(son_tay, absent, substitute, **more):
    values = {"valid_from": FIRST, "valid_to": LAST, "reason": "Nghỉ phép", "by": BY, "at": NOW} | more
    return substitutes.arrange(agency=son_tay, absent=absent, substitute=substitute, **values)


@pytest.mark.parametrize(
    ("on", "may"), [(TODAY, False), (FIRST, True), (LAST, True), (date(2026, 11, 28), False)]
)
def test_the_work_is_the_substitute_s_from_the_first_to_the_last_day(son_tay, minh, thuy, on, may):
    arrange(son_tay, minh, thuy)
    assert access.has_permission(thuy, P.HANDLE, agency=son_tay, on=on) is may
    assert access.has_permission(minh, P.HANDLE, agency=son_tay, on=on)
    seen = access.scope(thuy, on)
    assert seen.holders == ({thuy.pk, minh.pk} if may else {thuy.pk})


def test_a_signature_is_not_passed_on(son_tay, thuy):
    khang = officer("khang", "approver", at=son_tay)
    arrange(son_tay, khang, thuy)
    held = access.duties(thuy, FIRST)
    passed = {word for word in P if held.may(word, agency=son_tay)} - {P.RETURN, P.WHOLE_ID}
    assert passed == {P.VIEW, P.PRINT, P.PROPOSE}
    assert held.instead_of == {khang.pk}


def test_administration_is_not_passed_on(son_tay, thuy):
    admin = officer("quantri", "administrator", at=son_tay)
    arrange(son_tay, admin, thuy)
    assert not access.has_permission(thuy, P.MEMBERS, agency=son_tay, on=FIRST)


def test_it_goes_one_step_far(son_tay, minh, thuy):
    dung = officer("dung", "returner", at=son_tay)
    Substitution.objects.create(
        agency=son_tay, absent=minh, substitute=thuy, valid_from=FIRST, valid_to=LAST, reason="x",
        granted_at=NOW,
    )  # fmt: skip
    Substitution.objects.create(
        agency=son_tay, absent=thuy, substitute=dung, valid_from=FIRST, valid_to=LAST, reason="x",
        granted_at=NOW,
    )  # fmt: skip
    assert not access.has_permission(dung, P.HANDLE, agency=son_tay, on=FIRST)


def test_it_holds_at_that_office_alone_and_only_while_the_account_is_open(son_tay, minh, thuy):
    an_phu = agency("18175", "Xã An Phú")
    minh.memberships.update(agency=an_phu)
    Substitution.objects.create(
        agency=son_tay, absent=minh, substitute=thuy, valid_from=FIRST, valid_to=LAST, reason="x",
        granted_at=NOW,
    )  # fmt: skip
    assert not access.has_permission(thuy, P.HANDLE, agency=an_phu, on=FIRST)


def test_whose_place_it_is_done_in_is_known(son_tay, minh, thuy):
    arrange(son_tay, minh, thuy)
    held = access.duties(thuy, FIRST)
    assert held.whose(P.HANDLE, agency=son_tay) == minh.pk
    assert held.whose(P.RETURN, agency=son_tay) is None  # a duty of her own
    assert access.stand_in(minh, son_tay, FIRST).substitute == thuy
    assert [row.absent for row in substitutes.stood_in_for(thuy.pk, son_tay, FIRST)] == [minh]


def test_who_is_back_early_has_the_work_alone_again(son_tay, minh, thuy):
    row = arrange(son_tay, minh, thuy, valid_from=TODAY)
    substitutes.end(substitution=row, by=BY, at=NOW)
    assert not access.has_permission(thuy, P.HANDLE, agency=son_tay, on=TODAY)
    with pytest.raises(Conflict, match="đã kết thúc trước đó"):
        substitutes.end(substitution=row, by=BY, at=NOW)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["duty.substitute", "duty.substitute_end"]


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"valid_from": date(2026, 11, 22)}, "valid_from", "quá khứ"),
        ({"valid_to": date(2026, 11, 23)}, "valid_to", "từ ngày bắt đầu trở đi"),
        ({"valid_to": date(2028, 1, 1)}, "valid_to", "dài quá một năm"),
        ({"reason": "  "}, "reason", "Nhập lý do"),
        ({"reason": "x" * 301}, "reason", "dài quá"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(son_tay, minh, thuy, more, field, words):
    with pytest.raises(Invalid) as told:
        arrange(son_tay, minh, thuy, **more)
    assert words in told.value.errors[field][0]
    assert not Substitution.objects.exists()


def test_nobody_stands_in_for_themselves_nor_without_a_duty_here(son_tay, minh):
    stranger = officer("la", "handler", at=agency("18175", "Xã An Phú"))
    for substitute, words in ((minh, "một người khác"), (stranger, "không được giao vai trò nào")):
        with pytest.raises(Invalid, match=words):
            arrange(son_tay, minh, substitute)
    with pytest.raises(Invalid, match="không được giao vai trò nào"):
        arrange(son_tay, stranger, minh)


def test_one_at_a_time_who_is_there_and_leaves_nobody_alone(son_tay, minh, thuy):
    arrange(son_tay, minh, thuy)
    dung = officer("dung", "handler", at=son_tay, full_name="Phạm Quốc Dũng")
    with pytest.raises(Invalid, match="Trần Văn Minh đã có người xử lý thay"):
        arrange(son_tay, minh, dung, valid_from=LAST)
    with pytest.raises(Invalid, match="Trần Văn Minh cũng vắng mặt"):
        arrange(son_tay, dung, minh)
    with pytest.raises(Invalid, match="Lê Thị Thủy đang được giao xử lý thay Trần Văn Minh"):
        arrange(son_tay, thuy, dung)


def test_who_was_second_is_told_kindly(son_tay, minh, thuy, monkeypatch):
    arrange(son_tay, minh, thuy)
    monkeypatch.setattr(substitutes, "_clashes", lambda *_: {})
    with pytest.raises(Conflict, match="đã có người xử lý thay"):
        arrange(son_tay, minh, officer("dung", "handler", at=son_tay))
