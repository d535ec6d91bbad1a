"""Whose pages these are: read from the settings, so that an error page needs no database."""

from django.conf import settings


def facts() -> dict[str, str | bool]:
    """The office, its place, the desk to call (phone, address, hours), and whether this is a demo."""
    return {
        "name": settings.SITE_NAME,
        "place": settings.SITE_PLACE,
        "desk": settings.SITE_DESK,
        "phone": settings.SITE_PHONE,
        "phone_link": "tel:" + settings.SITE_PHONE.replace(" ", ""),
        "address": settings.SITE_ADDRESS,
        "hours": settings.SITE_HOURS,
        "demo": settings.DEMO_MODE,
    }
