"""The registry: one line a gateway, chosen by `settings.SMS_GATEWAY`; e-mail goes through Django."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.gateways.contract import Gateway
from notifications.gateways.demo.gateway import DemoGateway
from notifications.gateways.email.gateway import EmailGateway
from notifications.gateways.kannel.gateway import KannelGateway
from notifications.models import Message

SMS_GATEWAYS: dict[str, type[Gateway]] = {
    "demo": DemoGateway,
    "kannel": KannelGateway,
}


def gateway_for(channel: str) -> Gateway:
    """The way out for a channel. Raises ImproperlyConfigured for an unknown SMS_GATEWAY."""
    if channel == Message.Channel.EMAIL:
        return EmailGateway()
    if settings.SMS_GATEWAY not in SMS_GATEWAYS:
        known = ", ".join(sorted(SMS_GATEWAYS))
        raise ImproperlyConfigured(f"SMS_GATEWAY={settings.SMS_GATEWAY!r}; choose one of: {known}")
    return SMS_GATEWAYS[settings.SMS_GATEWAY]()
