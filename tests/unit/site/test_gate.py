"""The web loads beside the preparation, and meets nobody before it is done."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings

from torg.site import gate

# What a start on SQLite has no use for and would be seconds slower with.
HEAVY = ("psycopg", "holidays.countries", "weasyprint", "torg.site.demo.loader")


def test_nobody_passes_while_the_database_is_prepared(tmp_path: Path) -> None:
    (tmp_path / "locks").mkdir()
    passed = threading.Event()

    def web() -> None:
        gate.pass_when_open(tmp_path)
        passed.set()

    with gate.shut(tmp_path):
        waiting = threading.Thread(target=web)
        waiting.start()
        assert not passed.wait(0.2)
    waiting.join(5)
    assert passed.is_set()


def test_a_gate_that_nobody_built_is_open(tmp_path: Path) -> None:
    gate.pass_when_open(tmp_path)


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="about SQLite")
def test_a_start_loads_nothing_that_it_has_no_use_for() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, torg.site.wsgi; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(told.stdout.split())
    assert "torg.site.urls" in loaded
    assert not loaded & set(HEAVY)
