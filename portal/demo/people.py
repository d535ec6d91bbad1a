"""People who do not exist: names as they sound in Hà Tĩnh, numbers nobody has been given."""

from dataclasses import dataclass
from datetime import date
from random import Random

from dossiers.people import Person
from kit.text import unaccent

FAMILIES = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Phan", "Võ", "Đặng", "Hồ", "Bùi",
    "Đinh", "Hoàng", "Đoàn", "Cao", "Tống", "Thái", "Lương",
)  # fmt: skip
MIDDLES = {
    "Nữ": ("Thị", "Thị", "Thị", "Thu", "Thanh", "Ngọc", "Hoài", "Khánh"),
    "Nam": ("Văn", "Văn", "Đình", "Xuân", "Quốc", "Hữu", "Đức", "Minh"),
}
GIVEN = {
    "Nữ": ("An", "Bình", "Châu", "Dung", "Giang", "Hà", "Hằng", "Hiền", "Hoa", "Hồng", "Hương", "Lan", "Liên",
           "Linh", "Loan", "Mai", "Nga", "Nhung", "Oanh", "Phượng", "Quyên", "Thảo", "Thơm", "Thúy", "Trang",
           "Tuyết", "Vân", "Yến"),
    "Nam": ("Anh", "Bảo", "Chiến", "Cường", "Đạt", "Dũng", "Dương", "Hải", "Hiếu", "Hòa", "Hùng",
            "Khôi", "Kiên", "Lâm", "Long", "Mạnh", "Nam", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Thắng",
            "Thành", "Tiến", "Trung", "Tú", "Vinh"),
}  # fmt: skip
HAMLETS = (
    "Trung Lưu",
    "Cây Thị",
    "Nam Nhe",
    "Kim Thành",
    "Phố Tây",
    "Cây Chanh",
    "Hà Chua",
    "Bồng Phài",
    "Hố Vậy",
)
PLACE = {"place_code": "18172", "place_name": "Xã Sơn Tây, tỉnh Hà Tĩnh"}


@dataclass(frozen=True)
class Villager:
    """One inhabitant; `person` is the same as the services know a person."""

    name: str
    sex: str
    born: date
    id_number: str
    phone: str
    email: str
    address: str

    @property
    def person(self) -> Person:
        """As the counter's officer writes the person down."""
        return Person(
            name=self.name, id_number=self.id_number, phone=self.phone, email=self.email,
            address=self.address, birth_date=self.born, sex=self.sex, **PLACE,
        )  # fmt: skip

    @property
    def typed(self) -> dict[str, str]:
        """As the person types it on a phone."""
        return {
            "name": self.name, "id_number": self.id_number, "phone": f"0{self.phone[2:]}",
            "email": self.email, "address": self.address, **PLACE,
        }  # fmt: skip


def villager(
    rng: Random, *, sex: str = "", family: str = "", years: tuple[int, int] = (1955, 2005)
) -> Villager:
    """Somebody of that sex (else either), family and year of birth.

    The phone is of the block 0912 000 xxx; the ID's running number is one of 99xxxx, far above the number
    of births of a year in any province.
    """
    sex = sex or rng.choice(("Nữ", "Nam"))
    name = f"{family or rng.choice(FAMILIES)} {rng.choice(MIDDLES[sex])} {rng.choice(GIVEN[sex])}"
    born = date(rng.randint(*years), rng.randint(1, 12), rng.randint(1, 28))
    email = unaccent(name).lower().replace(" ", ".") + "@hopthu.example" if rng.random() < 0.25 else ""
    return Villager(
        name=name,
        sex=sex,
        born=born,
        id_number=id_number(rng, sex, born),
        phone=f"84912000{rng.randint(0, 999):03}",
        email=email,
        address=address(rng),
    )


def id_number(rng: Random, sex: str, born: date) -> str:
    """Twelve digits: province 042, century and sex, year, running number."""
    digit = (0 if born.year < 2000 else 2) + (sex == "Nữ")
    return f"042{digit}{born:%y}99{rng.randint(0, 9999):04}"


def address(rng: Random) -> str:
    """A hamlet of the commune."""
    return f"Thôn {rng.choice(HAMLETS)}"
