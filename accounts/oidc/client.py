"""The calls to a provider: where to send the browser, and what its answer proves. Nothing is kept here.

Authorization code with PKCE (S256), state and nonce (RFC 6749, 7636, 9207; OpenID Connect Core). Every call
has a time limit, follows no redirect, and goes over https (`settings.OIDC_ALLOW_HTTP`: trials and tests).
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings

from accounts.models import IdentityProvider
from accounts.oidc import claims, token
from accounts.oidc.contract import Flow, Proof
from accounts.oidc.endpoints import is_safe
from accounts.oidc.errors import SignInFailed

STOPPED = "access_denied"  # what a provider says when the person pressed "cancel"


def begin(*, provider: IdentityProvider, redirect_uri: str) -> tuple[str, Flow]:
    """The address to which the browser goes, and what has to be remembered until it comes back."""
    flow = Flow(*(secrets.token_urlsafe(48) for _ in range(3)))
    asked = {"acr_values": provider.acr_values} if provider.acr_values else {}
    address, _ = _session(provider, redirect_uri).create_authorization_url(
        provider.authorize_url, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier,
        **asked, **provider.extra_params,
    )  # fmt: skip
    return address, flow


def finish(
    *, provider: IdentityProvider, flow: Flow, answer: Mapping[str, str], redirect_uri: str, at: datetime
) -> Proof:
    """What the provider vouches for, after every check. `answer` is the query of the browser's way back.

    Raises SignInFailed; then nothing may be believed.
    """
    _check_answer(provider, answer)
    with _session(provider, redirect_uri) as session:
        got = _token(session, provider, answer["code"], flow.verifier)
        verified = token.verify(
            str(got["id_token"]), jwks=_json(session, "GET", provider.jwks_url), issuer=provider.issuer,
            client_id=provider.client_id, nonce=flow.nonce, at=at,
        )  # fmt: skip
        said = _json(
            session, provider.userinfo_method, provider.userinfo_url,
            headers={"Authorization": f"Bearer {got['access_token']}"},
        )  # fmt: skip
    if said.get("sub") != verified["sub"]:
        raise SignInFailed("token", "userinfo is of somebody else")
    # What the token says counts where both speak: it is signed.
    proof = claims.read(said | verified, names=provider.claim_map, person_values=provider.person_values)
    return replace(proof, loa=proof.loa or str(verified.get("acr", ""))[:40], id_token=str(got["id_token"]))


def logout_address(*, provider: IdentityProvider, id_token: str, back_to: str) -> str:
    """Where the browser ends its session at the provider too; "" where the provider has no such place."""
    if not provider.logout_url or not id_token:
        return ""
    query = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": back_to,
        "state": secrets.token_urlsafe(16),
    }
    return f"{provider.logout_url}?{urlencode(query)}"


def _check_answer(provider: IdentityProvider, answer: Mapping[str, str]) -> None:
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise SignInFailed("token", "answered by another issuer")
    if error := answer.get("error"):
        code = "cancelled" if error == STOPPED else "refused"
        raise SignInFailed(code, "the provider said no")
    if not answer.get("code"):
        raise SignInFailed("refused", "no code")


def _session(provider: IdentityProvider, redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        client_id=provider.client_id, client_secret=_secret(provider), scope=provider.scope,
        redirect_uri=redirect_uri, code_challenge_method="S256",
        token_endpoint_auth_method=provider.token_auth, default_timeout=settings.OIDC_TIMEOUT,
    )  # fmt: skip


def _secret(provider: IdentityProvider) -> str:
    return os.environ.get(provider.secret_env, "") if provider.secret_env else provider.client_secret


def _token(session: OAuth2Session, provider: IdentityProvider, code: str, verifier: str) -> dict[str, Any]:
    _check_way(provider.token_url)
    try:
        got = session.fetch_token(
            provider.token_url, grant_type="authorization_code", code=code, code_verifier=verifier,
            allow_redirects=False, timeout=settings.OIDC_TIMEOUT,
        )  # fmt: skip
    except requests.RequestException as error:
        raise SignInFailed("unreachable", f"token: {type(error).__name__}") from error
    except (AuthlibBaseError, ValueError) as error:
        raise SignInFailed("refused", f"token: {type(error).__name__}") from error
    if not got.get("id_token") or not got.get("access_token"):
        raise SignInFailed("token", "token: no ID token")
    return got


def _json(session: OAuth2Session, method: str, address: str, **options: Any) -> dict[str, Any]:
    """A JSON object from the provider. Raises SignInFailed ("unreachable")."""
    _check_way(address)
    try:
        response = session.request(method, address, withhold_token=True, allow_redirects=False, **options)
        response.raise_for_status()
        said = response.json()
    except (requests.RequestException, ValueError) as error:
        raise SignInFailed("unreachable", f"{method}: {type(error).__name__}") from error
    if not isinstance(said, dict):
        raise SignInFailed("unreachable", f"{method}: no JSON object")
    return said


def _check_way(address: str) -> None:
    if not is_safe(address):
        raise SignInFailed("unreachable", "endpoint without https")
