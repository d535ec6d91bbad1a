"""Coming in by an identity from outside: away to the provider, back with its answer, and out there again."""

import logging
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.citizens import identities
from accounts.citizens.book import note
from accounts.models import CitizenSession, IdentityProvider
from accounts.oidc import client, providers
from accounts.oidc.contract import Proof
from accounts.oidc.errors import SignInFailed
from kit.errors import Conflict, DomainError
from kit.links import absolute
from kit.secrets import decrypt
from portal import citizen
from portal.views.account import flows

log = logging.getLogger("portal.identity")
WAY_OUT = "dang_xuat_noi_cap"
WISH, WISH_LASTS = "xac-thuc", timedelta(hours=1)
JOINED = "Đã xác thực tài khoản bằng tài khoản định danh."
CHANGED_HANDS = "Phiên đăng nhập đã thay đổi trong lúc chờ, nên chưa liên kết được. Ông/Bà thử lại."


@never_cache
@require_safe
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Away to the provider. Whoever is signed in asks to be proven, by the link on their page.

    A strange site can't make somebody ask: the link carries a mark of the session.
    """
    provider, at = _provider(key), timezone.now()
    me = citizen.session_of(request)
    if me and not _is_wish(request.GET.get(WISH, ""), me):
        return redirect(citizen.account())
    address, flow = client.begin(provider=provider, redirect_uri=_back_to(provider))
    going = citizen.account() if me else citizen.own_path(request.GET.get(citizen.NEXT, ""))
    flows.keep(request, flow, provider=key, going=going, joining=me.pk if me else None, at=at)
    return redirect(address)


@never_cache
@require_safe
def back(request: HttpRequest, key: str) -> HttpResponse:
    """The provider's answer: who is vouched for is in; in every other case nobody is."""
    provider, at = _provider(key), timezone.now()
    try:
        waiting = flows.take(request, state=request.GET.get("state", ""), provider=key, at=at)
        if waiting is None:
            raise SignInFailed("state", "no such sign-in in this session")
        proof = client.finish(
            provider=provider, flow=waiting["flow"], answer=request.GET.dict(), at=at,
            redirect_uri=_back_to(provider),
        )  # fmt: skip
        return _settle(request, provider, proof, waiting, at)
    except DomainError as error:
        return _failed(request, provider, error, at)


@require_safe
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Out at the provider too: the next person at this machine is not let in there as this one."""
    provider, kept = _provider(key), request.session.pop(WAY_OUT, None)
    address = ""
    if kept and kept["key"] == key:
        address = client.logout_address(
            provider=provider, id_token=_opened(kept["token"]), back_to=absolute(reverse("portal:sign_in"))
        )
    return redirect(address or "portal:sign_in")


def wish_of(me: CitizenSession) -> str:
    """The mark that the account's page puts into its link to be proven."""
    return signing.dumps(me.pk, salt=WISH)


def remember_way_out(request: HttpRequest, kept: dict[str, str] | None) -> None:
    """Keep what ends the session at the provider for the page after signing out."""
    if kept:
        request.session[WAY_OUT] = kept


def way_out(request: HttpRequest) -> IdentityProvider | None:
    """The provider at which somebody may still be signed in."""
    kept = request.session.get(WAY_OUT) if request.COOKIES else None
    provider = providers.find(kept["key"]) if kept else None
    return provider if provider and provider.logout_url else None


def _settle(
    request: HttpRequest, provider: IdentityProvider, proof: Proof, waiting: dict[str, Any], at: datetime
) -> HttpResponse:
    if waiting["joining"] is not None:
        return _join(request, provider, proof, waiting["joining"], at)
    found = identities.enter(provider=provider, proof=proof, at=at)
    citizen.sign_in(
        request, found, CitizenSession.Way.IDENTITY, at, provider=provider.key, id_token=proof.id_token
    )
    return redirect(citizen.own_path(waiting["next"]))


def _join(
    request: HttpRequest, provider: IdentityProvider, proof: Proof, joining: int, at: datetime
) -> HttpResponse:
    """Only for the session that asked: not for who has signed in meanwhile."""
    me = citizen.session_of(request)
    if me is None or me.pk != joining:
        raise Conflict(CHANGED_HANDS, "changed_hands")
    identities.join(provider=provider, proof=proof, citizen=me.citizen, at=at)
    messages.success(request, JOINED)
    return redirect(citizen.account())


def _failed(
    request: HttpRequest, provider: IdentityProvider, error: DomainError, at: datetime
) -> HttpResponse:
    cause = error.cause if isinstance(error, SignInFailed) else error.code
    log.warning(
        "identity sign-in failed", extra={"provider": provider.key, "why": error.code, "cause": cause}
    )
    note(
        "citizen.failed", None, at, "Đăng nhập bằng tài khoản định danh không thành công.",
        data={"provider": provider.key, "why": error.code},
    )  # fmt: skip
    messages.error(request, error.message)
    return redirect(citizen.account() if citizen.session_of(request) else reverse("portal:sign_in"))


def _is_wish(mark: str, me: CitizenSession) -> bool:
    try:
        return signing.loads(mark, salt=WISH, max_age=WISH_LASTS) == me.pk
    except signing.BadSignature:
        return False


def _provider(key: str) -> IdentityProvider:
    found = providers.find(key)
    if found is None:
        raise Http404("Không có nơi cấp định danh này.")
    return found


def _back_to(provider: IdentityProvider) -> str:
    return absolute(reverse("portal:identity_back", args=[provider.key]))


def _opened(sealed: str) -> str:
    try:
        return decrypt(sealed)
    except InvalidToken:  # SECRET_KEY was changed meanwhile
        return ""
