"""What officers are told: always in the house, outside it by their choice and in working hours."""

from datetime import timedelta

import pytest

from accounts import notices
from accounts.access import actor_of
from accounts.models import Level, Notice
from accounts.notices import Word
from audit.models import AuditEntry
from kit.errors import Invalid
from notifications.models import Message
from notifications.wording import TEMPLATES
from tests.cast import at

pytestmark = pytest.mark.django_db
CODE = "H42.18172-261102-0001"
MORNING, NIGHT = at("2026-11-02 09:00"), at("2026-11-02 21:15")
PHONE = "0912 000 111"


@pytest.fixture
def hoa(office):
    return office.people["hoa"]


def word(office, user, once="x", key="officer_duty", **values):
    said = {"code": CODE, "due": "17:00 ngày 05/11/2026"} | values
    return Word(user, office.agency, key, said, once=once, path=f"/can-bo/ho-so/{CODE}/", reference=CODE)


def choose(user, *, mail=(), sms=(), phone=PHONE, email="hoa@sontay.example"):
    return notices.choose(
        user=user, email=email, phone=phone, mail=mail, sms=sms, by=actor_of(user), at=MORNING
    )  # fmt: skip


def sent():
    return [(row.channel, row.address) for row in Message.objects.order_by("pk")]


def test_every_message_to_an_officer_has_its_level():
    officers = {key for key, template in TEMPLATES.items() if template.to_officer}
    assert set(notices.LEVELS) == officers - {"officer_invite"}  # a letter to who is not in yet


def test_at_first_a_notice_stands_in_the_house_and_goes_by_e_mail_with_a_link(office, hoa):
    notices.tell(words=[word(office, hoa)], at=MORNING)
    [told] = notices.notices_of(hoa)
    assert told.text == (
        f"Hồ sơ {CODE} hẹn trả lúc 17:00 ngày 05/11/2026: hoàn thành hoặc đề nghị xin lỗi, hẹn lại trước hạn."
    )
    assert (told.level, told.read_at, notices.unread(hoa.pk)) == (Level.URGENT, None, 1)
    assert sent() == [("email", "hoa@sontay.example")]
    assert f"/can-bo/ho-so/{CODE}/" in Message.objects.get().text


def test_the_same_thing_is_told_once(office, hoa):
    for _ in range(2):
        notices.tell(words=[word(office, hoa), word(office, hoa)], at=MORNING)
    assert (Notice.objects.count(), len(sent())) == (1, 1)


def test_what_arises_at_night_stands_in_the_house_at_once_and_goes_out_at_the_opening(office, hoa):
    choose(hoa, mail=["urgent"], sms=["urgent"])
    notices.tell(words=[word(office, hoa)], at=NIGHT)
    assert Notice.objects.get().at == NIGHT
    assert {row.channel: row.not_before for row in Message.objects.all()} == dict.fromkeys(
        ("email", "sms"), at("2026-11-03 07:30")
    )


@pytest.mark.parametrize(
    ("mail", "sms", "went"),
    [
        ((), (), []),
        (("digest",), (), []),
        ((), ("urgent",), [("sms", "84912000111")]),
        (("urgent",), ("urgent",), [("email", "hoa@sontay.example"), ("sms", "84912000111")]),
    ],
)
def test_an_officer_chooses_the_ways_for_each_level(office, hoa, mail, sms, went):
    choose(hoa, mail=mail, sms=sms)
    notices.tell(words=[word(office, hoa)], at=MORNING)
    assert sent() == went
    assert Notice.objects.count() == 1


def test_a_text_message_is_short_and_without_marks(office, hoa):
    choose(hoa, sms=["urgent"])
    notices.tell(words=[word(office, hoa)], at=MORNING)
    message = Message.objects.get()
    assert message.parts == 1
    assert message.text.startswith(f"Ho so {CODE} hen tra luc 17:00 ngay 05/11/2026")


def test_who_has_no_address_is_told_in_the_house(office, hoa):
    choose(hoa, email="", phone="", mail=Level.values)
    notices.tell(words=[word(office, hoa)], at=MORNING)
    assert (Notice.objects.count(), sent()) == (1, [])


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [("", "Nhập số điện thoại di động"), ("0239 3 855 999", "di động"), ("12", "10 chữ số")],
)
def test_a_text_message_needs_a_mobile_phone(hoa, phone, sentence):
    with pytest.raises(Invalid) as wrong:
        choose(hoa, sms=["urgent"], phone=phone)
    assert sentence in wrong.value.errors["phone"][0]


def test_an_address_that_cannot_be_one_is_refused(hoa):
    with pytest.raises(Invalid, match="thư điện tử"):
        choose(hoa, email="hoa@")


def test_a_choice_stands_in_the_book_without_the_addresses(hoa):
    choose(hoa, mail=["urgent"])
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.data) == ("account.notices", {"mail": ["urgent"], "sms": []})


def test_reading_one_or_all_empties_the_bell(office, hoa):
    notices.tell(words=[word(office, hoa, once=str(n)) for n in range(3)], at=MORNING)
    newest = notices.notices_of(hoa)[0]
    notices.read(notice=newest, at=MORNING)
    notices.read(notice=newest, at=NIGHT)
    newest.refresh_from_db()
    assert (newest.read_at, notices.unread(hoa.pk)) == (MORNING, 2)
    assert notices.read_all(user=hoa, at=NIGHT) == 2
    assert notices.unread(hoa.pk) == 0


def test_notices_are_kept_for_ninety_days(office, hoa):
    notices.tell(words=[word(office, hoa)], at=MORNING)
    assert notices.forget(at=MORNING + timedelta(days=90)) == 0
    assert notices.forget(at=MORNING + timedelta(days=90, seconds=1)) == 1
