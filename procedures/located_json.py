"""JSON with line numbers: where a value stands, so that a fault in a file can be shown to whoever wrote it.

Pure. The grammar is RFC 8259's; a key given twice in one object is a fault too, because one of the two
values would silently be lost.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Any

Path = tuple[str | int, ...]

DEEPEST = 60
LONGEST_NUMBER = 40
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}


class JsonFault(ValueError):
    """The text is not JSON; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True)
class Located:
    """A value and the line on which each of its parts begins, by path from the root."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest part above it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str) -> Located:
    """Read `text`. Raises JsonFault with the line and what was expected there."""
    reader = _Reader(text)
    value, end = reader.value(reader.skip(0), ())
    if reader.skip(end) != len(text):
        raise reader.fault(end, "thừa nội dung sau giá trị cuối cùng")
    return Located(value, reader.lines)


def show(path: Path) -> str:
    """('cases', 0, 'limit') -> 'cases[0].limit'."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self._counted = (0, 1)

    def skip(self, at: int) -> int:
        return _SPACE.match(self.text, at).end()

    def line(self, at: int) -> int:
        """Counted on from the last question, so that a whole file is counted once."""
        before, line = self._counted
        if at < before:
            return self.text.count("\n", 0, at) + 1
        line += self.text.count("\n", before, at)
        self._counted = (at, line)
        return line

    def fault(self, at: int, message: str) -> JsonFault:
        return JsonFault(self.line(at), message)

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        self.lines[path] = self.line(at)
        if len(path) > DEEPEST:
            raise self.fault(at, f"lồng sâu quá {DEEPEST} mức")
        match self.text[at : at + 1]:
            case "{":
                return self._object(at, path)
            case "[":
                return self._list(at, path)
            case '"':
                return self._string(at)
            case "":
                raise self.fault(at, "tệp kết thúc giữa chừng, thiếu một giá trị")
            case _:
                return self._scalar(at)

    def _string(self, at: int) -> tuple[str, int]:
        try:
            return scanstring(self.text, at + 1)
        except json.JSONDecodeError as error:
            raise self.fault(error.pos, "chuỗi chữ chưa đóng ngoặc kép hoặc có ký tự không hợp lệ") from error

    def _scalar(self, at: int) -> tuple[Any, int]:
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, at):
                return meaning, at + len(word)
        number = _NUMBER.match(self.text, at)
        if not number:
            raise self.fault(at, f"không hiểu “{self.text[at : at + 12].split()[0]}”, cần một giá trị JSON")
        if len(number.group()) > LONGEST_NUMBER:
            raise self.fault(at, f"số dài quá {LONGEST_NUMBER} chữ số")
        return json.loads(number.group()), number.end()

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        for place in self._members(at, "]"):
            item, self._end = self.value(place, (*path, len(items)))
            items.append(item)
        return items, self._end

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        members: dict[str, Any] = {}
        for place in self._members(at, "}"):
            if self.text[place : place + 1] != '"':
                raise self.fault(place, "cần tên trường trong ngoặc kép")
            key, end = self._string(place)
            if key in members:
                raise self.fault(place, f"trường “{key}” có hai lần")
            colon = self.skip(end)
            if self.text[colon : colon + 1] != ":":
                raise self.fault(colon, f"thiếu dấu hai chấm sau “{key}”")
            members[key], self._end = self.value(self.skip(colon + 1), (*path, key))
        return members, self._end

    def _members(self, at: int, closing: str) -> Iterator[int]:
        """The places where members begin; the caller reads each and leaves its end in `_end`."""
        place = self.skip(at + 1)
        if self.text[place : place + 1] == closing:
            self._end = place + 1
            return
        while True:
            yield place
            place = self.skip(self._end)
            mark = self.text[place : place + 1]
            if mark == closing:
                self._end = place + 1
                return
            if mark != ",":
                raise self.fault(place, f"thiếu dấu phẩy hoặc “{closing}”")
            place = self.skip(place + 1)
