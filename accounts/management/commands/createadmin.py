"""`manage.py createadmin tri --name "Lê Minh Trí" --agency 18172`: the first administrator of an agency."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services
from accounts.management.commands.create_officer import OPERATOR, said
from agencies.selectors import agency_by_code
from kit.errors import DomainError


class Command(BaseCommand):
    help = "Open an administrator's account at an agency; prints a temporary password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--agency", required=True, help="code of QĐ 19/2025, for example 18172")

    def handle(self, *, username: str, agency: str, **options: Any) -> None:
        try:
            office = agency_by_code(agency)
            user, secret = services.appoint(
                username=username,
                full_name=options["name"],
                roles=["administrator"],
                agency=office,
                by=OPERATOR,
                at=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from None
        self.stdout.write(said(user, office, secret))
