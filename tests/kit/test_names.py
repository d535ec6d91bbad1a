"""Names of people and organisations: one rule for every form."""

import pytest

from kit import names


@pytest.mark.parametrize("typed", ["Lê  Minh\tAn", "Le\u0302 Minh An"])
def test_name_is_kept_in_one_form(typed: str) -> None:
    assert names.read(typed) == "Lê Minh An"


@pytest.mark.parametrize("name", ["Y", "H'Hen Niê", "Y Blir-Kpă", "Nguyễn Văn A", "ÔN", "Ơ"])
def test_names_of_all_peoples_are_names(name: str) -> None:
    assert names.read(name) == name


@pytest.mark.parametrize("name", ["Công ty TNHH 2 thành viên A&B (Hà Tĩnh)", "HTX 19/5"])
def test_name_of_an_organisation_may_have_digits(name: str) -> None:
    assert names.read(name, organisation=True) == name
    with pytest.raises(ValueError, match="Họ và tên "):
        names.read(name)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Tên cha cần có ít nhất một chữ cái."),
        (" - . ", "Tên cha cần có ít nhất một chữ cái."),
        ("An 2", "Tên cha chỉ gồm chữ cái, không có chữ số."),
        ("An 😀", "Tên cha có ký tự “😀” không dùng được. Hãy chỉ nhập chữ."),
        ("An\u202e", "Tên cha có ký tự ẩn không dùng được. Hãy xóa đi và nhập lại."),
        ("An\0", "Tên cha có ký tự ẩn không dùng được. Hãy xóa đi và nhập lại."),
        ("<b>An</b>", "Tên cha có ký tự “<” không dùng được. Hãy chỉ nhập chữ."),
    ],
)
def test_what_is_no_name_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="Tên cha") as told:
        names.read(typed, subject="Tên cha")
    assert str(told.value) == sentence
