"""Weak passwords get a sentence that says what is missing; temporary ones always pass."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import StrengthValidator, classes_of, temporary_password

HOA = User(username="hoa.tt", full_name="Trần Thị Hoa")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Ngan#1", "ít nhất 14 ký tự"),
        ("chidaimathoi1234", "đủ chữ thường, chữ hoa, chữ số và ký hiệu"),
        ("TranThiHoa#2026-x", "không được chứa tên"),
        ("Hoa.tt#2026-demo!", "không được chứa tên"),
    ],
)
def test_a_weak_password_is_told_what_is_missing(password, says):
    with pytest.raises(ValidationError, match=says):
        StrengthValidator().validate(password, HOA)


@pytest.mark.parametrize("password", ["MotCua#2026-demo", "Đường-làng 2026 xanh"])
def test_a_strong_password_passes(password):
    StrengthValidator().validate(password, HOA)
    validate_password(password, HOA)


@pytest.mark.parametrize(("password", "classes"), [("abc", 1), ("aB", 2), ("aB1", 3), ("aB1#", 4), ("", 0)])
def test_classes_are_counted(password, classes):
    assert classes_of(password) == classes


def test_temporary_passwords_are_strong_and_differ():
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        StrengthValidator().validate(password)
