"""`manage.py demo` on an empty house."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Citizen, User
from dossiers.models import Dossier
from notifications.models import Message
from portal.demo.lives import Story
from portal.demo.office import AT_THE_NEIGHBOUR, POSTS
from procedures.models import Article

pytestmark = pytest.mark.django_db


def test_the_command_fills_an_empty_house_once():
    call_command("demo", "--dossiers", "2", "--now", "2026-11-23T10:30", stdout=io.StringIO())
    assert Dossier.objects.count() == 2
    assert set(User.objects.values_list("username", flat=True)) == {
        post.username for post in (*POSTS, *AT_THE_NEIGHBOUR)
    }
    assert Article.objects.filter(title__contains="24/11/2026").exists()
    assert not Message.objects.filter(state=Message.State.QUEUED).exists()
    assert Citizen.objects.get().name == "Nguyễn Thị An"
    call_command("demo", "--if-empty", stdout=io.StringIO())
    assert Dossier.objects.count() == 2


@pytest.mark.parametrize("wrong", [("--dossiers", "0"), ("--now", "2025-12-24T10:00")])
def test_the_command_refuses_what_makes_no_demo(wrong):
    with pytest.raises(CommandError):
        call_command("demo", *wrong, stdout=io.StringIO())
    assert not Dossier.objects.exists()


def test_a_parcel_that_comes_back_says_why_in_a_sentence():
    story = Story.__new__(Story)
    story.plan = SimpleNamespace(number=5)
    assert isinstance(story._news().reason, str)
