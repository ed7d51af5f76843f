"""`python -m tests.fuzz [--minutes N] [TARGET …]`: atheris on every reader of others' bytes (F16).

One row a target: executions, seconds and outcome. What broke a target is kept in build/fuzz and
named; exit 1. Corpora are kept there too, so that the next run goes on from them.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "fuzz"
DONE = re.compile(r"Done (\d+) runs in (\d+) second")
ROUNDS = re.compile(r"^#(\d+)\s", re.MULTILINE)


def main() -> int:
    """1 when any target broke."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
    django.setup()
    targets = import_module("tests.fuzz.targets").TARGETS
    ask = argparse.ArgumentParser(prog="python -m tests.fuzz")
    ask.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(targets))
    ask.add_argument("--minutes", type=float, default=3.0, help="for each target")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    if unknown := set(given.targets) - set(targets):
        ask.error(f"no such target: {', '.join(sorted(unknown))}")
    broken = 0
    for name in given.targets or targets:
        broken += fuzzed(name, targets[name].seeds, given.minutes, given.seed)
    return int(broken > 0)


def fuzzed(name: str, seeds: tuple[bytes, ...], minutes: float, seed: int) -> bool:
    """One target for so long; whether it broke."""
    corpus = KEPT / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(one)
    longest = max([4096, *(2 * len(one) for one in seeds)])
    with tempfile.TemporaryDirectory(prefix="torg-fuzz-") as data:
        told = subprocess.run(
            [
                sys.executable, "-m", "tests.fuzz.cell", name,
                f"-max_total_time={round(minutes * 60)}", f"-max_len={longest}", f"-seed={seed}",
                f"-artifact_prefix={KEPT / name}-", "-timeout=60", "-rss_limit_mb=1500",
                str(corpus),
            ],
            cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
            env={**os.environ, "DATA_DIR": data},
        )  # fmt: skip
    done = DONE.search(told.stderr)
    runs = int(done[1]) if done else max(map(int, ROUNDS.findall(told.stderr)), default=0)
    broke = told.returncode != 0
    said = told.stderr.strip()[-1500:] if broke else "no exception, no hang"
    print(f"{name:22} {runs:>9} executions, seed {seed}: {said}", flush=True)
    return broke


if __name__ == "__main__":
    sys.exit(main())
