"""The demo's phone: nothing leaves the house; outside demo mode it refuses, so that nobody waits in vain."""

from django.conf import settings

from notifications.gateways.contract import Answer, Outgoing
from notifications.gateways.demo.inbox import show


class DemoGateway:
    """Puts text messages into the demo inbox."""

    def send(self, outgoing: Outgoing) -> Answer:
        if not settings.DEMO_MODE:
            return Answer("temporary", raw="SMS_GATEWAY=demo works in demo mode only")
        show(outgoing)
        return Answer("accepted", provider_id=str(outgoing.attempt_id), raw="demo inbox")
