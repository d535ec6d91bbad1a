"""Địa bàn: a commune typed by its name, with or without accents, of today or of before the mergers."""

from dataclasses import dataclass, field

from agencies.models import Agency
from agencies.selectors import commune_named, search_communes
from kit.text import collapse, fold

MIN_TYPED = 2
OFFERED = 8
UNKNOWN = "Không tìm thấy xã, phường “{}”. Ông/Bà kiểm tra lại tên, hoặc để trống mục này."
SEVERAL = "Có nhiều nơi tên gần giống “{}”. Chọn một nơi trong danh sách bên dưới."


@dataclass(frozen=True)
class Found:
    """What a typed place means: one commune, or a sentence and the communes to choose from."""

    agency: Agency | None = None
    problem: str = ""
    candidates: list[Agency] = field(default_factory=list)


def say_place(agency: Agency) -> str:
    """'Xã Sơn Tây, tỉnh Hà Tĩnh'."""
    if agency.parent is None:
        return agency.name
    upper = agency.parent.name
    return f"{agency.name}, {upper[:1].lower()}{upper[1:]}"


def resolve(typed: str, picked: str = "") -> Found:
    """The commune that is meant; `picked` is the code chosen from an earlier answer's candidates."""
    words = collapse(typed)
    if (named := _named(words)) and picked in ("", named.code):
        return Found(named)
    candidates = search_communes(words.replace(",", " "), limit=OFFERED)
    chosen = [agency for agency in candidates if agency.code == picked]
    same = [agency for agency in candidates if _squeeze(words) in _names(agency)]
    for certain in (chosen, same):
        if len(certain) == 1:
            return Found(certain[0])
    if not candidates:
        return Found(problem=UNKNOWN.format(words[:60]))
    return Found(problem=SEVERAL.format(words[:60]), candidates=candidates)


def _named(words: str) -> Agency | None:
    """The one commune whose name and province are typed in full, as our own pages write them."""
    name, comma, province = words.rpartition(",")
    return commune_named(name, province) if comma else None


def _names(agency: Agency) -> set[str]:
    return {_squeeze(text) for text in (say_place(agency), agency.name, agency.short_name)}


def _squeeze(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").split())
