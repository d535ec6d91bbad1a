"""Fees in words and as a sum; TT 226/2016/TT-BTC for certified copies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import fees
from procedures.models import FeeItem, Version
from tests.procedures.builders import published

CERTIFIED_COPY = {
    "kind": "phi",
    "amount": 2000,
    "per": "trang",
    "bands": [{"from_page": 1, "amount": 2000}, {"from_page": 3, "amount": 1000}],
    "cap_per_copy": 200000,
}
ITEM = FeeItem(**CERTIFIED_COPY)


@pytest.mark.parametrize(
    ("pages", "copies", "total"),
    [
        (1, 1, 2_000), (2, 1, 4_000), (3, 1, 5_000), (10, 1, 12_000), (10, 3, 36_000),
        (198, 1, 200_000), (199, 1, 200_000), (500, 1, 200_000), (500, 4, 800_000), (0, 5, 0),
    ],
)  # fmt: skip
def test_certified_copy_counts_bands_and_cap_per_copy(pages, copies, total):
    assert fees.item_amount(ITEM, copies=copies, pages=pages) == total


@given(pages=st.integers(0, 1000), copies=st.integers(1, 50))
def test_fee_by_page_is_the_sum_over_pages_up_to_the_cap(pages, copies):
    page_by_page = sum(2000 if page < 3 else 1000 for page in range(1, pages + 1))
    assert fees.item_amount(ITEM, copies=copies, pages=pages) == copies * min(page_by_page, 200_000)


def test_fee_by_page_without_pages_is_not_known():
    assert fees.item_amount(ITEM, copies=1, pages=None) is None


def test_fee_per_copy_multiplies_and_fee_per_matter_does_not():
    assert fees.item_amount(FeeItem(amount=8000, per="bản"), copies=3, pages=None) == 24_000
    assert fees.item_amount(FeeItem(amount=50000, per="giao dịch"), copies=3, pages=None) == 50_000


def fee(status, items=(), note="") -> Version:
    return published(fee={"status": status, "items": list(items), "note": note})


@pytest.mark.django_db
class TestOfAVersion:
    def test_fixed_fee_is_written_out_with_bands_and_cap(self):
        version = fee("fixed", [CERTIFIED_COPY])
        assert fees.describe(version) == [
            "Phí: 2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang; tối đa 200.000 đ/bản."
        ]
        assert fees.amount(version, copies=2, pages=3) == 10_000

    def test_unknown_fee_is_never_called_free(self):
        version = fee("unknown")
        assert fees.describe(version) == ["Mức phí, lệ phí: đang cập nhật."]
        assert fees.amount(version) is None

    def test_free_procedure_keeps_its_note(self):
        version = fee("free", note="đăng ký quá hạn theo Nghị quyết")
        assert fees.describe(version) == ["Không thu phí, lệ phí.", "Đăng ký quá hạn theo Nghị quyết."]
        assert fees.amount(version) == 0

    def test_fee_of_the_province_names_who_sets_it(self):
        item = {"kind": "le_phi", "amount": None, "per": "việc", "set_by": "Nghị quyết HĐND cấp tỉnh"}
        version = fee("by_province", [item])
        assert fees.describe(version) == ["Lệ phí: theo Nghị quyết HĐND cấp tỉnh."]
        assert fees.amount(version) is None
