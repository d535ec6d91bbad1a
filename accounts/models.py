"""People who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An officer's account."""
