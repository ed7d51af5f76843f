"""`python -m tests.mutants [NAME …]`: plants each mutant in a copy of the tree and runs its test.

First the tests are run without any mutant (--no-baseline: not): one that fails by itself
catches nothing. Exit 1 when a mutant survives, does not apply, or breaks so that its test
cannot even be collected; a test that passes and then cannot clear up after itself has not
caught anything.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.built import FOLDER as BUILT
from tests.mutants.planted import DoesNotApply, Mutant, apply, planted
from tests.suite import ROOT

COPIED = ("src", "tests", "policies", "benchmarks", "tools", "requirements")
FILES = ("pyproject.toml", "manage.py")
LONGEST = 1200
LATE = 124
BARE = "--no-baseline"
FAILED = 1  # pytest's word for failed tests and for errors, and a drill's for a broken promise


@dataclass(frozen=True)
class Outcome:
    """word: caught, SURVIVED, BROKEN (no test could run) or STALE (does not apply)."""

    mutant: Mutant
    word: str
    seconds: float
    said: str = ""

    @property
    def line(self) -> str:
        """One row of the table."""
        return (
            f"{self.word:9} {self.mutant.name:32} {self.mutant.breaks:58} "
            f"{self.mutant.caught_by} {self.seconds:.0f} s {self.said}"
        ).rstrip()


def main(names: list[str]) -> int:
    """0 when every mutant is caught."""
    checked = BARE not in names
    names = [name for name in names if name != BARE]
    chosen = [mutant for mutant in planted() if not names or mutant.name in names]
    with tempfile.TemporaryDirectory(prefix="torg-mutants-") as folder:
        root = copy_tree(Path(folder))
        targets = list(dict.fromkeys(mutant.caught_by for mutant in chosen))
        sound = sound_targets(targets, root) if checked else set(targets)
        outcomes = []
        for mutant in chosen:
            outcomes.append(tried(mutant, root, sound=mutant.caught_by in sound))
            print(outcomes[-1].line, flush=True)
    caught = sum(outcome.word == "caught" for outcome in outcomes)
    print(f"{caught} of {len(outcomes)} mutants caught")
    return int(caught < len(outcomes))


def sound_targets(targets: list[str], root: Path) -> set[str]:
    """Those that pass without any mutant, run just as they will be run with one."""
    passing = {target for target in targets if run(target, root)[0] == 0}
    for target in sorted(set(targets) - passing):
        print(f"fails without any mutant: {target}", flush=True)
    return passing


def copy_tree(folder: Path) -> Path:
    """The sources, and the empty database of these migrations where one has been built."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    if BUILT.is_dir():
        shutil.copytree(BUILT, folder / BUILT.relative_to(ROOT))
    return folder


def tried(mutant: Mutant, root: Path, *, sound: bool) -> Outcome:
    """Plant, run, take away again."""
    began = time.monotonic()
    try:
        before = apply(mutant, root)
    except DoesNotApply as error:
        return Outcome(mutant, "STALE", 0.0, str(error))
    try:
        code, said = run(mutant.caught_by, root)
    finally:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
    caught = sound and code == FAILED and (mutant.is_drill or " failed" in said)
    word = "caught" if caught else "SURVIVED" if code == 0 else "BROKEN"
    return Outcome(mutant, word, time.monotonic() - began, "" if caught else said)


def run(target: str, root: Path) -> tuple[int, str]:
    """The exit code of the test or drill over the tree, and its last line."""
    words = target.split() if target.startswith("-m ") else ["-m", "pytest", "-x", *target.split()]
    with tempfile.TemporaryDirectory(prefix="torg-mutant-") as data:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{root / 'src'}:{root}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DATA_DIR": data,
        }
        try:
            told = subprocess.run(
                [sys.executable, *words], env=environment,
                cwd=root, capture_output=True, text=True, check=False, timeout=LONGEST,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return LATE, f"did not end within {LONGEST} s"
    lines = [line for line in (told.stderr + told.stdout).splitlines() if line.strip()]
    return told.returncode, lines[-1][:160] if lines else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
