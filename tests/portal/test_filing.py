"""Filing online, step by step (issue 2, section 4)."""

from itertools import pairwise

import pytest

from dossiers.models import Dossier
from notifications.models import Message
from tests.portal.walk import STEPS, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(office, client) -> Walk:
    return Walk(client)


def test_each_step_leads_to_the_next_and_the_last_to_the_receipt(walk):
    assert walk.get().status_code == 200
    assert walk.begin().url == walk.url("co-quan")
    for step, after in pairwise(STEPS):
        assert walk.get(step).status_code == 200
        response = walk.post(step, walk.answers(step))
        assert response.status_code == 302, response.content.decode()
        assert response.url == walk.url(after)
    assert walk.send().url == walk.url("da-nop")
    page = walk.get("da-nop").content.decode()
    dossier = Dossier.objects.get()
    assert dossier.code in page
    assert "****678" in page
    assert dossier.files.count() == 2
    assert Message.objects.get().template_key == "dossier_filed"
