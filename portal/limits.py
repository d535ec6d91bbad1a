"""How often one may ask: buckets in Redis that all processes share, one round trip a request (docs/adr/0023).

A bucket holds so many requests and fills evenly (the generic cell rate algorithm: one number a bucket, the
moment at which it is full again). Whoever finds an empty one gets 429 and costs no statement. Where Redis is
away everybody passes: wrong tries and text messages are counted in the database besides (accounts.throttle,
accounts.citizens.quota).

A bucket by a name alone would be a lock that strangers can turn, so sign-ins are counted by name and address.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from redis.backoff import NoBackoff
from redis.retry import Retry

from accounts import throttle
from kit import phone
from kit.secrets import keyed_hash
from kit.text import collapse

log = logging.getLogger("portal.limits")
PATIENCE = 0.25  # seconds for one question; a page does not wait for a Redis that hangs
PAUSE = 5.0  # seconds without a question after one that failed

# KEYS: buckets; ARGV: for each its size and the milliseconds in which it fills. Gives {0, 0} and takes one
# from each, or which is empty and for how many milliseconds, and takes nothing. Redis's clock is everybody's.
SCRIPT = """
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local full, empty, longest = {}, 0, 0
for i, key in ipairs(KEYS) do
  local period = tonumber(ARGV[2 * i])
  full[i] = math.max(tonumber(redis.call('GET', key) or now), now) + period / tonumber(ARGV[2 * i - 1])
  local wait = full[i] - now - period
  if wait > longest then empty, longest = i, wait end
