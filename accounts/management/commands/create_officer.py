"""`manage.py create_officer hoa --name "Trần Thị Hoa" --agency 18172 --role receiver --role returner`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.models import User
from accounts.roles import ROLES
from agencies.models import Agency, Unit
from agencies.selectors import agency_by_code
from kit.actor import Actor
from kit.errors import DomainError

OPERATOR = Actor.system("Quản trị máy chủ")


class Command(BaseCommand):
    help = "Open an officer's account with duties at an agency; prints a temporary password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--agency", required=True, help="code of QĐ 19/2025, for example 18172")
        parser.add_argument(
            "--role", required=True, action="append", choices=sorted(ROLES), help="repeatable"
        )
        parser.add_argument("--unit", choices=Unit.KindKey.values, help="only at this unit of the agency")
        parser.add_argument("--phone", default="")

    def handle(self, *, username: str, agency: str, **options: Any) -> None:
        try:
            office = agency_by_code(agency)
            user, secret = services.appoint(
                username=username,
                full_name=options["name"],
                phone=options["phone"],
                roles=list(dict.fromkeys(options["role"])),
                agency=office,
                unit=_unit(office, options["unit"]),
                by=OPERATOR,
                at=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from None
        self.stdout.write(said(user, office, secret))


def said(user: User, office: Agency, secret: str) -> str:
    """What the operator hands on to the officer."""
    return (
        f"Đã mở tài khoản cho {user.full_name} tại {office.name}.\n"
        f"Tên đăng nhập: {user.username}\n"
        f"Mật khẩu tạm thời (chỉ hiện một lần, phải đổi khi đăng nhập): {secret}"
    )


def _unit(office: Agency, kind: str | None) -> Unit | None:
    if kind is None:
        return None
    unit = Unit.objects.filter(agency=office, kind_key=kind, active=True).first()
    if unit is None:
        raise DomainError(f"{office.name} không có bộ phận loại “{kind}” đang hoạt động.", "unknown_unit")
    return unit
