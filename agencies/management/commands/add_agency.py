"""`manage.py add_agency --beside 18172 --kind police --code CA18172 --name "Công an xã Sơn Tây"`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Unit
from agencies.selectors import agency_by_code
from agencies.services import add_beside
from agencies.services.units import BESIDE
from kit.actor import Actor
from kit.errors import DomainError, Invalid


class Command(BaseCommand):
    help = "Put a vertical agency (police, social insurance, a department) beside a commune or province."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beside", required=True, help="code of the commune or province")
        parser.add_argument("--kind", required=True, choices=sorted(BESIDE))
        parser.add_argument("--code", required=True, help="a code of its own, for example CA18172")
        parser.add_argument("--name", required=True, help="its full name")
        parser.add_argument(
            "--unit", action="append", choices=Unit.KindKey.values, default=[],
            help="what its work is called in procedures; repeatable, else its kind",
        )  # fmt: skip

    def handle(self, *, beside: str, kind: str, code: str, name: str, **options: Any) -> None:
        units = options["unit"] or ([kind] if kind in Unit.KindKey.values else [])
        try:
            agency = add_beside(
                parent=agency_by_code(beside), kind=kind, code=code, short_name=name,
                units=dict.fromkeys(units, name), by=Actor.system("Quản trị máy chủ"), at=timezone.now(),
            )  # fmt: skip
        except Invalid as wrong:
            said = "\n".join(sentence for sentences in wrong.errors.values() for sentence in sentences)
            raise CommandError(said, returncode=2) from None
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from None
        self.stdout.write(
            f"{agency.name} ({agency.code}) đã có bên cạnh {agency.parent.name}. Mở tài khoản cho cán bộ "
            f"của cơ quan này bằng lệnh create_officer --agency {agency.code}."
        )
