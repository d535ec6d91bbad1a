"""Whose pages these are: read from the settings, so that an error page needs no database."""

from django.conf import settings

DEFAULTS = {
    "name": "Xã Sơn Tây",
    "place": "Tỉnh Hà Tĩnh",
    "desk": "Bộ phận Một cửa xã Sơn Tây",
    "phone": "0239 3 000 000",
    "address": "Xã Sơn Tây, tỉnh Hà Tĩnh",
    "hours": "Thứ Hai đến thứ Sáu: 07:30–11:30 và 13:00–17:00",
}


def facts() -> dict[str, str]:
    """`name` (the office), `place` (its province), `desk` (whom to call), `phone`, `address`, `hours`, `demo`.

    Each comes from the setting SITE_NAME, SITE_PLACE and so on; the demo commune stands where none is given.
    """
    given = {key: getattr(settings, f"SITE_{key.upper()}", "") or words for key, words in DEFAULTS.items()}
    return {**given, "phone_link": "tel:" + given["phone"].replace(" ", ""), "demo": settings.DEMO_MODE}
