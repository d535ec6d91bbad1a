from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "portal"
    default = True
    default_auto_field = "django.db.models.BigAutoField"


class StaticFiles(StaticFilesConfig):
    """The fonts of printed forms are read from their folder; no browser asks for them."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.ttf"]
