"""`manage.py rotate_keys [--index | --check]`: what an older key sealed is sealed under the newest one."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kit import resealing
from kit.resealing import Column, Count
from kit.sealed import key_names

LOST = "không có khóa nào trong DATA_KEYS mở được"


class Command(BaseCommand):
    help = (
        "Seal anew, under the first key of DATA_KEYS, whatever an older one sealed: every sealed column, in "
        "batches, while people work; a run that was stopped is simply started again. --index: make the blind "
        "indexes anew after INDEX_KEY was changed. --check: only count how many values each key holds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--index", action="store_true", help="make the blind indexes anew")
        what.add_argument("--check", action="store_true", help="count, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        elif options["index"]:
            for column, index in resealing.indexes():
                self._go_through(column, lambda column=column, index=index: resealing.reindex(column, index))
        else:
            for column in resealing.sealed_columns():
                self._go_through(column, lambda column=column: resealing.reseal(column))
            self._check()

    def _go_through(self, column: Column, one_round: Callable[[], Count]) -> None:
        """Raises CommandError where values can't be opened, or stay held by others."""
        count = resealing.to_the_end(one_round)
        self.stdout.write(f"{column}: {count.done} giá trị đã làm lại.")
        if count.unreadable:
            raise CommandError(_say_lost(str(column), count.unreadable, sorted(count.keys)))
        if count.busy:
            raise CommandError(f"{column}: còn {count.busy} dòng đang có người giữ. Hãy chạy lại lệnh này.")

    def _check(self) -> None:
        names = key_names()
        for column in resealing.sealed_columns():
            held = resealing.keys_of(column)
            told = [f"{_say_key(name, names)}: {number}" for name, number in sorted(held.items())]
            self.stdout.write(f"{column}: {'; '.join(told) or 'không có giá trị nào'}.")
            if lost := {name: number for name, number in held.items() if name not in names}:
                raise CommandError(_say_lost(str(column), sum(lost.values()), sorted(lost)))
        if settings.INDEX_KEY_FALLBACKS:
            self.stdout.write("INDEX_KEY_FALLBACKS đang đặt: chạy --index xong thì bỏ biến này.")


def _say_key(name: str, names: list[str]) -> str:
    if name not in names:
        return f"{name or 'chưa mã hóa'} (không có trong DATA_KEYS)"
    place = names.index(name)
    return f"khóa đang dùng {name}" if place == 0 else f"khóa cũ {name} (thứ {place + 1} trong DATA_KEYS)"


def _say_lost(column: str, number: int, names: list[str]) -> str:
    keys = ", ".join(name or "chưa mã hóa" for name in names)
    return f"{column}: {number} giá trị {LOST} (khóa: {keys}). Hãy đặt lại khóa cũ vào DATA_KEYS."
