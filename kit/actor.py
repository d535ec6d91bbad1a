"""Who acted, as a value: below `accounts` nobody holds a key to a user (domain.md 25)."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["officer", "citizen", "system"]


@dataclass(frozen=True)
class Actor:
    """The one who acts: `kind`, the id of their account (None for a citizen without one), name, office."""

    kind: Kind
    id: int | None
    name: str
    office: str = ""

    @classmethod
    def system(cls, name: str = "Hệ thống") -> "Actor":
        """The product itself: sweeps, time limits, imports."""
        return cls(kind="system", id=None, name=name)

    @classmethod
    def citizen(cls, name: str) -> "Actor":
        """A person outside the office, known by the name they gave."""
        return cls(kind="citizen", id=None, name=name)

    @classmethod
    def account(cls, id: int, name: str) -> "Actor":
        """A citizen who is signed in to an account of the portal."""
        return cls(kind="citizen", id=id, name=name)

    @classmethod
    def keyholder(cls) -> "Actor":
        """Whoever has the update key of a dossier; who that was is not known, and no name is claimed."""
        return cls.citizen("Người có khóa cập nhật")
