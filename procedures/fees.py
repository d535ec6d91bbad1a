"""What a version costs: the rule as data, in words and as a sum.

Law on fees and charges 97/2015/QH13; TT 226/2016/TT-BTC (certification: bands by page, a cap per copy);
domain.md 28: bands and caps count per copy, then times the copies; no rounding.
"""

from kit.money import dong
from procedures.models import FeeItem, Version

PER_PAGE = "trang"
PER_COPY = "bản"
UNKNOWN = "Mức phí, lệ phí: đang cập nhật."
FREE = "Không thu phí, lệ phí."
BY_PROVINCE = "Nghị quyết của HĐND cấp tỉnh"


def describe(version: Version) -> list[str]:
    """The fees of `version` as Vietnamese lines; an unknown fee is never called free."""
    lines = {
        Version.FeeStatus.FREE: [FREE],
        Version.FeeStatus.UNKNOWN: [UNKNOWN],
    }.get(version.fee_status) or [_line(item) for item in version.fee_items.all()]
    return [*lines, *([_sentence(version.fee_note)] if version.fee_note else [])]


def amount(version: Version, *, copies: int = 1, pages: int | None = None) -> int | None:
    """The sum in đồng for `copies` copies of `pages` pages each.

    None where the sum isn't known here: set by the province, unknown, or by page without a number of pages.
    """
    if version.fee_status == Version.FeeStatus.FREE:
        return 0
    if version.fee_status != Version.FeeStatus.FIXED:
        return None
    sums = [item_amount(item, copies=copies, pages=pages) for item in version.fee_items.all()]
    return None if None in sums else sum(sums)


def item_amount(item: FeeItem, *, copies: int, pages: int | None) -> int | None:
    """One fee in đồng; bands and cap per copy, then times the copies (domain.md 28)."""
    if item.amount is None:
        return None
    if item.per == PER_PAGE:
        return None if pages is None else copies * _one_copy(item, pages)
    return item.amount * (copies if item.per == PER_COPY else 1)


def _one_copy(item: FeeItem, pages: int) -> int:
    bands = item.bands or [{"from_page": 1, "amount": item.amount}]
    ends = [band["from_page"] - 1 for band in bands[1:]] + [pages]
    total = sum(
        max(0, min(end, pages) - band["from_page"] + 1) * band["amount"]
        for band, end in zip(bands, ends, strict=True)
    )
    return total if item.cap_per_copy is None else min(total, item.cap_per_copy)


def _line(item: FeeItem) -> str:
    kind = item.get_kind_display()
    if item.amount is None:
        return f"{kind}: theo {item.set_by or BY_PROVINCE}."
    parts = [f"{dong(item.amount)}/{item.per}"]
    parts += [f"từ trang thứ {b['from_page']}: {dong(b['amount'])}/{item.per}" for b in item.bands[1:]]
    if item.cap_per_copy is not None:
        parts.append(f"tối đa {dong(item.cap_per_copy)}/bản")
    return f"{kind}: {'; '.join(parts)}."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
