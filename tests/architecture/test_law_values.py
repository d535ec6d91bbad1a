"""A value of the law that the product shows as applied is read somewhere; one that nothing reads says so."""

import re
from pathlib import Path

from agencies.law import keys

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "agencies",
    "accounts",
    "documents",
    "procedures",
    "dossiers",
    "reports",
    "keeping",
    "portal",
    "desk",
)
READ = re.compile(r"law_value(?:_row)?\(\s*\"([a-z0-9_]+)\"")


def test_a_law_value_is_marked_as_applied_exactly_when_code_reads_it():
    sources = (path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    read = {key for source in sources for key in READ.findall(source)}
    assert read == {key.key for key in keys().values() if key.applied}
