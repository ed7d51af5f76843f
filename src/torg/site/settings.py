"""Settings, read from the environment; every one has a default that runs the demo desk.

DATA_DIR holds everything that the embedded desk owns: database, blobs, keys, locks.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from torg.site.secrets import key_material

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "data")).resolve()
BLOBS = DATA_DIR / "blobs"
KEYS = DATA_DIR / "keys"
LOCKS = DATA_DIR / "locks"
POLICIES = Path(os.environ.get("TORG_POLICIES", ROOT / "policies"))

DEMO = os.environ.get("TORG_DEMO", "1") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("TORG_SECRET_KEY") or key_material(KEYS / "session.key")
ALLOWED_HOSTS = os.environ.get("TORG_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PUBLIC_URL = os.environ.get("TORG_PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")

PRACTICE_DIR = Path(os.environ.get("TORG_PRACTICE_DIR", DATA_DIR / "practice"))
PRACTICE_URL = os.environ.get("TORG_PRACTICE_URL", f"{PUBLIC_URL}/ovning")

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
    "torg.rules",
    "torg.channels",
    "torg.delivery",
    "torg.media",
    "torg.planning",
    "torg.inbox",
    "torg.moderation",
    "torg.desk",
    "torg.site",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("torg.") or (
    ROOT / "src" / app.replace(".", "/") / "apps.py").exists()]

AUTH_USER_MODEL = "people.User"
ROOT_URLCONF = "torg.site.urls"
WSGI_APPLICATION = "torg.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, Any]:
    url = os.environ.get("TORG_DATABASE_URL", "")
    if url:
        found: dict[str, Any] = dict(dj_database_url.parse(url))
        found["OPTIONS"] = {**found.get("OPTIONS", {}), "pool": True}
        return found
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "torg.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
