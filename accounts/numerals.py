"""Numbers up to 99 in Vietnamese words, said and understood. Pure."""

from kit.text import fold

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# After a ten some digits change their sound; people write them in either way.
_AFTER_TEN = {1: ("mốt", "một"), 4: ("bốn", "tư"), 5: ("lăm", "nhăm", "năm")}


def say(number: int) -> str:
    """0 … 99 in words: 31 -> 'ba mươi mốt'."""
    return _ways(number)[0]


def understand(text: str) -> int | None:
    """'42', 'Bốn mươi hai', 'bon muoi hai' -> 42; None for anything else."""
    plain = fold(text).strip(" .")
    if plain.isascii() and plain.isdigit() and len(plain) <= 6:
        return int(plain)
    return _UNDERSTOOD.get(plain)


def _ways(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return [_DIGITS[ones]]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return [head]
    if tens == 1:
        return [f"{head} {word}" for word in (("lăm", "năm") if ones == 5 else (_DIGITS[ones],))]
    return [f"{head} {word}" for word in _AFTER_TEN.get(ones, (_DIGITS[ones],))]


_UNDERSTOOD = {fold(way): number for number in range(100) for way in _ways(number)}
