"""A form that makes something new is sent once: a second sending finds what the first has made."""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from accounts.models import User

KEY, REMEMBERED = "desk_once", 50


def ticket() -> str:
    """For the hidden field `once` of a new form."""
    return secrets.token_urlsafe(12)


def once(request: HttpRequest, make: Callable[[], str]) -> tuple[str, bool]:
    """What `make` names, and whether it was made just now; not made again for the same form.

    Two sendings of one officer at the same moment wait for each other at the officer's row.
    """
    asked = request.POST.get("once", "")[:40]
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=request.user.pk)
        session = type(request.session)(request.session.session_key)
        made: dict[str, str] = session.get(KEY, {})
        if asked and asked in made:
            return made[asked], False
        name = make()
        kept = dict(list((made | {asked: name}).items())[-REMEMBERED:])
        request.session[KEY] = session[KEY] = kept
        session.save()
    return name, True
