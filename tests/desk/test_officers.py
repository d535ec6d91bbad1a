"""The administrator's screens: who may do what, each act with its line in the book, and the review."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Membership, RightsReview, SecondFactor, User
from accounts.reviews import months_later
from audit.models import AuditEntry
from tests.cast import at
from tests.desk import access

pytestmark = pytest.mark.django_db
LIST, REVIEW = "/can-bo/can-bo-va-quyen/", "/can-bo/can-bo-va-quyen/ra-soat/"
NEW = {"full_name": "Lê Thị Mai", "username": "mai", "email": "", "role": "receiver"}


@pytest.fixture
def admin(browser, clock):
    clock("2026-11-26 09:00")
    return browser("quantri")


def officer(name: str) -> User:
    return User.objects.get(username=name)


def do(client, name: str, verb: str, **data):
    return client.post(reverse("desk:officer_act", args=[officer(name).pk, verb]), data)


def last() -> str:
    return AuditEntry.objects.latest("id").action


def test_a_new_officer_gets_a_temporary_password_that_is_shown_once(admin):
    page = admin.post(LIST, NEW).content.decode()
    mai = officer("mai")
    secret = page.partition("mật khẩu tạm thời <code>")[2].partition("</code>")[0]
    assert mai.check_password(secret)
    assert mai.must_change_password
    assert secret not in admin.get(LIST).content.decode()
    assert [m.role for m in Membership.objects.filter(user=mai)] == ["receiver"]


def test_a_name_that_is_taken_gets_a_sentence(admin):
    answer = admin.post(LIST, NEW | {"username": "hoa"})
    assert answer.status_code == 422
    assert "đã có người dùng" in answer.content.decode()


def test_a_duty_is_given_and_taken(admin):
    do(admin, "minh", "giao-vai-tro", role="returner", valid_from="26/11/2026", valid_to="31/12/2026")
    duty = Membership.objects.get(user=officer("minh"), role="returner")
    assert (duty.valid_to, last()) == (date(2026, 12, 31), "duty.grant")
    do(admin, "minh", "thoi-giao", duty=duty.pk)
    duty.refresh_from_db()
    assert (duty.ended_at is not None, last()) == (True, "duty.end")


def test_a_duty_of_another_officer_is_not_found(admin):
    duty = Membership.objects.filter(user=officer("hoa")).first()
    assert do(admin, "minh", "thoi-giao", duty=duty.pk).status_code == 404


def test_a_password_is_given_anew(admin):
    page = do(admin, "hoa", "cap-mat-khau").content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert officer("hoa").check_password(secret)
    assert last() == "account.reset"


def test_a_lost_factor_is_taken_away_with_a_reason(admin):
    SecondFactor.objects.create(user=officer("khang"), secret="x", confirmed_at=at("2026-11-01 08:00"))
    assert do(admin, "khang", "go-xac-thuc").status_code == 422
    assert SecondFactor.objects.count() == 1
    assert do(admin, "khang", "go-xac-thuc", reason="Mất điện thoại").status_code == 200
    assert SecondFactor.objects.count() == 0


def test_an_account_is_closed_and_opened(admin):
    do(admin, "hoa", "khoa", reason="Chuyển công tác")
    assert not officer("hoa").is_active
    assert "Đã khóa" in admin.get(LIST).content.decode()
    do(admin, "hoa", "mo")
    assert officer("hoa").is_active
    do(admin, "hoa", "mo-khoa-dang-nhap")
    assert last() == "account.unlock"


@pytest.mark.parametrize("verb", ["cap-mat-khau", "khoa", "giao-vai-tro"])
def test_nobody_administers_their_own_account(admin, verb):
    given = {"reason": "x", "role": "approver", "valid_from": "26/11/2026"}
    answer = do(admin, "quantri", verb, **given)
    assert answer.status_code == 422
    assert "người quản trị khác" in answer.content.decode()


def test_who_works_elsewhere_too_is_not_one_administrator_s(admin, neighbour):
    Membership.objects.create(
        user=officer("hoa"), agency=neighbour, role="approver", valid_from=date(2026, 1, 1),
        granted_at=access.GIVEN_AT,
    )  # fmt: skip
    assert "cơ quan khác" in do(admin, "hoa", "cap-mat-khau").content.decode()
    assert do(admin, "hoa", "giao-vai-tro", role="handler", valid_from="26/11/2026").status_code == 302


def test_the_list_is_gone_through_and_the_next_time_is_due_in_half_a_year(admin):
    assert "Chưa rà soát lần nào" in admin.get(REVIEW).content.decode()
    admin.post(REVIEW, {"note": "Đủ người"})
    made = RightsReview.objects.get()
    assert (made.next_due, made.by.username, made.accounts) == (date(2027, 5, 26), "quantri", 10)
    page = admin.get(REVIEW).content.decode()
    assert "26/11/2026, Phan Anh Tuấn (Đủ người)" in page
    assert "trước ngày 26/05/2027" in page
    assert "Tiếp nhận (Trung tâm Phục vụ hành chính công; từ 01/07/2025)" in page
    assert last() == "account.review"


def test_a_review_that_is_overdue_says_so(admin, clock):
    admin.post(REVIEW, {})
    RightsReview.objects.update(next_due=date(2026, 11, 25))
    assert "đã quá ngày này" in admin.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 26), 6, date(2027, 5, 26)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, later):
    assert months_later(day, months) == later


def test_the_list_asks_as_much_for_ten_officers_as_for_one(admin, django_assert_num_queries):
    admin.get(LIST)  # the first page of a session writes when it was seen
    # session, account, duties, office; officers, their duties; the last review; units of the form; bell
    with django_assert_num_queries(9):
        admin.get(LIST)
