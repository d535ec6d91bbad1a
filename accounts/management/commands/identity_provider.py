"""`manage.py identity_provider`: who may vouch for people; lists them, or puts a row in from JSON."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import IdentityProvider
from accounts.oidc import providers
from kit.actor import Actor
from kit.errors import Invalid
from kit.links import absolute


class Command(BaseCommand):
    help = (
        "List who may vouch for people, or create or change one: --key KEY --json FILE ('-' reads standard "
        "input). Fields left out stay; client_secret is stored sealed, secret_env names a variable instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--key", help="short name in addresses, such as dvcqg")
        parser.add_argument("--json", metavar="FILE", help="an object of fields; - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["key"]:
            self._list()
            return
        if not options["json"]:
            raise CommandError("Cần --json cùng với --key.")
        try:
            row = providers.put(
                key=options["key"], values=_read(options["json"]), by=Actor.system(), at=timezone.now()
            )
        except Invalid as error:
            lines = [f"  {name}: {' '.join(sentences)}" for name, sentences in error.errors.items()]
            raise CommandError("Chưa lưu được:\n" + "\n".join(lines)) from error
        self.stdout.write(_line(row))

    def _list(self) -> None:
        rows = IdentityProvider.objects.order_by("pk")
        self.stdout.write("\n".join(map(_line, rows)) or "Chưa khai nơi cấp định danh nào.")


def _line(row: IdentityProvider) -> str:
    state = "đang dùng" if row.enabled else "chưa dùng"
    back = absolute(f"/dang-nhap/dinh-danh/{row.key}/tro-ve/")
    return f"{row.key}  {row.title}  {state}\n  issuer: {row.issuer}\n  redirect_uri: {back}"


def _read(source: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        values = json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(f"Không đọc được JSON: {error}") from error
    if not isinstance(values, dict):
        raise CommandError("JSON phải là một đối tượng.")
    return values
