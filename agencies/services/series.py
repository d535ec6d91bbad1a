"""Numbers without a gap: dossier codes, registers, forms (domain.md 12)."""

import re
from collections.abc import Iterable
from datetime import date

from django.db import connection

from agencies.models import Agency
from agencies.selectors import law_value

_NEXT = """
    INSERT INTO agencies_series (agency_id, kind, period, is_test, last_no) VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (agency_id, kind, period, is_test) DO UPDATE SET last_no = agencies_series.last_no + 1
    RETURNING last_no
"""

_AT_LEAST = """
    INSERT INTO agencies_series (agency_id, kind, period, is_test, last_no) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (agency_id, kind, period, is_test)
    DO UPDATE SET last_no = GREATEST(agencies_series.last_no, EXCLUDED.last_no)
"""


def next_number(*, agency: Agency, kind: str, period: str, is_test: bool = False) -> int:
    """The next number, from 1, of an agency's series in a period (a year "2026" or a local day "2026-11-23").

    Belongs to the caller's transaction: others wait for its end, and a rollback gives the number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency.pk, kind, period, is_test])
        return cursor.fetchone()[0]


def dossier_code(*, agency: Agency, on: date, is_test: bool = False) -> str:
    """A new dossier code of the local day `on`: "H42.18172-261123-0007"; above 9999 it grows a digit.

    The pattern is the law value `code_pattern`; a test dossier has its own series and "TEST-" in front.
    """
    pattern = law_value("code_pattern", on, agency)
    seq = next_number(agency=agency, kind="dossier", period=on.isoformat(), is_test=is_test)
    code = pattern.format(org=agency.id_code or agency.code, yymmdd=f"{on:%y%m%d}", seq=seq)
    return f"TEST-{code}" if is_test else code


def reserve_numbers(*, agency: Agency, on: date, codes: Iterable[str]) -> None:
    """Let the dossier codes of `on` go on after `codes`, which another system gave out for that day."""
    pattern = law_value("code_pattern", on, agency)
    taken = [number for code in codes if (number := _number_in(code, pattern, agency, on))]
    if taken:
        with connection.cursor() as cursor:
            cursor.execute(_AT_LEAST, [agency.pk, "dossier", on.isoformat(), False, max(taken)])


def _number_in(code: str, pattern: str, agency: Agency, on: date) -> int:
    """The running number of a code of this agency and day; 0 where it is built otherwise."""
    around = re.split(r"\{seq[^}]*\}", pattern)
    known = {"org": agency.id_code or agency.code, "yymmdd": f"{on:%y%m%d}"}
    before, after = (re.escape(part.format(**known)) for part in around)
    found = re.fullmatch(f"{before}([0-9]{{1,9}}){after}", code, re.IGNORECASE)
    return int(found[1]) if found else 0
