"""A provider inside the test: it signs what the test wants signed, also what no honest one would."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from accounts.models import IdentityProvider
from accounts.oidc import providers
from kit.actor import Actor
from tests.cast import at

CLIENT, CLIENT_SECRET, NOT_GIVEN = "motcua", "test-secret-of-the-portal", object()
BA_LAN = {
    "sub": "u-1", "TechID": "TECH-LAN", "LoaiTaiKhoan": "1", "HoVaTen": "NGUYỄN THỊ LAN",
    "SoDinhDanh": "042165001234", "SoCMND": "183123456", "loAs": "LoA2",
}  # fmt: skip
COOPERATIVE = {
    "sub": "u-2", "TechID": "TECH-HTX", "LoaiTaiKhoan": 2, "HoVaTen": "TRẦN VĂN BÌNH",
    "MaSoThue": "3001234567", "TenDoanhNghiep": "Hợp tác xã Nông nghiệp Sơn Tây",
}  # fmt: skip


@dataclass
class Impostor:
    """The provider: `says` is its userinfo, `token` changes claims of the ID token, `key` what signs it."""

    says: dict[str, Any] = field(default_factory=lambda: dict(BA_LAN))
    token: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    raw_token: str = ""
    fails: dict[str, tuple[int, str]] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    own: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.says.get("sub"), "nonce": nonce}
        claims = claims | {"iat": now, "exp": now + 300} | self.token
        kept = {name: value for name, value in claims.items() if value is not NOT_GIVEN}
        algorithms = [self.header["alg"]]
        return self.raw_token or jwt.encode(self.header, kept, self.key or self.own, algorithms=algorithms)

    def answer(self, method: str, path: str, form: dict[str, str]) -> tuple[int, str]:
        self.calls.append((method, path, form))
        if path in self.fails:
            return self.fails[path]
        if path == "/token":
            nonce = form["code"]  # the test hands the nonce over as the code
            return 200, json.dumps(
                {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(nonce)}
            )
        if path == "/userinfo":
            return (200, json.dumps(self.says)) if method == "POST" else (405, "{}")
        return 200, json.dumps({"keys": [self.own.as_dict(private=False)]})


def octets(text: str) -> OctKey:
    return OctKey.import_key(text)


@contextmanager
def running() -> Iterator[Impostor]:
    """The provider on a free port."""
    impostor = Impostor()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer("POST", parse_qs(self.rfile.read(length).decode()))

        def do_GET(self) -> None:
            self._answer("GET", {})

        def _answer(self, method: str, form: dict[str, list[str]]) -> None:
            path = urlsplit(self.path).path
            status, body = impostor.answer(method, path, {name: values[0] for name, values in form.items()})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status in (301, 302, 307):
                self.send_header("Location", body)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the screen of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    impostor.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield impostor
    finally:
        server.shutdown()
        server.server_close()


def known_as(url: str, key: str = "dvcqg", **more: Any) -> IdentityProvider:
    """The provider's row, put in as an administrator does."""
    values = {
        "title": "Tài khoản định danh (VNeID)", "issuer": url, "authorize_url": f"{url}/auth",
        "token_url": f"{url}/token", "userinfo_url": f"{url}/userinfo", "jwks_url": f"{url}/jwks",
        "logout_url": f"{url}/logout", "client_id": CLIENT, "client_secret": CLIENT_SECRET,
        "acr_values": "LoA1", "enabled": True,
    }  # fmt: skip
    return providers.put(key=key, values=values | more, by=Actor.system(), at=at("2026-01-05 08:00"))
