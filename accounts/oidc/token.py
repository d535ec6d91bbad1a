"""Is this ID token what the provider signed, for us, now, for this sign-in? (OpenID Connect Core, 3.1.3.7)"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from accounts.oidc.errors import SignInFailed

ALGORITHMS = ["RS256"]  # never what the token itself asks for
LEEWAY = 60  # seconds that two machines' clocks may be apart


def verify(
    raw: str, *, jwks: Mapping[str, Any], issuer: str, client_id: str, nonce: str, at: datetime
) -> dict[str, Any]:
    """The token's claims. Raises SignInFailed ("token") naming the check that failed."""
    try:
        token = jwt.decode(raw, _keys(jwks), algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInFailed("token", f"ID token: {type(error).__name__}") from error
    audience = token.claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and token.claims.get("azp") != client_id:
        raise SignInFailed("token", "ID token: made for another client too")
    return token.claims


def _keys(jwks: Mapping[str, Any]) -> KeySet:
    """The provider's RSA keys for signing; keys of other kinds are none of ours."""
    usable = [key for key in jwks["keys"] if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": usable})