end
if empty > 0 then return {empty, math.ceil(longest)} end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.3f', full[i]), 'PX', math.ceil(full[i] - now))
end
return {0, 0}
"""
Subject = Callable[[HttpRequest, dict[str, Any]], str]


def typed(name: str) -> Subject:
    """What stands in a field of the form."""

    def read(request: HttpRequest, kwargs: dict[str, Any]) -> str:
        try:
            return collapse(request.POST.get(name, "")).lower()
        except UnreadablePostError:  # the person closed the page while it was being sent
            return ""

    return read


def telephone(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """The number in the field `phone`, however it was written."""
    number = typed("phone")(request, kwargs)
    try:
        return phone.normalise(number)
    except ValueError:
        return number


def named(name: str) -> Subject:
    """A part of the address."""
    return lambda request, kwargs: str(kwargs[name]).lower()


def near(subject: Subject) -> Subject:
    """The subject as it is asked for from one network address."""
    return lambda request, kwargs: f"{subject(request, kwargs)}|{_whence(request)}"


@dataclass(frozen=True)
class Guard:
    """The row of `RATE_LIMITS` that counts for a page, and what is its subject."""

    kind: str
    subject: Subject | None = None


_CODE = Guard("code", telephone)
_SIGN_IN = Guard("sign_in", near(typed("username")))
_PAPER, _SEARCH, _IDENTITY, _CAPTCHA = Guard("paper"), Guard("search"), Guard("identity"), Guard("captcha")
_OWN_UPLOAD = Guard("upload", named("code"))
GUARDS: dict[tuple[str, str], Guard] = {
    ("POST", "portal:lookup"): Guard("lookup", typed("code")),
    ("POST", "portal:unlock"): Guard("key", named("code")),
    ("POST", "portal:renew_key"): Guard("renew", typed("code")),
    ("POST", "desk:login"): _SIGN_IN,
    ("POST", "desk:second_step"): Guard("sign_in"),
    ("POST", "portal:sign_in_password"): Guard("sign_in", near(telephone)),
    ("POST", "portal:sign_in"): _CODE,
    ("POST", "portal:sign_up"): _CODE,
    ("POST", "portal:account_phone"): _CODE,
    ("POST", "portal:account_email"): Guard("code", typed("email")),
    ("POST", "portal:account_invite"): _CODE,
    ("POST", "portal:sign_in_code"): Guard("sign_in"),
    ("POST", "portal:account_code"): Guard("sign_in"),
    ("GET", "portal:identity_start"): _IDENTITY,
    ("GET", "portal:identity_back"): _IDENTITY,
    ("GET", "captcha-image"): _CAPTCHA,
    ("GET", "captcha-image-2x"): _CAPTCHA,
    ("GET", "captcha-audio"): _CAPTCHA,
    ("GET", "captcha-refresh"): _CAPTCHA,
    ("POST", "portal:file_start"): Guard("draft"),
    ("POST", "portal:file_check"): Guard("submit"),
    ("POST", "portal:file_files"): Guard("upload"),
    ("POST", "portal:supplement"): _OWN_UPLOAD,
    ("POST", "portal:correct"): _OWN_UPLOAD,
    ("GET", "portal:procedures"): _SEARCH,
    ("GET", "portal:file_place_options"): _SEARCH,
    ("GET", "desk:search"): _SEARCH,
    ("GET", "portal:blank_form"): _PAPER,
    ("GET", "portal:file_draft_form"): _PAPER,
    ("GET", "portal:dossier_form"): _PAPER,
}
NOT_COUNTED = {"healthz", "readyz"}  # probes of the machines that watch over us


@dataclass(frozen=True)
class Bucket:
    """One that this request takes from; `by` is "address" or "subject"."""

    kind: str
    by: str
    key: str
    size: int
    seconds: int


class RateLimits:
    """Answers 429 where a bucket is empty, before session, form and view are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Called once the address is known to have a view."""
        name = request.resolver_match.view_name
        if name in NOT_COUNTED or not settings.RATE_LIMIT_REDIS:
            return None
        empty, seconds = _counter(settings.RATE_LIMIT_REDIS).take(list(_buckets(request, name, kwargs)))
        if empty is None:
            return None
        log.warning("rate limit", extra={"kind": empty.kind, "by": empty.by, "wait": seconds})
        return too_many(request, throttle.Wait(seconds, 0))


def too_many(request: HttpRequest, wait: throttle.Wait) -> HttpResponse:
    """The page that asks to wait, for people and for their programs."""
    response = render(request, "429.html", {"wait": wait.words}, status=429)
    response.headers["Retry-After"] = str(wait.seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def _buckets(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> Iterator[Bucket]:
    address = _whence(request)
    yield _bucket("page", "address", address, settings.RATE_LIMITS["page"][0])
    method = "GET" if request.method == "HEAD" else request.method
    guard = GUARDS.get((method, name))
    if guard is None:
        return
    per_address, per_subject = settings.RATE_LIMITS[guard.kind]
    yield _bucket(guard.kind, "address", address, per_address)
    if per_subject and guard.subject and (subject := guard.subject(request, kwargs)):
        yield _bucket(guard.kind, "subject", subject, per_subject)


def _bucket(kind: str, by: str, whose: str, limit: tuple[int, int]) -> Bucket:
    size, seconds = limit
    digest = keyed_hash(whose, purpose=f"limit:{kind}:{by}")[:24]
    return Bucket(kind, by, f"limit:{kind}:{by}:{digest}", size * settings.RATE_LIMIT_FACTOR, seconds)


def _whence(request: HttpRequest) -> str:
    """The network address; a machine at which an officer has signed in before is an address of its own.

    Its cookie is signed by us (desk.device): whoever sits in the hall at the office's address has none, and
    can't empty the buckets of the desks (docs/adr/0016).
    """
    for name in request.COOKIES:
        if name.startswith(settings.DEVICE_COOKIE):
            mark = request.get_signed_cookie(name, default="", salt=settings.DEVICE_SALT)
            if mark:
                return f"device {mark}"
    return throttle.address_key(request.META.get("REMOTE_ADDR", ""))


class Counter:
    """The buckets of one Redis, asked by all threads of this process."""

    def __init__(self, url: str) -> None:
        once = Retry(NoBackoff(), 1)  # a connection that Redis has closed meanwhile
        self._redis = redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=once
        )
        self._script = self._redis.register_script(SCRIPT)
        self._away_until = 0.0

    def take(self, buckets: list[Bucket]) -> tuple[Bucket | None, int]:
        """One request from each bucket; else the empty one, from which nothing was taken, and the seconds."""
        if time.monotonic() < self._away_until:
            return None, 0
        numbers = [number for one in buckets for number in (one.size, one.seconds * 1000)]
        try:
            place, wait = self._script(keys=[one.key for one in buckets], args=numbers)
        except redis.RedisError as error:
            self._away_until = time.monotonic() + PAUSE
            log.error("rate limits are off: Redis does not answer", exc_info=error)
            return None, 0
        return (buckets[place - 1], -(-wait // 1000)) if place else (None, 0)


@cache
def _counter(url: str) -> Counter:
    return Counter(url)
