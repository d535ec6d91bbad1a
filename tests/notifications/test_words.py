"""Wording a message anew: what may be sent, what counts where, and what stays as it was written."""

from dataclasses import replace

import pytest

from audit.models import AuditEntry
from kit.actor import Actor
from kit.errors import Conflict, Invalid
from notifications.gateways.contract import Answer
from notifications.models import Message, MessageWording
from notifications.selectors import worded, wording_in_force
from notifications.services import change_words, restore_words, send_next
from notifications.texts import Texts, check_texts, fault, length
from notifications.wording import TEMPLATES
from notifications.wording.places import PLACES, samples, shown, stored
from tests.notifications.conftest import NOW, write

QUANTRI = Actor("officer", 7, "Trần Quản Trị", "Xã Sơn Tây")
HERE, THERE = "18172", "18175"
KEY = TEMPLATES["key_renewed"]
SHIPPED = Texts.of(KEY)
OURS = ("Hồ sơ {code} có khóa mới: {key}.", "Gọi Bộ phận Một cửa khi cần.")


def new(sms: tuple[str, ...] = OURS) -> Texts:
    return replace(SHIPPED, sms=(sms, *SHIPPED.sms[1:]))


def change(texts: Texts, seen: int = 0, **more: object) -> MessageWording:
    given = {"key": "key_renewed", "note": "Thêm chỗ hỏi", "office": HERE, "by": QUANTRI, "at": NOW} | more
    return change_words(texts=texts, seen=seen, **given)


def wrong(template: str, field: str, *lines: str) -> str:
    one = TEMPLATES[template]
    return fault(one, field, lines, dict(Texts.of(one).fields())[field])


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_the_shipped_words_pass_their_own_check(key: str) -> None:
    check_texts(TEMPLATES[key], Texts.of(TEMPLATES[key]))


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_gap_has_a_name_of_its_own_and_goes_to_the_screen_and_back(key: str) -> None:
    template = TEMPLATES[key]
    assert template.known <= PLACES.keys()
    for _, lines in Texts.of(template).fields():
        for line in lines:
            assert stored(shown(line, template), template) == line
    labels = [shown(f"{{{name}}}", template) for name in template.known]
    assert len(set(labels)) == len(labels)
    assert set(samples(template)) == template.known


@pytest.mark.parametrize(
    ("template", "field", "lines", "said"),
    [
        ("key_renewed", "sms1", ("Hồ sơ {code} có khóa mới.",), "Cần có {khóa cập nhật}"),
        ("key_renewed", "sms1", ("Khóa {key} của {ma}.",), "Không có chỗ điền tên {ma}"),
        ("key_renewed", "sms1", ("Khóa {key} của {code",), "phải đi thành cặp"),
        ("key_renewed", "sms1", ("Khóa {key} của {code.upper}.",), "Không có chỗ điền"),
        ("key_renewed", "sms1", ("Khóa {key} của {code!r}.",), "Không có chỗ điền"),
        ("key_renewed", "subject", ("Khóa {key} của {code}",), "Tiêu đề không được có {khóa cập nhật}"),
        ("key_renewed", "sms2", ("{name}, hồ sơ {code} có khóa {key}.",), "Dòng đầu không dùng {họ tên}"),
        ("key_renewed", "sms1", ("Hồ sơ {code}.", "Khóa {key}, xem {link}"), "đang ở cùng dòng"),
        ("key_renewed", "sms1", (), "Nhập nội dung"),
        ("key_renewed", "email", ("Hồ sơ {code} có khóa {key}.",), "Cần có {đường dẫn}"),
        ("phone_code", "sms1", ("Mã này dùng được {minutes} phút.",), "Cần có {mã xác nhận}"),
        ("key_renewed", "sms1", ("Khóa {key} của {code}. " + "Xin giữ kín. " * 30,), "chỉ được 2 phần"),
        ("key_renewed", "subject", ("Hồ sơ {code} " + "mới " * 50,), "dài quá 150"),
    ],
)  # fmt: skip
def test_what_may_not_be_sent_is_said_in_a_sentence(template, field, lines, said) -> None:
    assert said in wrong(template, field, *lines)


