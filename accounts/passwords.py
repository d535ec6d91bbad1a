"""What a password has to be, and temporary ones. Pure.

Without a second factor the standard for level-3 systems wants 14 characters of four classes
(TCVN 14423:2026, 5.6.2.2). The length is the value `password_min_length`; the caller gives it.
"""

import secrets

from django.core.exceptions import ValidationError

from kit.text import fold

# Without what is easily taken for another sign on paper.
_READABLE = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "#@%+=")


CLASSES = 4


class StrengthValidator:
    """Long enough, of enough classes, not made of the person's own name; `person` is how they are called."""

    def __init__(self, min_length: int = 14, classes: int = CLASSES, person: str = "Anh/Chị") -> None:
        self.min_length = min_length
        self.classes = classes
        self.person = person

    def validate(self, password: str, user=None) -> None:
        """Raises ValidationError with the sentences of everything that is missing."""
        sentences = []
        if len(password) < self.min_length:
            sentences.append(f"Mật khẩu cần có ít nhất {self.min_length} ký tự.")
        if classes_of(password) < self.classes:
            sentences.append("Mật khẩu cần có đủ chữ thường, chữ hoa, chữ số và ký hiệu, ví dụ # @ ! %.")
        if user is not None and _contains_name(password, user):
            sentences.append(f"Mật khẩu không được chứa tên đăng nhập hoặc họ tên của {self.person}.")
        if sentences:
            raise ValidationError(sentences)

    def get_help_text(self) -> str:
        return wanted(self.min_length)


def wanted(min_length: int) -> str:
    """What a password has to be, said before it is typed."""
    return (
        f"Ít nhất {min_length} ký tự, có chữ thường, chữ hoa, chữ số và ký hiệu; "
        "không chứa tên của Anh/Chị; khác các mật khẩu đã dùng gần đây."
    )


def classes_of(password: str) -> int:
    """How many of the four classes occur: lower case, upper case, digits, everything else."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(char) for char in password) for test in tests)


def temporary_password(length: int = 16) -> str:
    """A random password of all four classes, easy to read from paper."""
    signs = [secrets.choice(group) for group in _READABLE]
    signs += [secrets.choice("".join(_READABLE)) for _ in range(length - len(signs))]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


def _contains_name(password: str, user) -> bool:
    plain = fold(password)
    name = fold(user.full_name).replace(" ", "")
    return any(len(word) >= 4 and word in plain for word in (fold(user.username), name))
