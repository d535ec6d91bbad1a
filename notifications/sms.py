"""SMS text: the GSM-7 alphabet, how many parts a text costs, and plain Vietnamese for it. Pure.

3GPP TS 23.038: one part holds 160 septets or 70 UCS-2 units; joined parts hold 153 or 67 each.
"""

from kit.text import collapse, unaccent

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_PUNCTUATION = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'", "´": "'",
        "–": "-", "—": "-", "‑": "-", "−": "-", "~": "-", "…": "...", "•": "-", "·": "-",
        "[": "(", "]": ")", "{": "(", "}": ")", "\\": "/", "|": "/", "^": "", "€": "EUR", "₫": "d",
        "×": "x", "½": "1/2", "²": "2", "³": "3", "°": "o",
    }
)  # fmt: skip
ONE_PART = 160


def plain(text: str) -> str:
    """`text` as one line of GSM-7 basic characters: no marks, simple punctuation, the rest dropped."""
    bare = unaccent(collapse(text)).translate(_PUNCTUATION)
    return " ".join("".join(c for c in bare if c in _BASIC).split())


def sms_parts(text: str) -> int:
    """How many parts the network bills for `text` (an empty text costs one)."""
    if all(c in _BASIC or c in _EXTENSION for c in text):
        return _parts([2 if c in _EXTENSION else 1 for c in text], single=160, joined=153)
    return _parts([len(c.encode("utf-16-be")) // 2 for c in text], single=70, joined=67)


def _parts(costs: list[int], *, single: int, joined: int) -> int:
    if sum(costs) <= single:
        return 1
    parts, room = 1, joined
    for cost in costs:
        if cost > room:  # a character of two units is never cut in half
            parts, room = parts + 1, joined
        room -= cost
    return parts


def cut(text: str, room: int) -> str:
    """`text` in at most `room` characters, cut between words and ended with '...'."""
    if len(text) <= room:
        return text
    head = text[: max(room - 3, 0)]
    if " " in head and text[len(head)] != " ":
        head = head.rsplit(" ", 1)[0]
    return head.rstrip(" ,;:.-") + "..."
