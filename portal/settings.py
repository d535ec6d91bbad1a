"""All settings, in one file; values come from the environment through `portal.env`.

Two ways to live: a trial house (DEMO_MODE=1, the default) needs no variable at all; in production
(DEMO_MODE=0) the variables that matter must be set, and the product says which are missing.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from portal import env
from portal.runtime.embedded import Place, postgres_programs

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
if TESTING:
    # pytest-django reads the settings before conftest runs: the folder is chosen here, the server is
    # started there; workers of xdist and processes that a test starts inherit these variables.
    os.environ.setdefault("VAR_DIR", f"/tmp/tpg-{os.getpid()}")
    os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 50)
    if not env.text("DATABASE_URL"):
        os.environ["TEST_PG_DIR"] = os.environ["VAR_DIR"]
        os.environ["DATABASE_URL"] = Place(Path(os.environ["VAR_DIR"])).database_url

VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
DEMO_MODE = env.flag("DEMO_MODE", default=True)
DEMO_DATA = env.flag("DEMO_DATA", default=True)
DEBUG = env.flag("DEBUG", default=False)
# A trial without a scanner says so on its pages; in production only SCAN_UPLOADS=0 goes without one.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS")
SCAN_UPLOADS = env.flag("SCAN_UPLOADS", default=bool(CLAMD_ADDRESS) or not DEMO_MODE)
NEEDED = {"CLAMD_ADDRESS": "nơi ClamAV trả lời, ví dụ 127.0.0.1:3310; không quét thì đặt SCAN_UPLOADS=0"}
if not SCAN_UPLOADS:
    NEEDED = {}
if not DEMO_MODE:
    NEEDED |= {
        "SECRET_KEY": "một chuỗi ngẫu nhiên từ 50 ký tự; tạo bằng: openssl rand -base64 48",
        "DATABASE_URL": "ví dụ postgresql://motcua_web:…@127.0.0.1:5432/motcua",
        "REDIS_URL": "ví dụ redis://127.0.0.1:6379/0",
        "PUBLIC_URL": "địa chỉ người dân gõ, ví dụ https://motcua.sontay.gov.vn",
        "DATA_KEYS": "khóa mã hóa số định danh, khóa mới đứng trước; tạo bằng: openssl rand -hex 32",
        "INDEX_KEY": "khóa để tìm theo số định danh; tạo bằng: openssl rand -hex 32",
        "BACKUP_REPOSITORY": "nơi cất bản sao lưu, ở máy khác: thư mục gắn từ xa hoặc địa chỉ của restic",
        "BACKUP_PASSWORD": "mật khẩu mã hóa bản sao lưu, cất ở nơi khác; tạo bằng: openssl rand -hex 32",
    }
env.require(NEEDED)


def _kept_secret(file: Path) -> str:
    """The trial house makes its own secret once and keeps it, readable by its owner alone."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, file)  # the first of two processes wins, and both read the same
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text()


# --- Address and safety
PORT = env.number("PORT", 8000)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{PORT}")
SECRET_KEY = env.text("SECRET_KEY") or _kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # sessions and update keys of before go on
# Identity numbers lie encrypted (kit.sealed): the newest key first; older ones still open what they sealed.
DATA_KEYS = env.words("DATA_KEYS", [f"data:{key}" for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)])
INDEX_KEY = env.text("INDEX_KEY", f"index:{SECRET_KEY}")
# Rows are found under these too, until `manage.py rotate_keys --index` has ended.
INDEX_KEY_FALLBACKS = env.words("INDEX_KEY_FALLBACKS", [f"index:{key}" for key in SECRET_KEY_FALLBACKS])
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [urlsplit(PUBLIC_URL).hostname or "localhost"])
ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]  # probes from the machine itself
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []
SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", default=SECURE) else None
)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1 if SECURE_PROXY_SSL_HEADER else 0)
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}
# A file may have 50 MB and one form several of them; what is larger is refused before it is read.
MAX_BODY_BYTES = env.number("MAX_BODY_MB", 220) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Database: migrations as owner, the product as a role that can't change what only grows
OWNER_COMMANDS = {
    "backup",
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "sqlflush",
    "flush",
    "rotate_keys",
    "dbshell",
    "test",
}
FROM_MANAGE = Path(sys.argv[0]).name in {"manage.py", "__main__.py"}
AS_OWNER = TESTING or (FROM_MANAGE and not OWNER_COMMANDS.isdisjoint(sys.argv[1:2]))
EMBEDDED = Place(VAR_DIR)
EMBEDDED_POSTGRES = not env.text("DATABASE_URL")
EMBEDDED_REDIS = not TESTING and not env.text("REDIS_URL")
DATABASE_ROLE = os.environ.get("DATABASE_ROLE", "motcua_app")


