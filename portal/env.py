"""Values from the environment: one helper that fails loudly and says what to do."""

import os
from collections.abc import Iterable


class SettingMissing(SystemExit):
    """The product can't start: the message names every variable to set, and how."""


def text(name: str, default: str = "") -> str:
    """The variable `name`, or `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """The variable `name` as yes or no: only 0 and 1 are understood."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise SettingMissing(f"{name}={value}: chỉ nhận 0 hoặc 1.")
    return value == "1"


def number(name: str, default: int) -> int:
    """The variable `name` as a whole number, zero or more."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise SettingMissing(f"{name}={value}: phải là số nguyên không âm.")
    return int(value)


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """The variable `name`, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def require(hints: dict[str, str]) -> None:
    """Stop unless every variable of `hints` (name -> what to put there) is set; it names all that miss."""
    missing = [f"  {name}: {hint}" for name, hint in hints.items() if not text(name)]
    if missing:
        lines = "\n".join(missing)
        raise SettingMissing(
            f"Chưa thể khởi động ở chế độ chính thức (DEMO_MODE=0). Hãy đặt các biến môi trường sau:\n{lines}"
        )
