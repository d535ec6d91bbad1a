"""Vietnamese text: one normal form, one search form, one dictionary order."""

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_LETTERS, start=11)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306", "\u0302", "\u031b"}
_SPACES = re.compile(r"\s+")


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """`text` in NFC, trimmed, every run of white space one space."""
    return _SPACES.sub(" ", nfc(text)).strip()


def unaccent(text: str) -> str:
    """`text` without Vietnamese marks, case kept: 'Đường Lê Lợi' -> 'Duong Le Loi'."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def fold(text: str) -> str:
    """The search form: lower case, no marks, single spaces."""
    return unaccent(collapse(text)).lower()


def sort_key(text: str) -> str:
    """A key whose byte order is the order of a Vietnamese dictionary.

    Word by word: letters first (a < ă < â < b … d < đ …), then tones
    (ngang, huyền, hỏi, ngã, sắc, nặng). Store it in a column with `db_collation="C"`.
    """
    return " ".join(_word_key(word) for word in collapse(text).lower().split(" "))


def _word_key(word: str) -> str:
    letters, tones = [], []
    for base, marks in _clusters(word):
        shape = "".join(m for m in marks if m in _SHAPES)
        letter = unicodedata.normalize("NFC", base + shape)
        letters.append(_RANK.get(letter) or (f"0{letter}" if letter.isdigit() else "99" + letter))
        tones.append(next((_TONES[m] for m in marks if m in _TONES), "0"))
    return "".join(letters) + "!" + "".join(tones)


def _clusters(word: str) -> list[tuple[str, str]]:
    clusters: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", word):
        if unicodedata.combining(char) and clusters:
            base, marks = clusters[-1]
            clusters[-1] = (base, marks + char)
        else:
            clusters.append((char, ""))
    return clusters
