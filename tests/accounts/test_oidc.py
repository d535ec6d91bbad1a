"""What a provider answers is believed only after every check; each that fails signs nobody in."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from joserfc.jwk import RSAKey

from accounts.models import IdentityProvider
from accounts.oidc import claims, client, providers
from accounts.oidc.contract import Flow, Proof
from accounts.oidc.errors import SENTENCES, SignInFailed
from audit.models import AuditEntry
from kit.actor import Actor
from kit.errors import Invalid
from tests.accounts.provider import (
    BA_LAN,
    CLIENT,
    CLIENT_SECRET,
    COOPERATIVE,
    NOT_GIVEN,
    Impostor,
    known_as,
    octets,
    running,
)
from tests.cast import at

pytestmark = pytest.mark.django_db
BACK = "https://motcua.example/dang-nhap/dinh-danh/dvcqg/tro-ve/"
FLOW = Flow(state="s" * 40, nonce="n" * 40, verifier="v" * 64)


@pytest.fixture(scope="module")
def server() -> Iterator[Impostor]:
    with running() as impostor:
        yield impostor


@pytest.fixture
def op(server: Impostor) -> Impostor:
    """The provider, honest again for each test."""
    fresh = Impostor(url=server.url, own=server.own)
    server.__dict__.update(fresh.__dict__)
    return server


@pytest.fixture
def row(op: Impostor) -> IdentityProvider:
    return known_as(op.url)


def finish(row: IdentityProvider, **answer: str) -> Proof:
    given = {"code": FLOW.nonce, "state": FLOW.state} | answer
    return client.finish(provider=row, flow=FLOW, answer=given, redirect_uri=BACK, at=timezone.now())


def refused(row: IdentityProvider, **answer: str) -> SignInFailed:
    with pytest.raises(SignInFailed) as refusal:
        finish(row, **answer)
    assert refusal.value.message == SENTENCES[refusal.value.code]
    return refusal.value


def test_the_browser_is_sent_with_state_nonce_pkce_and_acr(row):
    address, flow = client.begin(provider=row, redirect_uri=BACK)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    assert address.startswith(row.authorize_url)
    assert asked == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "scope": "openid",
        "state": flow.state, "nonce": flow.nonce, "acr_values": "LoA1", "code_challenge_method": "S256",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
    }  # fmt: skip


def test_no_two_sign_ins_share_anything(row):
    flows = [client.begin(provider=row, redirect_uri=BACK)[1] for _ in range(3)]
    secrets = {value for flow in flows for value in (flow.state, flow.nonce, flow.verifier)}
    assert len(secrets) == 9
    assert not any(secret in repr(flows) for secret in secrets)


def test_an_honest_answer_proves_a_person(row, op):
    proof = finish(row)
    assert (proof.subject, proof.is_person, proof.name) == ("TECH-LAN", True, "NGUYỄN THỊ LAN")
    assert (proof.id_number, proof.loa) == ("042165001234", "LoA2")
    form = op.calls[0][2]
    assert (form["client_secret"], form["code_verifier"], form["redirect_uri"]) == (
        CLIENT_SECRET, FLOW.verifier, BACK,
    )  # fmt: skip
    assert [(method, path) for method, path, _ in op.calls] == [
        ("POST", "/token"), ("GET", "/jwks"), ("POST", "/userinfo"),
    ]  # fmt: skip


def test_an_honest_answer_proves_an_organisation(row, op):
    op.says = dict(COOPERATIVE)
    proof = finish(row)
    assert (proof.is_person, proof.tax_code, proof.id_number) == (False, "3001234567", "")
    assert proof.organisation == "Hợp tác xã Nông nghiệp Sơn Tây"


def test_the_secret_may_go_in_the_header_and_come_from_the_environment(op, monkeypatch):
    monkeypatch.setenv("DVCQG_SECRET", "of the environment")
    row = known_as(op.url, client_secret="", secret_env="DVCQG_SECRET", token_auth="client_secret_basic")
    finish(row)
    assert "client_secret" not in op.calls[0][2]


LONG_AGO = int((timezone.now() - timedelta(hours=1)).timestamp())
FORGED = {
    "another issuer": {"token": {"iss": "https://evil.example"}},
    "another client": {"token": {"aud": "somebody-else"}},
    "two clients and not for us": {"token": {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"}},
    "expired": {"token": {"exp": LONG_AGO}},
    "of the future": {"token": {"iat": LONG_AGO + 7200}},
    "no expiry": {"token": {"exp": NOT_GIVEN}},
    "another nonce": {"token": {"nonce": "x" * 40}},
    "no nonce": {"token": {"nonce": NOT_GIVEN}},
    "no subject": {"token": {"sub": NOT_GIVEN}},
    "userinfo of somebody else": {"token": {"sub": "u-9"}},
    "a stranger's key": {"key": RSAKey.generate_key(2048, {"kid": "one"})},
    "HMAC with our secret": {"key": octets(CLIENT_SECRET), "header": {"alg": "HS256", "kid": "one"}},
    "not signed": {
        "raw_token": ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in ({"alg": "none"}, {"iss": "x", "nonce": FLOW.nonce})
        )
        + "."
    },
    "no token at all": {"raw_token": "nonsense"},
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_signs_nobody_in(row, op, forged):
    op.__dict__.update(FORGED[forged])
    assert refused(row).code == "token"


def test_a_token_signed_with_the_public_key_as_a_password_signs_nobody_in(row, op):
    head, body, _ = op.id_token(FLOW.nonce).split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').decode().rstrip("=")
    digest = hmac.new(op.own.as_pem(private=False), f"{head}.{body}".encode(), hashlib.sha256).digest()
    op.raw_token = f"{head}.{body}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    assert refused(row).code == "token"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": "access_denied"}, "cancelled"),
        ({"error": "server_error"}, "refused"),
        ({"code": ""}, "refused"),
        ({"iss": "https://evil.example"}, "token"),
    ],
)
def test_an_answer_that_is_none_calls_nobody(row, op, answer, code):
    assert refused(row, **answer).code == code
    assert op.calls == []


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/token", (400, '{"error": "invalid_grant"}'), "refused"),
        ("/token", (500, "down"), "unreachable"),
        ("/token", (200, "<html>"), "refused"),
        ("/token", (200, '{"access_token": "a", "token_type": "Bearer"}'), "token"),
        ("/token", (302, "/elsewhere"), "refused"),
        ("/jwks", (500, "down"), "unreachable"),
        ("/jwks", (200, "[]"), "unreachable"),
        ("/jwks", (200, '{"keys": []}'), "token"),
        ("/jwks", (200, "{}"), "token"),
        ("/userinfo", (403, "{}"), "unreachable"),
        ("/userinfo", (302, "/elsewhere"), "unreachable"),
        ("/userinfo", (200, "[1]"), "unreachable"),
        ("/userinfo", (200, "eyJ.not.json"), "unreachable"),
    ],
)
def test_a_provider_in_trouble_signs_nobody_in(row, op, path, answer, code):
    op.fails = {path: answer}
    assert refused(row).code == code
    assert "/elsewhere" not in [path for _, path, _ in op.calls]


def test_a_provider_that_is_not_there(row):
    row.token_url = "http://127.0.0.1:9/token"
    assert refused(row).code == "unreachable"


@pytest.mark.parametrize(
    "missing",
    [{"TechID": ""}, {"TechID": None}, {"HoVaTen": " "}, {"LoaiTaiKhoan": ""}, {"TechID": {"a": 1}}],
)
def test_whom_the_claims_do_not_name_is_not_signed_in(row, op, missing):
    op.says |= missing
    assert refused(row).code == "claims"


@pytest.mark.parametrize("missing", [{"MaSoThue": "12"}, {"TenDoanhNghiep": ""}])
def test_an_organisation_without_code_or_name_is_not_signed_in(row, op, missing):
    op.says = COOPERATIVE | missing
    assert refused(row).code == "claims"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ({"SoDinhDanh": "042165001234"}, "042165001234"),
        ({"SoDinhDanh": "", "SoCMND": "183 123 456"}, "183123456"),
        ({"SoDinhDanh": "abc", "SoCMND": ""}, ""),
        ({"SoDinhDanh": True, "SoCMND": None}, ""),
    ],
)
def test_the_number_of_twelve_digits_goes_before_the_old_one(said, number):
    proof = claims.read(BA_LAN | said, names=claims.NATIONAL, person_values=claims.PERSON_VALUES)
    assert proof.id_number == number


def test_outside_trials_only_https_is_called(row, op, settings):
    settings.OIDC_ALLOW_HTTP = False
    assert refused(row).code == "unreachable"
    assert op.calls == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"token_url": "http://idp.example/token"}, "token_url"),
        ({"jwks_url": "https://"}, "jwks_url"),
        ({"userinfo_url": "https://a:b@idp.example/me"}, "userinfo_url"),
        ({"scope": "profile"}, "scope"),
        ({"claim_map": {"name": "x"}}, "claim_map"),
        ({"claim_map": {"subject": "s", "name": "x", "shoe": "y"}}, "claim_map"),
        ({"secret_env": "BOTH"}, "secret_env"),
        ({"extra_params": {"state": "x"}}, "extra_params"),
        ({"colour": "red"}, "colour"),
        ({"title": ""}, "title"),
    ],
)
def test_a_wrong_row_is_refused_by_field(settings, wrong, field):
    settings.OIDC_ALLOW_HTTP = False
    with pytest.raises(Invalid) as refusal:
        known_as("https://idp.example", **wrong)
    assert field in refusal.value.errors
    assert not IdentityProvider.objects.exists()


def test_the_command_puts_a_row_in_changes_and_lists_it(tmp_path):
    file, out = tmp_path / "row.json", StringIO()
    url = "https://xacthuc.example"
    file.write_text(json.dumps({
        "title": "VNeID", "issuer": url, "authorize_url": f"{url}/a", "token_url": f"{url}/t",
        "userinfo_url": f"{url}/u", "jwks_url": f"{url}/j", "client_id": "x", "client_secret": "kept-secret",
    }))  # fmt: skip
    call_command("identity_provider", key="dvcqg", json=str(file), stdout=out)
    file.write_text('{"enabled": true}')
    call_command("identity_provider", key="dvcqg", json=str(file), stdout=out)
    call_command("identity_provider", stdout=out)
    assert "đang dùng" in out.getvalue()
    assert "/dang-nhap/dinh-danh/dvcqg/tro-ve/" in out.getvalue()
    assert providers.find("dvcqg").client_secret == "kept-secret"
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM accounts_identityprovider")
        kept = cursor.fetchone()[0]
    assert "kept-secret" not in kept + out.getvalue() + str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("text", ["{", "[]", '{"issuer": "ftp://x"}'])
def test_the_command_says_what_is_wrong(tmp_path, text):
    file = tmp_path / "row.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("identity_provider", key="x", json=str(file))


def test_a_row_that_is_switched_off_is_not_found(row):
    providers.put(key="dvcqg", values={"enabled": False}, by=Actor.system(), at=at("2026-02-01 08:00"))
    assert providers.find("dvcqg") is None