def _database() -> dict:
    url = env.text("DATABASE_URL", EMBEDDED.database_url)
    if AS_OWNER:
        url = env.text("DATABASE_OWNER_URL", url)
    given = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    if EMBEDDED_POSTGRES or EMBEDDED_REDIS:
        given["ENGINE"] = "portal.runtime.postgresql"
    if DATABASE_ROLE and not AS_OWNER:
        options = given.setdefault("OPTIONS", {})
        options["options"] = f"{options.get('options', '')} -c role={DATABASE_ROLE}".strip()
    return given


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    # Length and classes are added by accounts.services, which knows the value of the law for the day.
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- Backups (docs/backup.md): where the encrypted copies go, how long they stay, when the night's run is due
BACKUP_REPOSITORY = env.text("BACKUP_REPOSITORY", str(VAR_DIR.with_name(f"{VAR_DIR.name}-backup").resolve()))
BACKUP_PASSWORD = env.text("BACKUP_PASSWORD", f"backup:{SECRET_KEY}")
BACKUP_AT = env.text("BACKUP_AT", "01:30")
BACKUP_KEEP_DAYS = env.number("BACKUP_KEEP_DAYS", 14)
BACKUP_KEEP_WEEKS = env.number("BACKUP_KEEP_WEEKS", 8)
BACKUP_KEEP_MONTHS = env.number("BACKUP_KEEP_MONTHS", 12)
BACKUP_PROVE_GB = env.number("BACKUP_PROVE_GB", 20)
# A login that may make databases, for the trial restore; without one the house's own login is tried.
_scratch = env.text("BACKUP_SCRATCH_URL")
BACKUP_SCRATCH = dj_database_url.parse(_scratch) if _scratch else None
POSTGRES_PROGRAMS = postgres_programs()

