"""The books that an office keeps beside the system, and what is wrong with their numbers. Pure.

Letter of xã An Sơn, 2023, section 9: the dossiers in the system have to be as many as those written in the
register and in the specialist books (tư pháp – hộ tịch, lao động – thương binh và xã hội …).
"""

from dataclasses import dataclass

from kit.text import fold


@dataclass(frozen=True)
class Book:
    """A book on paper; `sectors` are the fields of administration that are written in it, none for all."""

    key: str
    title: str
    sectors: tuple[str, ...] = ()

    def holds(self, sector: str) -> bool:
        """Are dossiers of this field written here?"""
        return not self.sectors or fold(sector) in {fold(name) for name in self.sectors}


BOOKS = {
    book.key: book
    for book in (
        Book("register", "Sổ tiếp nhận hồ sơ (sổ giấy)"),
        Book("civil_status", "Sổ hộ tịch", ("Hộ tịch", "Nuôi con nuôi")),
        Book("certification", "Sổ chứng thực", ("Chứng thực",)),
        Book(
            "labour",
            "Sổ lao động – thương binh và xã hội",
            ("Bảo trợ xã hội", "Người có công", "Lao động", "Việc làm", "Trẻ em", "Giảm nghèo",
             "Phòng, chống tệ nạn xã hội"),
        ),
    )
}  # fmt: skip
CHOICES = [(book.key, book.title) for book in BOOKS.values()]


def faults(first: int | None, last: int | None, count: int, before: int | None) -> list[str]:
    """What does not fit in a month's numbers, as sentences; `before` is the last number of earlier months."""
    if first is None or last is None:
        return []
    said = []
    span = last - first + 1
    if span > count:
        said.append(f"Từ số {first} đến số {last} là {span} số, chỉ ghi {count} hồ sơ: thiếu {span - count}.")
    elif span < count:
        said.append(f"Từ số {first} đến số {last} là {span} số mà ghi {count} hồ sơ: thừa {count - span}.")
    if before is not None and first > before + 1:
        gap = f"số {before + 1}" if first == before + 2 else f"từ số {before + 1} đến số {first - 1}"
        said.append(f"Bỏ trống {gap} so với tháng trước.")
    elif before is not None and first <= before:
        said.append(f"Số {first} đã dùng trước đó: tháng trước kết thúc ở số {before}.")
    return said
