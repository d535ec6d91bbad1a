"""Writing into the demo inbox."""

from notifications.gateways.contract import Outgoing
from notifications.models import DemoMessage


def show(outgoing: Outgoing) -> None:
    """Keep the message for the demo's page, sealed; the same attempt twice shows once."""
    DemoMessage.objects.get_or_create(
        attempt_id=outgoing.attempt_id,
        defaults={
            "channel": outgoing.channel,
            "address": outgoing.address,
            "subject": outgoing.subject[:200],
            "demo_text": outgoing.text,
            "received_at": outgoing.at,
        },
    )
