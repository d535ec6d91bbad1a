"""From a provider's claims to a proof, by the map in its row. Pure but for that row.

The national portal (userinfo): TechID, LoaiTaiKhoan (1 is a person, else an organisation), HoVaTen,
SoDinhDanh, SoCMND, MaSoThue, MaSoDoanhNghiep, TenDoanhNghiep, loAs.
"""

import re
from collections.abc import Mapping
from typing import Any

from accounts.oidc.contract import Proof
from accounts.oidc.errors import SignInFailed
from kit import idnumber
from kit.text import collapse

# Our field -> the national portal's name of it: what a row's map begins with.
NATIONAL: dict[str, str] = {
    "subject": "TechID",
    "kind": "LoaiTaiKhoan",
    "name": "HoVaTen",
    "id_number": "SoDinhDanh",
    "old_id_number": "SoCMND",
    "tax_code": "MaSoThue",
    "business_code": "MaSoDoanhNghiep",
    "organisation": "TenDoanhNghiep",
    "loa": "loAs",
}
FIELDS = frozenset(NATIONAL)
PERSON_VALUES = ["1"]
TAX_CODE = re.compile(r"\d{10}(-\d{3})?|\d{12}")
LONGEST_NAME, LONGEST_LOA, LONGEST_SUBJECT = 200, 40, 200


def read(claims: Mapping[str, Any], *, names: Mapping[str, str], person_values: list[str]) -> Proof:
    """What the claims say. Raises SignInFailed ("claims") where nobody can be recognised by them."""
    said = {field: _text(claims.get(name)) for field, name in names.items()}
    subject = said.get("subject", "")
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise SignInFailed("claims", "no subject")
    loa = said.get("loa", "")[:LONGEST_LOA]
    if _is_person(said, names, person_values):
        return _person(said, subject, loa)
    return _organisation(said, subject, loa)


def _person(said: Mapping[str, str], subject: str, loa: str) -> Proof:
    name = said.get("name", "")[:LONGEST_NAME]
    if not name:
        raise SignInFailed("claims", "no name")
    return Proof(subject=subject, is_person=True, name=name, loa=loa, id_number=_id_number(said))


def _organisation(said: Mapping[str, str], subject: str, loa: str) -> Proof:
    code = next((said[f] for f in ("tax_code", "business_code") if TAX_CODE.fullmatch(said.get(f, ""))), "")
    name = said.get("organisation", "")[:300]
    if not code or not name:
        raise SignInFailed("claims", "no tax code or name of the organisation")
    return Proof(
        subject=subject, is_person=False, name=said.get("name", "")[:LONGEST_NAME], loa=loa, tax_code=code,
        organisation=name,
    )  # fmt: skip


def _is_person(said: Mapping[str, str], names: Mapping[str, str], person_values: list[str]) -> bool:
    """A provider without kinds of accounts has persons only; one that leaves its kind out is not believed."""
    if "kind" not in names:
        return True
    if not said["kind"]:
        raise SignInFailed("claims", "no kind of account")
    return said["kind"] in person_values


def _id_number(said: Mapping[str, str]) -> str:
    """The number of twelve digits, else the old one; "" where neither is a number."""
    for field in ("id_number", "old_id_number"):
        try:
            return idnumber.normalise(said.get(field, ""))
        except ValueError:
            continue
    return ""


def _text(value: Any) -> str:
    """A claim as one line of text; lists by commas; anything else is nothing."""
    if isinstance(value, list):
        return ",".join(filter(None, map(_text, value)))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return collapse(str(value).replace("\0", ""))
