"""Answers to an e-form as a villager would give them, passed through the real form."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.demo.people import Villager, address, villager
from procedures.eform import build_form, prefill
from procedures.models import FormField, Version

K = FormField.Kind
COMMUNE = "xã Sơn Tây, tỉnh Hà Tĩnh"
SEX = {"me": "Nữ", "nu": "Nữ", "cha": "Nam", "nam": "Nam"}
YEARS = {
    "mat": (1930, 1955),
    "me": (1985, 2003),
    "cha": (1982, 2002),
    "nu": (1994, 2005),
    "nam": (1992, 2004),
}
OF_THE_FILER = ("nguoi",)  # the paper is mostly about who asks for it
CERTIFIED = (
    "Bằng tốt nghiệp trung học phổ thông", "Giấy chứng nhận quyền sử dụng đất", "Sổ hộ khẩu cũ",
    "Bằng tốt nghiệp đại học", "Giấy khai sinh", "Giấy chứng nhận kết hôn", "Học bạ trung học phổ thông",
)  # fmt: skip
TEXTS: dict[str, tuple[str, ...]] = {
    "loai_giay_to": CERTIFIED,
    "co_quan_cap": (
        "Sở Giáo dục và Đào tạo Hà Tĩnh",
        "Trường Đại học Vinh",
        "UBND huyện Hương Sơn (trước đây)",
    ),
    "ghi_chu": ("",),
    "so_dang_ky": ("",),
    "thoi_gian_cu_tru": ("Từ khi đủ 18 tuổi đến nay",),
    "chi_tiet_hon_nhan": ("",),
    "muc_dich_khac": ("Bổ sung hồ sơ vay vốn ngân hàng", "Mua bán nhà, đất"),
    "mat_luc": ("5 giờ 20 phút", "14 giờ 05 phút", "22 giờ 40 phút"),
    "mat_nguyen_nhan": ("Tuổi già", "Bệnh hiểm nghèo"),
    "giay_bao_tu": ("",),
}
BIRTHPLACES = ("Bệnh viện Đa khoa huyện Hương Sơn, tỉnh Hà Tĩnh", "Bệnh viện Phụ sản Hà Tĩnh, tỉnh Hà Tĩnh")
CHOICES = {
    "tinh_trang_hon_nhan": "Chưa đăng ký kết hôn với ai",
    "muc_dich": "Mục đích khác",
    "loai_viec": "Khai sinh",
    "chua_xac_dinh_cha": "Không",
}


def answers(version: Version, filer: Villager, on: date, rng: Random) -> dict[str, Any]:
    """Cleaned answers to the e-form of `version`; empty where it has none.

    Raises ValueError naming what the form did not take.
    """
    rows = list(version.form_fields.order_by("ord"))
    if not rows:
        return {}
    teller = _Teller(filer, on, rng)
    known = prefill(version, filer.typed)
    typed: dict[str, str] = {}
    for row in rows:
        if _is_asked(row, typed):
            typed[row.key] = known.get(row.key) or teller.answer(row)
    form = build_form(version)(typed)
    if not form.is_valid():
        raise ValueError(f"{version.procedure.code}: {form.errors.as_text()}")
    return dict(form.cleaned_data)


def _is_asked(row: FormField, typed: dict[str, str]) -> bool:
    """What hangs on another answer is said only where that answer asks for it."""
    condition = row.rules.get("required_if")
    return condition is None or typed.get(condition["field"]) == condition["is"]


class _Teller:
    """Keeps who is who in one form: the same mother in each of her fields."""

    def __init__(self, filer: Villager, on: date, rng: Random) -> None:
        self.filer, self.on, self.rng = filer, on, rng
        self.cast: dict[str, Villager] = {}

    def answer(self, row: FormField) -> str:
        say = self._by_kind().get(K(row.kind))
        return say(row) if say else self._text(row)

    def _by_kind(self) -> dict[FormField.Kind, Callable[[FormField], str]]:
        return {
            K.PERSON_NAME: lambda row: self._who(row).name,
            K.ID_NUMBER: lambda row: self._who(row).id_number,
            K.PHONE: lambda row: self.filer.typed["phone"],
            K.DATE: self._day,
            K.YEAR: lambda row: str(self._who(row).born.year),
            K.INTEGER: self._number,
            K.CHOICE: self._choice,
            K.YES_NO: lambda row: CHOICES.get(row.key) or self.rng.choice(("Không", "Không", "Có")),
            K.ETHNICITY: lambda row: "Kinh",
            K.COUNTRY: lambda row: "Việt Nam",
            K.ADDRESS: self._address,
        }

    def _who(self, row: FormField) -> Villager:
        return self._player(row.key.split("_")[0])

    def _player(self, role: str) -> Villager:
        """Mother or father, bride or groom is whoever files, by their sex."""
        if role in OF_THE_FILER or SEX.get(role) == self.filer.sex:
            return self.filer
        if role not in self.cast:
            family = self._family(role)
            years = YEARS.get(role, (1960, 2004))
            self.cast[role] = villager(self.rng, sex=SEX.get(role, ""), family=family, years=years)
        return self.cast[role]

    def _family(self, role: str) -> str:
        """A child bears the father's family name; who died is of the filer's family."""
        bearer = {"tre": "cha", "mat": "nguoi"}.get(role)
        return self._player(bearer).name.split()[0] if bearer else ""

    def _day(self, row: FormField) -> str:
        recent = {"tre_ngay_sinh": (4, 50), "mat_ngay": (1, 9), "ngay_dang_ky": (900, 9000)}
        if span := recent.get(row.key):
            return f"{self.on - timedelta(days=self.rng.randint(*span)):%d/%m/%Y}"
        return f"{self._who(row).born:%d/%m/%Y}"

    def _number(self, row: FormField) -> str:
        if row.key.endswith("ket_hon_lan"):
            return "1"
        return str(self.rng.randint(1, 6 if row.key == "so_trang" else 4))

    def _choice(self, row: FormField) -> str:
        if row.key.endswith("gioi_tinh"):
            return self._who(row).sex
        return CHOICES.get(row.key) or next(
            (kin for kin in self._kin() if kin in row.options), row.options[0]
        )

    def _kin(self) -> tuple[str, ...]:
        """What the filer may be to whom the paper is about, the likeliest first."""
        return ("Chính là người đó", "Con", "Mẹ" if self.filer.sex == "Nữ" else "Cha")

    def _address(self, row: FormField) -> str:
        if row.key == "tre_noi_sinh":
            return self.rng.choice(BIRTHPLACES)
        if row.key == "noi_dang_ky":
            return f"UBND {COMMUNE}"
        home = self.filer.address if self._is_filer(row) else address(self.rng)
        return f"{home}, {COMMUNE}"

    def _is_filer(self, row: FormField) -> bool:
        return row.key.endswith("noi_cu_tru") and self._who(row) is self.filer

    def _text(self, row: FormField) -> str:
        if row.key.endswith("so_giay_to"):
            who = self._who(row)
            return who.id_number
        return self.rng.choice(TEXTS.get(row.key, ("",)))
