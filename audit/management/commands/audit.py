"""`manage.py audit verify|digest|seal`: prove the book, print a day's digest, seal what is open now."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import proof, sealing
from kit.clock import local, local_date

SHOWN = 20


class Command(BaseCommand):
    help = "Prove the chain of the audit book (verify), print a day's digest (digest), or seal now (seal)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="walk the chain; exit code 1 when it is broken")
        verify.add_argument("--hash", default="", help="a digest from paper or a log that must stand in it")
        day = verbs.add_parser("digest", help="the last hash of a day, and how many lines it has")
        day.add_argument("--day", help="day, YYYY-MM-DD; default today")
        verbs.add_parser("seal", help="seal what is not sealed yet, as the schedule does each minute")

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "verify":
            self._verify(options["hash"].strip().lower())
        elif verb == "digest":
            self._digest(options["day"])
        else:
            self.stdout.write(f"Đã niêm {sealing.seal(at=timezone.now())} dòng.")

    def _verify(self, expected: str) -> None:
        found = proof.verify(expected=expected)
        self.stdout.write(f"Đã niêm: {found.sealed} dòng. Mã niêm cuối: {found.last_hash}")
        self.stdout.write(_tail(found))
        if expected and not found.expected_seen:
            self.stdout.write(f"SAI: không có mã niêm {expected} trong chuỗi.")
        for one in found.broken[:SHOWN]:
            self.stdout.write(f"SAI ở vị trí {one.place}, dòng {one.entry_id}: {one.what}.")
        if not found.whole or (expected and not found.expected_seen):
            first = f" từ dòng {found.broken[0].entry_id}" if found.broken else ""
            raise CommandError(f"Nhật ký không còn nguyên vẹn{first}.", returncode=1)
        self.stdout.write("Nhật ký nguyên vẹn.")

    def _digest(self, text: str | None) -> None:
        try:
            day = date.fromisoformat(text) if text else local_date(timezone.now())
        except ValueError:
            raise CommandError(f"--day: {text!r} is not a day like 2026-11-23", returncode=2) from None
        found = proof.digest(day)
        if found is None:
            raise CommandError(f"Không có dòng nào được niêm trong ngày {day:%d/%m/%Y}.", returncode=1)
        self.stdout.write(f"Ngày {day:%d/%m/%Y}: {found.count} dòng, vị trí {found.first}–{found.last}")
        self.stdout.write(f"Mã niêm: {found.hash}")


def _tail(found: proof.Proof) -> str:
    if not found.tail or found.tail_since is None:
        return "Chưa niêm: 0 dòng."
    return f"Chưa niêm: {found.tail} dòng, cũ nhất từ {local(found.tail_since):%H:%M:%S %d/%m/%Y}."
