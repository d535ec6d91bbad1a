"""Guides come once; every one of them is a good article."""

from io import StringIO

import pytest
from django.core.management import call_command

from procedures.models import Article

pytestmark = pytest.mark.django_db


def test_guides_are_loaded_once():
    out = StringIO()
    call_command("load_guides", stdout=out)
    call_command("load_guides", stdout=out)
    assert out.getvalue() == "3 hướng dẫn mới.\n0 hướng dẫn mới.\n"
    assert {a.kind for a in Article.objects.all()} == {"guide"}
    assert all(a.slug and a.agency is None for a in Article.objects.all())
