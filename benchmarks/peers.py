"""Peers in their own environments: nothing of theirs comes into Torg's.

An environment is made the first time that it is asked for, below the user's cache folder,
from the package index that pip is set to, and is kept for the next time.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

PINS: dict[str, tuple[str, ...]] = {
    "businesstimedelta": ("businesstimedelta==1.0.1", "holidays==0.108", "pytz==2026.6"),
    "pandas": ("pandas==3.1.1", "numpy==2.4.6"),
    "huey": ("huey==3.5.4",),
    "procrastinate": ("procrastinate==3.10.0", "psycopg[binary]==3.3.9"),
    "apscheduler": ("APScheduler==3.11.3",),
    "django-helpdesk": (
        "django-helpdesk==2.6.1",
        "Django==5.2.19",
        "djangorestframework==3.18.3",
        "beautifulsoup4==4.15.0",
        "email-reply-parser==0.5.12",
    ),
}
READY = "ready"


def python_of(peer: str) -> Path:
    """The peer's own Python, installed when it is not there. Raises CalledProcessError."""
    pins = PINS[peer]
    known = sha256("\n".join((sys.version, *pins)).encode()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "torg-peers" / f"{peer}-{known}"
    python = folder / "bin" / "python"
    if not (folder / READY).exists():
        venv.EnvBuilder(clear=True, with_pip=True).create(folder)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *pins], check=True)
        (folder / READY).touch()
    return python


def asked(peer: str, script: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the script says in the peer's environment. Raises CalledProcessError."""
    told = subprocess.run(
        [str(python_of(peer)), "-I", str(script)],
        input=json.dumps({"peer": peer, **given}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found
