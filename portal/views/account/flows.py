"""Sign-ins under way at a provider, in the browser's session: each used once, within ten minutes."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from accounts.oidc.contract import Flow

KEY = "dinh_danh_dang_cho"
LASTS = timedelta(minutes=10)
MOST = 5  # tabs; the oldest goes


def keep(
    request: HttpRequest, flow: Flow, *, provider: str, going: str, joining: int | None, at: datetime
) -> None:
    """Remember it until the browser comes back; `joining` is the session of who wants to be proven."""
    others = [one for one in request.session.get(KEY, []) if _is_fresh(one, at)]
    mine = {
        "provider": provider,
        "next": going,
        "joining": joining,
        "at": at.isoformat(),
        "flow": asdict(flow),
    }
    request.session[KEY] = [*others, mine][-MOST:]


def take(request: HttpRequest, *, state: str, provider: str, at: datetime) -> dict[str, Any] | None:
    """The sign-in to which this answer belongs; it is gone now. None for a stranger's or an old one."""
    waiting = request.session.get(KEY, [])
    found = next((one for one in waiting if state and one["flow"]["state"] == state), None)
    if found is None:
        return None
    request.session[KEY] = [one for one in waiting if one is not found]
    request.session.save()  # before anybody is called: a second answer must not find it
    if found["provider"] != provider or not _is_fresh(found, at):
        return None
    return {**found, "flow": Flow(**found["flow"])}


def _is_fresh(one: dict[str, Any], at: datetime) -> bool:
    return at - datetime.fromisoformat(one["at"]) < LASTS
