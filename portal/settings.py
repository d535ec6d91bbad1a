"""All settings; values come from the environment through one helper."""

import os
import sys
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

DEBUG = os.environ.get("DEBUG", "0") == "1"
DEMO_MODE = os.environ.get("DEMO_MODE", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "insecure-for-development-only-" + "x" * 40)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver").split(",")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000")

TESTING = "pytest" in sys.modules
if TESTING and not os.environ.get("DATABASE_URL"):
    # pytest-django reads the settings before conftest runs: the folder is chosen here, the server
    # is started there; workers of xdist inherit both variables.
    os.environ["TEST_PG_DIR"] = _dir = f"/tmp/tpg-{os.getpid()}"
    os.environ["DATABASE_URL"] = f"postgresql://postgres@{_dir.replace('/', '%2F')}/postgres"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://postgres@localhost/postgres"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}

INSTALLED_APPS = [
    "portal",
    "desk",
    "dossiers",
    "procedures",
    "documents",
    "accounts",
    "agencies",
    "notifications",
    "audit",
    "captcha",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "demo")
