"""The law's report forms as data: columns with their headings, what each counts, what must add up. Pure.

A column names a measure; its heading stands under its groups. `identities` are sums of columns by number:
(3, (4, 5, 6)) says that column 3 is the sum of 4, 5 and 6 (law.md §1.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its number on the form, its heading, the headings above it, the measure it counts."""

    number: int
    heading: str
    groups: tuple[str, ...] = ()
    measure: str = ""

    @property
    def flat(self) -> str:
        """The heading in one line, for tables with one heading row."""
        return " – ".join((*self.groups, self.heading))


@dataclass(frozen=True)
class ReportForm:
    """A form of TT 01/2020; its title is a value of the law, for offices word it differently."""

    code: str
    printed_code: str
    issued_under: str
    unit: str
    columns: tuple[Column, ...]
    identities: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def counted(self) -> tuple[Column, ...]:
        """The columns that hold figures."""
        return tuple(column for column in self.columns if column.measure)

    @property
    def sums(self) -> dict[int, tuple[int, ...]]:
        """How the columns that are sums of others within a row are made up."""
        found: dict[int, tuple[int, ...]] = {}
        for whole, parts in self.identities:
            found.setdefault(whole, parts)
        return found


@dataclass(frozen=True)
class Heading:
    """A cell of the form's heading as it is drawn."""

    text: str
    across: int
    down: int


RECEIVED, SOLVED, UNDER_WAY = (
    "Số hồ sơ nhận giải quyết",
    "Số lượng hồ sơ đã giải quyết",
    "Số lượng hồ sơ đang giải quyết",
)
II06A = ReportForm(
    code="II.06a",
    printed_code="II.06a/VPCP/KSTT",
    issued_under="Ban hành theo Thông tư số\n01/2020/TT-VPCP ngày 21/10/2020",
    unit="Số hồ sơ TTHC",
    columns=(
        Column(1, "STT"),
        Column(2, "Lĩnh vực, công việc giải quyết theo cấp"),
        Column(3, "Tổng số", (RECEIVED,), "total"),
        Column(4, "Trực tuyến", (RECEIVED, "Trong kỳ"), "received_online"),
        Column(5, "Trực tiếp, dịch vụ bưu chính", (RECEIVED, "Trong kỳ"), "received_other"),
        Column(6, "Từ kỳ trước", (RECEIVED,), "carried"),
        Column(7, "Tổng số", (SOLVED,), "done"),
        Column(8, "Trước hạn", (SOLVED,), "done_early"),
        Column(9, "Đúng hạn", (SOLVED,), "done_on_time"),
        Column(10, "Quá hạn", (SOLVED,), "done_late"),
        Column(11, "Tổng số", (UNDER_WAY,), "open"),
        Column(12, "Trong hạn", (UNDER_WAY,), "open_within"),
        Column(13, "Quá hạn", (UNDER_WAY,), "open_late"),
    ),
    identities=((3, (4, 5, 6)), (7, (8, 9, 10)), (11, (12, 13)), (3, (7, 11))),
)
FORMS: dict[str, ReportForm] = {form.code: form for form in (II06A,)}


def headings(form: ReportForm) -> list[list[Heading]]:
    """The rows of the heading: a group spans its columns, a heading without a group reaches down."""
    paths = [(*column.groups, column.heading) for column in form.columns]
    depth = max(map(len, paths))
    return [list(_level(paths, level, depth)) for level in range(depth)]


def _level(paths: list[tuple[str, ...]], level: int, depth: int) -> Iterator[Heading]:
    place = 0
    while place < len(paths):
        path = paths[place]
        if len(path) <= level:
            place += 1
            continue
        is_heading = len(path) == level + 1
        across = 1 if is_heading else _width(paths, place, level)
        yield Heading(path[level], across, depth - level if is_heading else 1)
        place += across


def _width(paths: list[tuple[str, ...]], place: int, level: int) -> int:
    """How many columns from `place` on stand under the same group."""
    group = paths[place][: level + 1]
    width = 0
    for path in paths[place:]:
        if len(path) <= level + 1 or path[: level + 1] != group:
            break
        width += 1
    return width
