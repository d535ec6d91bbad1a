"""How many SQL statements a page of the desk asks; prints JSON by address.

python -m benchmarks.rig.questions OFFICER ADDRESS …
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402


def count(officer: str, address: str) -> int:
    """Statements of one look at the page, by an officer who is signed in."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=officer))
    client.get(address)  # the first page of a session writes it
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return len(asked)


if __name__ == "__main__":
    print(json.dumps({address: count(sys.argv[1], address) for address in sys.argv[2:]}))
