"""Housekeeping of the accounts room: envelopes round one call each, safe to run twice."""

from captcha.models import CaptchaStore
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts import idle, notices, throttle
from accounts.citizens import codes, quota, sessions


@shared_task
def clean_captchas() -> None:
    """Delete the challenges that nobody can answer any more."""
    CaptchaStore.remove_expired()


@shared_task
def prune_throttle() -> int:
    """Forget the wrong tries that count no longer."""
    return throttle.prune(at=timezone.now())


@shared_task
def forget_notices() -> int:
    """Delete what officers were told long ago."""
    return notices.forget(at=timezone.now())


@shared_task
def close_idle_accounts() -> int:
    """Close what nobody used, warn a week before. Not in a trial, whose officers nobody has to be."""
    return 0 if settings.DEMO_MODE else idle.sweep(at=timezone.now())


@shared_task
def forget_citizens_traces() -> int:
    """Delete old codes, the counts of days that are over, and sessions of long ago."""
    at = timezone.now()
    return codes.prune(at=at) + quota.prune(at=at) + sessions.prune(at=at)
