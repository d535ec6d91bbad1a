"""A captcha is used once, keeps what was typed, and has a way round the picture."""

from datetime import timedelta

import pytest
from captcha.models import CaptchaStore
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from accounts import captcha, tasks
from tests.accounts.captcha_answers import answer_to, key_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
WRONG = "Mã xác nhận chưa đúng. Ông/Bà nhập lại mã mới trong hình."
PAGE = engines["django"].from_string(
    '{% load mc %}{{ form.code }}{{ form.code.errors }}{% include "accounts/captcha.html" %}'
)


class LookupForm(captcha.CaptchaForm):
    code = forms.CharField(error_messages={"required": "Nhập mã hồ sơ."})


def lookup(request: HttpRequest) -> HttpResponse:
    form = LookupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return HttpResponse("tìm thấy")
    return HttpResponse(PAGE.render({"form": form}, request))


urlpatterns = [path("", lookup), path("ma-xac-nhan/", include("captcha.urls"))]


def asked(client, **typed) -> str:
    return client.post("/", typed).content.decode()


def test_the_right_answer_opens_the_door(client):
    assert asked(client, code="0007", **answer_to(client.get("/"))) == "tìm thấy"


def test_case_and_spaces_do_not_matter(client):
    right = answer_to(client.get("/"))
    right["captcha"] = f" {right['captcha'][:2].upper()} {right['captcha'][2:]} "
    assert asked(client, code="0007", **right) == "tìm thấy"


def test_a_wrong_answer_brings_a_new_picture_and_keeps_what_was_typed(client):
    right = answer_to(client.get("/"))
    page = asked(client, code="0007", captcha_key=right["captcha_key"], captcha="saiii")
    assert WRONG in page
    assert 'value="0007"' in page
    assert "saiii" not in page
    assert key_in(page) != right["captcha_key"]


def test_an_answer_works_once_even_after_a_wrong_one(client):
    right = answer_to(client.get("/"))
    asked(client, code="0007", captcha_key=right["captcha_key"], captcha="saiii")
    assert WRONG in asked(client, code="0007", **right)


def test_a_right_answer_can_not_be_sent_twice(client):
    right = answer_to(client.get("/"))
    asked(client, code="0007", **right)
    assert WRONG in asked(client, code="0007", **right)


def test_a_challenge_grows_old(client, monkeypatch):
    right = answer_to(client.get("/"))
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert WRONG in asked(client, code="0007", **right)


@pytest.mark.parametrize("key", ["", "picture-", "question-abc", "<script>", "picture-" + "0" * 40])
def test_a_made_up_key_is_a_wrong_answer(client, key):
    assert "chưa đúng" in asked(client, code="0007", captcha_key=key, captcha="abcde")


def test_an_empty_answer_is_asked_for(client):
    assert "Nhập mã xác nhận trong hình." in asked(client, code="0007")


def test_a_mistake_elsewhere_keeps_the_challenge_and_its_answer(client):
    right = answer_to(client.get("/"))
    page = asked(client, code="", **right)
    assert "Nhập mã hồ sơ." in page
    assert f'value="{right["captcha"]}"' in page
    assert key_in(page) == right["captcha_key"]
    assert asked(client, code="0007", **right) == "tìm thấy"


def test_another_picture_is_given_without_judging_the_form(client):
    first = client.get("/").content.decode()
    page = asked(client, code="0007", captcha="x", captcha_key=key_in(first), captcha_action="refresh")
    assert key_in(page) != key_in(first)
    assert 'value="0007"' in page
    assert "chưa đúng" not in page
    assert asked(client, code="0007", **answer_to(page)) == "tìm thấy"


def test_a_right_answer_with_the_refresh_button_does_not_open_the_door(client):
    page = asked(client, code="0007", captcha_action="refresh", **answer_to(client.get("/")))
    assert "tìm thấy" not in page


def test_a_question_in_words_takes_the_place_of_the_picture(client):
    page = asked(client, code="0007", captcha_action="question", captcha_key=key_in(asked(client)))
    assert "<img" not in page
    assert "bao nhiêu?" in page or "trong ba số" in page
    assert asked(client, code="0007", **answer_to(page)) == "tìm thấy"


def test_the_kind_stays_until_the_person_changes_it(client):
    question = asked(client, captcha_action="question")
    wrong = asked(client, code="0007", captcha_key=key_in(question), captcha="0")
    assert "Câu trả lời chưa đúng. Ông/Bà trả lời câu hỏi mới." in wrong
    other = asked(client, captcha_action="refresh", captcha_key=key_in(wrong))
    assert key_in(other).startswith("question-")
    assert key_in(asked(client, captcha_action="picture", captcha_key=key_in(other))).startswith("picture-")


@pytest.mark.parametrize("answer", ["30", "ba mươi", "Ba muoi", " BA MƯƠI. "])
def test_a_question_is_answered_in_digits_or_words(answer):
    store = CaptchaStore.objects.create(challenge="max:12,7,30", response="30")
    assert captcha.solved(store.hashkey, answer)


@pytest.mark.parametrize(
    ("challenge", "sentence"),
    [
        ("max:12,7,30", "Số nào lớn nhất trong ba số: mười hai, bảy, ba mươi?"),
        ("min:21,15,4", "Số nào nhỏ nhất trong ba số: hai mươi mốt, mười lăm, bốn?"),
        ("sum:2,3,5", "Lấy hai cộng ba rồi cộng năm, được bao nhiêu?"),
    ],
)
def test_a_question_reads_like_a_sentence(challenge, sentence):
    assert captcha.sentence(challenge) == sentence


def test_every_question_has_the_answer_that_its_words_ask_for():
    for _ in range(60):
        challenge, answer = captcha.question_challenge()
        kind, _, numbers = challenge.partition(":")
        assert captcha.ANSWERS[kind]([int(n) for n in numbers.split(",")]) == int(answer)
        assert len(challenge) <= 32


def test_the_picture_is_a_picture_and_ends_with_its_challenge(client):
    url = captcha.issue(captcha.PICTURE).image_url
    response = client.get(url)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    CaptchaStore.objects.all().delete()
    assert client.get(url).status_code == 410


def test_the_script_gets_a_new_picture_whose_answer_counts(client):
    fresh = client.get("/ma-xac-nhan/refresh/", headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert captcha.solved(fresh["key"], CaptchaStore.objects.get().response)


def test_a_page_without_a_captcha_on_it_issues_none(client):
    LookupForm()
    assert CaptchaStore.objects.count() == 0


def test_old_challenges_are_swept_away():
    captcha.issue(captcha.PICTURE)
    CaptchaStore.objects.update(expiration=timezone.now())
    tasks.clean_captchas()
    assert CaptchaStore.objects.count() == 0
