"""For whom somebody acts: whether the account that files is the owner's own (law.md R29)."""

from typing import Protocol

from accounts.models import Citizen
from dossiers.models import Dossier, Party
from dossiers.states import OwnAccount
from kit.text import fold


class Named(Protocol):
    """A person as typed, or as kept with a dossier."""

    name: str
    id_number: str
    phone: str


def is_same(filer: Named, owner: Named) -> bool:
    """Are they one person: by numbers of one kind, and where these can't be compared by their names?"""
    if filer.id_number and len(filer.id_number) == len(owner.id_number):
        return filer.id_number == owner.id_number
    return fold(filer.name) == fold(owner.name)


def judge(account: Citizen | None, owner: Named, organisation_id: int | None = None) -> OwnAccount:
    """Whose account it is, for a dossier of this owner. Only what somebody vouched for proves anything."""
    if account is None:
        return OwnAccount.NONE
    if account.organisation_id is not None:
        return OwnAccount.OWN if account.organisation_id == organisation_id else OwnAccount.OTHER
    if not account.id_number:
        return OwnAccount.UNPROVEN
    return OwnAccount.OWN if account.id_number == owner.id_number else OwnAccount.OTHER


def judge_anew(dossier: Dossier) -> None:
    """After owner or filer were corrected; the caller saves. Who claimed it afterwards did not file it."""
    if dossier.account is not None and dossier.claimed_at is None:
        owner = dossier.parties.get(role=Party.Role.OWNER)
        dossier.own_account = judge(dossier.account, owner, dossier.organisation_id)


def proven_person(account: Citizen | None) -> dict[str, str]:
    """What of a filer is not asked any more: name and number that somebody vouched for. Empty without."""
    if account is None or account.is_organisation or not account.id_number:
        return {}
    return {"name": account.name, "id_number": account.id_number}