def test_the_price_is_that_of_what_is_sent_and_shows_what_marks_would_cost() -> None:
    size = length(KEY, SHIPPED.sms[0])
    assert (size.signs, size.parts, size.parts_with_marks) == (127, 1, 2)


@pytest.mark.django_db
class TestVersions:
    def test_new_words_count_at_once_and_only_at_their_office(self) -> None:
        change(new())
        assert "Goi Bo phan Mot cua" in write(1, office=HERE).text
        assert "Goi Bo phan" not in write(2, office=THERE).text
        assert "Goi Bo phan" not in write(3).text

    def test_words_for_all_count_where_an_office_has_none_of_its_own(self) -> None:
        change(new(), for_all=True, office=THERE)
        assert "Goi Bo phan Mot cua" in write(1, office=HERE).text
        own = wording_in_force("key_renewed", HERE)
        change(SHIPPED, seen=own.pk)
        assert "Goi Bo phan" not in write(2, office=HERE).text
        assert "Goi Bo phan" in write(3, office=THERE).text

    def test_a_message_costs_no_statement_more_for_being_worded(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(4):
            write(1, office=HERE)
        change(new())
        with django_assert_num_queries(4):
            write(2, office=HERE)

    def test_a_message_that_waits_keeps_its_words_and_sends_them(self, puppet) -> None:
        row = change(new())
        assert write(1, office=HERE).wording == row
        change(SHIPPED, seen=row.pk)
        puppet.answers.append(Answer("accepted"))
        send_next(clock=lambda: NOW)
        assert "K7PX-42MD. Goi Bo phan Mot cua" in puppet.sent[0].text

    def test_told_again_it_is_the_same_row_whatever_was_worded_since(self) -> None:
        first = write(1, office=HERE)
        change(new())
        assert write(1, office=HERE) == first
        assert Message.objects.count() == 1

    def test_many_templates_are_worded_with_one_look(self, django_assert_num_queries) -> None:
        change(new())
        with django_assert_num_queries(1):
            found = worded([("key_renewed", HERE), ("key_renewed", THERE), ("apology", HERE)])
        assert found["key_renewed", HERE].sms[0] == OURS
        assert found["key_renewed", THERE] == KEY
        assert found["apology", HERE] == TEMPLATES["apology"]
        with django_assert_num_queries(0):
            assert worded([]) == {}

    def test_the_book_says_who_and_keeps_both_words(self) -> None:
        change(new())
        line = AuditEntry.objects.get(action="message.wording")
        assert line.actor_name == "Trần Quản Trị"
        assert line.data["before"] == SHIPPED.as_json()
        assert line.data["after"]["sms"][0] == list(OURS)

    def test_who_saw_an_older_version_is_told_who_was_quicker(self) -> None:
        change(new())
        with pytest.raises(Conflict, match="Trần Quản Trị vừa lưu phiên bản mới"):
            change(new(("Khóa {key} cho {code}.",)))
        assert MessageWording.objects.count() == 1

    def test_nothing_changed_is_no_version(self) -> None:
        with pytest.raises(Invalid, match="Chưa có chữ nào thay đổi"):
            change(SHIPPED)

    def test_a_reason_is_asked_for(self) -> None:
        with pytest.raises(Invalid, match="Nhập lý do"):
            change(new(), note=" ")

    def test_a_wrong_text_is_no_version(self) -> None:
        with pytest.raises(Invalid) as told:
            change(new(("Hồ sơ {code}.",)))
        assert "sms1" in told.value.errors

    def test_going_back_is_a_new_version(self) -> None:
        first = change(new())
        second = restore_words(
            key="key_renewed", version=0, seen=first.pk, office=HERE, by=QUANTRI, at=NOW
        )  # fmt: skip
        assert (second.no, second.note) == (2, "Dùng lại bản gốc")
        third = restore_words(
            key="key_renewed", version=first.pk, seen=second.pk, office=HERE, by=QUANTRI, at=NOW
        )  # fmt: skip
        assert third.texts == first.texts
        assert "Goi Bo phan" in write(1, office=HERE).text

    def test_another_offices_version_is_not_there_to_go_back_to(self) -> None:
        theirs = change(new(), office=THERE)
        with pytest.raises(LookupError):
            restore_words(key="key_renewed", version=theirs.pk, seen=0, office=HERE, by=QUANTRI, at=NOW)
