"""Two texts of a procedure side by side: what was added, taken out, changed or moved. Pure.

A sheet is what people read of a version (`procedures.plain`): parts, each with named texts and with lines.
Nothing is left out of a difference: read on its old side it is the old sheet, on its new side the new one.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")


class Kind(StrEnum):
    """What became of a word, a text or a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Line:
    """A line of a part: `key` finds the same line on the other side.

    `is_named`: the key is the line's own for good, a line of another key is another line. Else a line that
    stands in the place of one that is gone is that one, changed.
    """

    key: str
    texts: Mapping[str, str]
    is_named: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a sheet: its named texts, then its lines in their order."""

    title: str
    texts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Some words in a row that were kept, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Text:
    """One named text on both sides; None where that side has no such text."""

    label: str
    old: str | None
    new: str | None

    @property
    def kind(self) -> Kind:
        if self.old == self.new:
            return Kind.SAME
        if not self.old:
            return Kind.ADDED
        return Kind.CHANGED if self.new else Kind.REMOVED

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return words(self.old or "", self.new or "")


@dataclass(frozen=True)
class Row:
    """One line on both sides; places count from 1, None where that side has no such line."""

    kind: Kind
    key: str
    old_place: int | None
    new_place: int | None
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Section:
    """A part on both sides, its unchanged texts and lines included."""

    title: str
    texts: tuple[Text, ...]
    rows: tuple[Row, ...]

    @property
    def changed_texts(self) -> list[Text]:
        return [one for one in self.texts if one.kind is not Kind.SAME]

    @property
    def changed_rows(self) -> list[Row]:
        return [one for one in self.rows if one.kind is not Kind.SAME]

    @property
    def changes(self) -> int:
        return len(self.changed_texts) + len(self.changed_rows)


def compare(old: Sequence[Part], new: Sequence[Part]) -> list[Section]:
    """Every part of either sheet, in the order of the new one; parts that are gone come last."""
    before = {part.title: part for part in old}
    after = {part.title: part for part in new}
    titles = [*after, *(title for title in before if title not in after)]
    sides = ((before.get(title, Part(title)), after.get(title, Part(title))) for title in titles)
    return [_section(left, right) for left, right in sides]


def changed(sections: Sequence[Section]) -> list[Section]:
    """The parts in which something differs."""
    return [section for section in sections if section.changes]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word: kept with removed is the old text, kept with added the new one."""
    pieces: list[Piece] = []
    for same, before, after in _stretches(_WORDS.findall(old), _WORDS.findall(new)):
        if same:
            pieces.append(Piece(Kind.SAME, before))
            continue
        pieces += [Piece(Kind.REMOVED, before)] if before else []
        pieces += [Piece(Kind.ADDED, after)] if after else []
    return tuple(pieces)


def _stretches(left: list[str], right: list[str]) -> list[tuple[bool, str, str]]:
    """Kept and changed stretches in turn; a mere space between two changes is changed with them."""
    found: list[tuple[bool, str, str]] = []
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for index, (tag, a, b, c, d) in enumerate(codes):
        before, after = "".join(left[a:b]), "".join(right[c:d])
        inside = 0 < index < len(codes) - 1
        same = tag == "equal" and not (inside and not before.strip())
        if not same and found and not found[-1][0]:
            _, was, now = found.pop()
            before, after = was + before, now + after
        found.append((same, before, after))
    return found


def _section(old: Part, new: Part) -> Section:
    return Section(new.title, _texts(old.texts, new.texts), _rows(old.lines, new.lines))


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Text, ...]:
    labels = [*new, *(label for label in old if label not in new)]
    return tuple(Text(label, old.get(label), new.get(label)) for label in labels)


def _rows(old: Sequence[Line], new: Sequence[Line]) -> tuple[Row, ...]:
    pairs = _pairs(old, new)
    in_order = _in_order([pairs[place] for place in range(len(new)) if place in pairs])
    rows = [_row(old, new, pairs.get(place), place, in_order) for place in range(len(new))]
    for place in sorted(set(range(len(old))) - set(pairs.values())):
        gone = _row(old, new, place, None, in_order)
        rows.insert(_after(rows, place + 1), gone)
    return tuple(rows)


def _after(rows: Sequence[Row], old_place: int) -> int:
    """Where a line that is gone is shown: behind the line that it followed."""
    before = [index for index, row in enumerate(rows) if row.old_place and row.old_place < old_place]
    return max(before, key=lambda index: rows[index].old_place or 0) + 1 if before else 0


def _row(
    old: Sequence[Line], new: Sequence[Line], was: int | None, now: int | None, in_order: set[int]
) -> Row:
    left, right = None if was is None else old[was], None if now is None else new[now]
    texts = _texts(left.texts if left else {}, right.texts if right else {})
    return Row(
        _kind_of_row(was, now, texts, in_order),
        (right or left).key,
        None if was is None else was + 1,
        None if now is None else now + 1,
        texts,
    )


def _kind_of_row(was: int | None, now: int | None, texts: Sequence[Text], in_order: set[int]) -> Kind:
    if was is None:
        return Kind.ADDED
    if now is None:
        return Kind.REMOVED
    if any(text.old != text.new for text in texts):
        return Kind.CHANGED
    return Kind.SAME if was in in_order else Kind.MOVED


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """New place -> old place: by key first; then what lies in the same gap between two found ones."""
    left, right = _numbered(old), _numbered(new)
    places = {key: place for place, key in enumerate(left)}
    pairs = {place: places[key] for place, key in enumerate(right) if key in places}
    free = set(range(len(old))) - set(pairs.values())
    for place in range(len(new)):
        if place in pairs:
            continue
        likely = pairs[place - 1] + 1 if place - 1 in pairs else 0
        if likely in free and not (new[place].is_named or old[likely].is_named):
            pairs[place] = likely
            free.discard(likely)
    return pairs


def _numbered(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Keys made unique: the second line of a key is its second everywhere."""
    seen: Counter[str] = Counter()
    keys = []
    for line in lines:
        keys.append((line.key, seen[line.key]))
        seen[line.key] += 1
    return keys


def _in_order(places: Sequence[int]) -> set[int]:
    """Old places that kept their order: the longest run that rises; the others were moved."""
    best: list[list[int]] = []
    for place in places:
        longest = max((run for run in best if run[-1] < place), key=len, default=[])
        best.append([*longest, place])
    return set(max(best, key=len, default=[]))
