"""`manage.py demo`: Xã Sơn Tây alive, through the real services; `--logins` prints who may sign in."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import ROLES
from dossiers.models import Dossier
from kit import phone
from kit.clock import VN
from portal.demo import citizen
from portal.demo.articles import publish
from portal.demo.fill import deliver, fill
from portal.demo.office import AT_THE_NEIGHBOUR, PASSWORD, POSTS, UNITS, build
from portal.demo.plans import FIRST_DAY

LOCK = 118_172  # one demo at a time on one database
USUAL = 200  # about a minute on two cores; half of it draws the forms of the law
OPENED = datetime(2025, 11, 21, 8, tzinfo=VN)


class Command(BaseCommand):
    help = "Build the demo office with its dossiers, or print the demo's sign-in names (--logins)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where dossiers exist")
        parser.add_argument("--logins", action="store_true", help="print the sign-in names and the password")
        parser.add_argument("--dossiers", type=int, default=USUAL, metavar="N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--now", type=_moment, metavar="ISO", help="the demo's present moment")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Dữ liệu mẫu chỉ có ở chế độ thử (DEMO_MODE=1).")
        if options["logins"]:
            self.stdout.write("\n".join(logins()))
            return
        with _alone():
            if Dossier.objects.exists():
                if options["if_empty"]:
                    return
                raise CommandError(
                    "Cơ sở dữ liệu đã có hồ sơ; dữ liệu mẫu chỉ dựng trên cơ sở dữ liệu trống."
                )
            self._build(options["dossiers"], options["seed"], options["now"] or timezone.now())

    def _build(self, count: int, seed: int, now: datetime) -> None:
        if not 1 <= count <= 5000:
            raise CommandError("Số hồ sơ mẫu từ 1 đến 5000.")
        if now < datetime.combine(FIRST_DAY + timedelta(days=90), datetime.min.time(), tzinfo=VN):
            raise CommandError("Dữ liệu mẫu bắt đầu từ 12/2025; --now phải sau đó ít nhất ba tháng.")
        began = time.monotonic()
        self.stdout.write("Dựng dữ liệu mẫu: xã Sơn Tây, tỉnh Hà Tĩnh…")
        with transaction.atomic():
            office = build(at=OPENED, beside=True)
            publish(agency=office.agency, now=now)
            call_command("load_guides", stdout=self.stdout)
            fill(office=office, count=count, seed=seed, now=now)
        # Invented people have invented phones: their messages never leave the house.
        settings.SMS_GATEWAY = "demo"
        sent = deliver(now=now)
        citizen.enrol(now=now)
        seconds = time.monotonic() - began
        self.stdout.write(f"Đã dựng {count} hồ sơ và {sent} tin nhắn trong {seconds:.0f} giây.")


def logins() -> list[str]:
    """The sign-in names with their roles and units, and the password they share."""
    rows = [
        (
            post.username,
            post.name,
            ", ".join(ROLES[role].title for role in post.roles),
            post.elsewhere or UNITS.get(post.unit or "", ""),
        )
        for post in (*POSTS, *AT_THE_NEIGHBOUR)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    who = f"Người dân: {phone.display(citizen.PHONE)} ({citizen.NAME}), đăng nhập tại /dang-nhap/"
    return [f"Đăng nhập thử (mật khẩu chung: {PASSWORD}):", *(f"  {line.rstrip()}" for line in lines), who]


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VN)


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
