"""Which addresses this server calls (SSRF): those of an operator's row or setting, and of nobody else."""

import ast
import re

import pytest
from django.conf import settings

from accounts.models import IdentityProvider
from tests.architecture.test_ladder import RUNG, sources
from tests.security.people import Wide
from tests.security.routes import every_route
from tests.security.test_injection import WHO, body

CALLERS = {
    "requests", "urllib.request", "http.client", "httpx", "aiohttp", "smtplib", "socket", "ftplib", "urllib3",
    "authlib.integrations.requests_client", "redis",
}  # fmt: skip
# Where each of them takes its address from.
MAY_CALL = {
    "accounts/oidc/client.py": "the row of a provider, written by a command of the operator",
    "notifications/gateways/kannel/gateway.py": "KANNEL_URL",
    "documents/scanning/clamd.py": "CLAMD_ADDRESS",
    "notifications/gateways/email/gateway.py": "EMAIL_HOST",
    "portal/health.py": "REDIS_URL",
    "portal/limits.py": "REDIS_URL",
    "portal/runtime/embedded.py": "the servers that it has started itself",
    "portal/runtime/supervisor.py": "the servers that it has started itself",
    "portal/runtime/worker.py": "none: it answers",
}


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def test_only_these_files_call_somebody() -> None:
    callers = {
        str(file.relative_to(settings.BASE_DIR))
        for room in RUNG
        for file, tree in sources(room)
        if imports_of(tree) & CALLERS
    }
    assert callers <= set(MAY_CALL), callers - set(MAY_CALL)


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", WHO)
def test_no_form_names_an_address_that_we_would_call(wide: Wide, visitor: str) -> None:
    """No field for a URL on any page: providers are put in by a command."""
    named = {}
    for route in every_route():
        text = body(wide.answer(visitor, "get", wide.own(route)))
        fields = set(re.findall(r'name="([^"]*(?:url|link|host|webhook|callback)[^"]*)"', text, re.I))
        if fields:
            named[route.name] = fields
    assert not named


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["khong-co", "https:evil", "..", "dvcqg@evil", "169-254-169-254"])
def test_a_provider_that_no_row_names_is_not_called(office, client, key) -> None:
    for path in (
        f"/dang-nhap/dinh-danh/{key}/",
        f"/dang-nhap/dinh-danh/{key}/tro-ve/?state=x&code=y&iss=http://127.0.0.1",
    ):
        assert client.get(path).status_code == 404
    assert not IdentityProvider.objects.exists()
