"""`python -m tests.fuzz.cell TARGET [libFuzzer's words]`: one target under atheris.

Not by hand: `python -m tests.fuzz` starts it. A call that takes more than a second of this
process's own time is a hang; the clock on the wall says nothing on a busy machine.
"""

import os
import signal
import sys
from importlib import import_module
from typing import Any

import django

HANG = 1.0


class Hang(Exception):
    """A call that took too long."""


def main(name: str, words: list[str]) -> None:
    """Fuzz until the time is up; atheris ends the process."""
    atheris: Any = import_module("atheris")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
    django.setup()
    with atheris.instrument_imports(include=["torg.adapters", "torg.kernel", "torg.policy"]):
        targets = import_module("tests.fuzz.targets").TARGETS
    run = targets[name].run

    def watched(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
        try:
            run(data)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    signal.signal(signal.SIGVTALRM, _too_long)
    atheris.Setup([sys.argv[0], *words], watched)
    atheris.Fuzz()


def _too_long(*_: object) -> None:
    raise Hang(f"more than {HANG} s")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
