"""What a text costs and how Vietnamese becomes plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.sms import cut, plain, sms_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 152, 2),  # 76 to a part of 153: the escape is never parted from its character
        ("€" * 153, 3),
        ("à è ò", 1),
        ("ệ" * 70, 1),
        ("ệ" * 71, 2),
        ("ệ" * 134, 2),
        ("ệ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_parts_are_counted_as_the_network_bills_them(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Ủy ban nhân dân xã Đắk Ơ", "Uy ban nhan dan xa Dak O"),
        ("“Đơn” – bản sao…", '"Don" - ban sao...'),
        ("[GT02] {a} ~ b | c", "(GT02) (a) - b / c"),
        ("Giấy tờ 😀 khác", "Giay to khac"),
        ("20.000 ₫", "20.000 d"),
        ("một\n hai\t ba", "mot hai ba"),
    ],
)
def test_plain_text_has_no_marks_and_simple_punctuation(text: str, bare: str) -> None:
    assert plain(text) == bare


@given(st.text(max_size=160))
def test_plain_text_never_falls_back_to_unicode(text: str) -> None:
    bare = plain(text)
    assert sms_parts(bare) == max(1, -(-len(bare) // 153) if len(bare) > 160 else 1)


@given(st.text(alphabet="abc ,.", max_size=80), st.integers(min_value=3, max_value=60))
def test_cut_text_fits_its_room(text: str, room: int) -> None:
    short = cut(text, room)
    assert len(short) <= room or short == text
    assert short == text or short.endswith("...")


def test_cut_text_ends_between_words() -> None:
    assert cut("bản sao giấy chứng nhận kết hôn", 20) == "bản sao giấy..."