# --- What runs
INSTALLED_APPS = [
    "portal",
    "desk",
    "reports",
    "keeping",
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
    "csp",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "portal.apps.StaticFiles",
]
MIDDLEWARE = [
    "portal.middleware.RequestRecord",
    "portal.middleware.ClientAddress",
    "portal.middleware.BodyLimit",
    "portal.middleware.NoNul",
    "portal.middleware.UploadAnswer",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.NoNulInForm",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.FileNotServed",
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
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Whose pages these are: on every page, the error pages too
SITE_NAME = env.text("SITE_NAME", "Xã Sơn Tây")
SITE_PLACE = env.text("SITE_PLACE", "Tỉnh Hà Tĩnh")
SITE_DESK = env.text("SITE_DESK", "Bộ phận Một cửa xã Sơn Tây")
SITE_PHONE = env.text("SITE_PHONE", "0239 3 000 000")
SITE_ADDRESS = env.text("SITE_ADDRESS", "Xã Sơn Tây, tỉnh Hà Tĩnh")
SITE_HOURS = env.text("SITE_HOURS", "Thứ Hai đến thứ Sáu: 07:30–11:30 và 13:00–17:00")

# --- Words and time
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

# --- Files: static ones hashed and compressed, people's ones private and never served directly
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
PLAIN_STATIC = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = Path(env.text("FILES_DIR", str(VAR_DIR / "files")))
SCAN_ALERT_MINUTES = env.number("SCAN_ALERT_MINUTES", 10)  # a file that waits longer is told of
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Background work (the schedule stands in portal/celery.py)
REDIS_URL = env.text("REDIS_URL", "redis://localhost:6379/0" if TESTING else EMBEDDED.redis_url)
REDIS_URL = REDIS_URL.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
# The broker library has its own word for a Unix socket.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
if TESTING:
    CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # a ping that fails is no harm: the sweep finds the row
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
BEAT_MAX_AGE_SECONDS = 180  # /readyz: beat writes a sign of life each minute

# --- Messages out
SMS_GATEWAY = env.text("SMS_GATEWAY", "demo")
SMS_SENDER = env.text("SMS_SENDER", "UBND")
KANNEL_URL = env.text("KANNEL_URL", "http://127.0.0.1:13013")
KANNEL_USERNAME = env.text("KANNEL_USERNAME", "tthc")
KANNEL_PASSWORD = env.text("KANNEL_PASSWORD")
KANNEL_CALLBACK_URL = env.text("KANNEL_CALLBACK_URL", PUBLIC_URL)  # where Kannel reaches this portal
OUTBOX_IN_DOUBT_SECONDS = env.number("OUTBOX_IN_DOUBT_SECONDS", 600)
if DEMO_MODE and not env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # the demo inbox shows the letter
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "motcua@localhost")

# --- Signing in, wrong tries, captcha (accounts)
LOGIN_URL = "desk:login"
# Leaders, the office and administrators, and whoever comes from outside the office's networks, sign in with a
# code besides. A trial's logins are on its front page and have no authenticator.
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", default=not DEMO_MODE)
THROTTLE_FREE = 3  # wrong tries in a row without a wait
THROTTLE_FREE_PER_ADDRESS = 30  # an office or a village may share one address
THROTTLE_WAITS = (30, 120, 600, 1800)  # seconds, for each wrong try after the free ones; the last one stays
# Citizens: a code by text message costs money and may be stolen; the caps count across all workers.
CODE_MINUTES = 10  # as long as its message is worth sending (notifications.wording)
CODE_TRIES = 5  # of one code; then another has to be asked for
CODES_PER_NUMBER_A_DAY = env.number("CODES_PER_NUMBER_A_DAY", 10)
CODES_PER_ADDRESS_A_DAY = env.number("CODES_PER_ADDRESS_A_DAY", 60)  # a village may share one address
CODES_A_DAY = env.number("CODES_A_DAY", 5000)
CAPTCHA_AFTER = 3  # codes or wrong tries from one address in a day, before a proof is asked for
CITIZEN_IDLE_MINUTES = env.number("CITIZEN_IDLE_MINUTES", 60)
OIDC_TIMEOUT = 10  # seconds, for each call to who vouches for people
OIDC_ALLOW_HTTP = DEMO_MODE or TESTING
CAPTCHA_TIMEOUT = 10  # minutes
CAPTCHA_CHALLENGE_FUNCT = "accounts.captcha.picture_challenge"
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_arcs", "accounts.captcha.picture_noise")
CAPTCHA_FILTER_FUNCTIONS = ("accounts.captcha.picture_grey", "captcha.helpers.post_smooth")
CAPTCHA_FONT_SIZE = 42
CAPTCHA_LETTER_ROTATION = (-20, 20)
CAPTCHA_FOREGROUND_COLOR = "#1C2430"
CAPTCHA_IMAGE_SIZE = (230, 70)
CAPTCHA_2X_IMAGE = False

# --- Logs: one JSON object a line, no personal data
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.logs.ErrorReport"
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "portal.logs.RequestFilter"}},
    "formatters": {"json": {"()": "portal.logs.Formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING" if TESTING else LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "portal.request": {"level": LOG_LEVEL},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
