"""`manage.py outbox`: how the outbox stands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kit import clock, phone
from notifications import selectors
from notifications.models import Message


class Command(BaseCommand):
    help = "Bảng trạng thái tin gửi đi; --reference liệt kê tin của một hồ sơ (phần bí mật đã che)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reference", metavar="MÃ", help="mã hồ sơ")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reference"]:
            self._list(options["reference"])
        else:
            self._count()

    def _count(self) -> None:
        for channel, state, number in selectors.counts_by_state():
            names = f"{Message.Channel(channel).label:<14} {Message.State(state).label:<22}"
            self.stdout.write(f"{names} {number:>8}")
        self.stdout.write(f"Có thể trùng: {selectors.marked_duplicates()}")
        oldest = selectors.oldest_due(timezone.now())
        self.stdout.write(
            f"Tin chờ lâu nhất: từ {clock.say_moment(oldest)}" if oldest else "Không có tin chờ."
        )

    def _list(self, reference: str) -> None:
        for message in selectors.messages_about(reference):
            sms = message.channel == Message.Channel.SMS
            address = phone.mask(message.address) if sms else message.address
            doubt = ", có thể trùng" if message.may_be_duplicate else ""
            self.stdout.write(
                f"{clock.say_moment(message.created_at)}  {address}  {message.get_state_display()}{doubt}"
                f"  ({message.tries} lần gửi, {message.parts} phần)\n    {message.text.strip()}"
            )
