"""Settings, read from the environment; every one has a default that runs the demo desk.

DATA_DIR holds everything that the embedded desk owns: database, blobs, keys, locks.
"""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import dj_database_url

from torg.site.places import DATA_DIR, DATABASE_URL, PORT, ROOT
from torg.site.secrets import key_material

BLOBS = DATA_DIR / "blobs"
KEYS = DATA_DIR / "keys"
LOCKS = DATA_DIR / "locks"
POLICIES = Path(os.environ.get("TORG_POLICIES", ROOT / "policies"))

DEMO = os.environ.get("TORG_DEMO", "1") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("TORG_SECRET_KEY") or key_material(KEYS / "session.key")
ALLOWED_HOSTS = os.environ.get("TORG_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
# After so many days in which nobody has changed, confirmed or reviewed it, the register says of a
# channel that it is looked over. Half a year: no guideline states one.
UNTOUCHED_DAYS = int(os.environ.get("TORG_UNTOUCHED_DAYS", "183"))
PUBLIC_URL = os.environ.get("TORG_PUBLIC_URL", f"http://127.0.0.1:{PORT}")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")

PRACTICE = os.environ.get("TORG_PRACTICE", "1" if DEMO else "0") == "1"
PRACTICE_TALK = float(os.environ.get("TORG_PRACTICE_TALK", "20" if DEMO else "0"))
PRACTICE_DIR = Path(os.environ.get("TORG_PRACTICE_DIR", DATA_DIR / "practice"))
PRACTICE_URL = os.environ.get("TORG_PRACTICE_URL", f"{PUBLIC_URL}/ovning")

# Addresses inside the house that adapters may call: the practice network, and what an
# operator names (a local Bluesky for practice). Everything else inside is blocked.
PRIVATE_ORIGINS = [
    "/".join(PRACTICE_URL.split("/")[:3]),
    *filter(None, os.environ.get("TORG_PRIVATE_ORIGINS", "").split(",")),
]

# The program veraPDF, where it is installed; without it our own gate stands alone.
VERAPDF = os.environ.get("TORG_VERAPDF", "")

# Where the log's checkpoints go when they leave the house; none is named from the start.
LEDGER_FOLDER = os.environ.get("TORG_LEDGER_FOLDER", "")
LEDGER_MAIL = [each for each in os.environ.get("TORG_LEDGER_MAIL", "").split(",") if each]
LEDGER_TSA = os.environ.get("TORG_LEDGER_TSA", "")
LEDGER_TSA_CA = os.environ.get("TORG_LEDGER_TSA_CA", "")
SMTP = os.environ.get("TORG_SMTP", "smtp://localhost")
# The example sends no letters out of the house unless somebody names a server.
LETTERS_STAY = DEMO and "TORG_SMTP" not in os.environ
MAIL_FROM = os.environ.get("TORG_MAIL_FROM", "torg@localhost")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "torg.ui",
    "torg.people",
    "torg.ledger",
    "torg.notices",
    "torg.rules",
    "torg.handbook",
    "torg.channels",
    "torg.delivery",
    "torg.media",
    "torg.planning",
    "torg.inbox",
    "torg.moderation",
    "torg.desk",
    "torg.site",
]
_BUILT = Path(__file__).resolve().parents[1]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("torg.") or (_BUILT / app.removeprefix("torg.") / "apps.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "torg.site.door.NetworkDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "torg.site.middleware.TokenMiddleware",
    "torg.site.middleware.DeskMiddleware",
    "torg.site.middleware.SignedInMiddleware",
]

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "torg.site.context.desk",
    "torg.site.context.form_token",
    "torg.ui.context_processors.color_scheme",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted(str(path) for path in _BUILT.glob("*/templates")),
        "OPTIONS": {"environment": "torg.site.jinja.environment", "context_processors": _CONTEXT},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = ["torg.site.accounts.PersonBackend"]
ACCOUNT_ADAPTER = "torg.site.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Counted in the database, so that several processes have one limit between them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "torg_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
# A whole municipality may come from one address, so the address has the wide limit
# and the account the narrow one.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,5/5m/key"}
MFA_ADAPTER = "torg.site.accounts.SealedMFAAdapter"
# Nobody with a right to publish gets further than the page that sets up the second factor (S-37).
REQUIRE_TOTP = os.environ.get("TORG_REQUIRE_TOTP", "0" if DEMO else "1") == "1"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Torg"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "torg.site.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# The proxy that ends TLS says so in this header, and must take away what a caller put there
# (docs/how-to/run.md). Who comes without TLS is sent to it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Names below the desk's own are the desk's; where they are not, an operator says so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and os.environ.get("TORG_HSTS_SUBDOMAINS", "1") == "1"
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "torg.site.errors.csrf_failure"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # from where they are; nothing is collected anywhere
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.User"
ROOT_URLCONF = "torg.site.urls"
WSGI_APPLICATION = "torg.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, Any]:
    if DATABASE_URL:
        found: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL))
        found["OPTIONS"] = {
            **found.get("OPTIONS", {}),
            # A worker has a thread for each lane, and some that send and hold none while they
            # wait for a network; one that died with the server is found out before it is lent.
            "pool": {"min_size": 2, "max_size": 20, "timeout": 10},
            # Values go beside the statement, and the server keeps what comes again.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # Not above: on SQLite the driver would be loaded for nothing.
            "cursor_factory": import_module("torg.site.postgres").Cursor,
        }
        found["CONN_HEALTH_CHECKS"] = True
        return found
    return {
        "ENGINE": "torg.site.sqlite",
        "NAME": DATA_DIR / "torg.sqlite3",
        # To prepare its statements was a third of a lone comment's price. The driver keeps 128,
        # those that came first: what a page of the afternoon asks would be prepared at each use.
        # So it keeps more of them, and begins anew now and then.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 500,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

# Django is silent outside DEBUG: without this a fault of ours would leave no trace anywhere.
# A 4xx is no fault of ours, so requests are told of from ERROR.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
