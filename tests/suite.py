"""Every check and test, in order: `python -m tests.suite [check|tests|STEP …]`.

Steps of one group run side by side. All run to the end; the last lines tell each step's
outcome and, as pytest's own closing line, the sum of all its runs.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres import MISSING

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
LONGEST = 2400
# Each waits for a good part of its time: for a disk, a minute to come, a process to start.
ABREAST = 4
CLOSING = re.compile(r" in \d+\.\d+s( \([\d:]+\))?$")
SKIPPED = re.compile(r"^SKIPPED \[(\d+)\] [^:]+(?::\d+)?: (.*)$", re.MULTILINE)
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
PRODUCTION = {
    "TORG_DEMO": "0",
    "TORG_PUBLIC_URL": "https://torg.example.se",
    "TORG_HOSTS": "torg.example.se",
    "TORG_SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF",
}

# The steps start the desk some hundred times. Where the surroundings forbid Python to keep what
# it has compiled, every start would compile a thousand modules anew: more than half of its time.
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "compiled"),
}


@dataclass(frozen=True)
class Step:
    """One command; `needs` is the folder that it is about."""

    name: str
    command: Sequence[str]
    needs: str = "."
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a step went. word: klar, FEL or hoppas över."""

    step: Step
    word: str
    seconds: float
    output: str

    @property
    def closing(self) -> str:
        """The last line that pytest, or another tool, said."""
        lines = [line for line in self.output.splitlines() if line.strip()]
        return lines[-1].strip("= ") if lines else ""


def tool(name: str, *arguments: str) -> list[str]:
    """A program of this environment."""
    return [str(PROGRAMS / name), *arguments]


def tests(name: str, *folders: str) -> list[str]:
    """One run of pytest over the folders that exist, with a trace of its own."""
    there = [folder for folder in folders if (ROOT / folder).is_dir()]
    return [PYTHON, "-m", "pytest", "-p", "tests.trace", f"--trace-run={name}", "-rs", *there]


# Rooms that know no database need no second one; what is new runs on both.
PLAIN = {"adapters", "benchmarks", "ui"}
STORING = [
    f"tests/unit/{folder.name}"
    for folder in sorted((ROOT / "tests" / "unit").iterdir())
    if folder.is_dir() and folder.name not in PLAIN and any(folder.glob("test_*.py"))
]
MATRIX, JOURNEY = "tests/web/matrix", "tests/browser/journey"
# Who may do what is decided before the database is asked, and how pages of words look and how many
# questions a page asks is the same on both; by hand all of it is walked on both. The demo is the
# actions of every room, which are tried on both one by one.
ONCE = [
    *(
        f"--ignore=tests/web/{name}"
        for name in (
            "matrix", "handbook", "rules", "fifth", "api/test_fuzz.py", "test_query_counts.py",
        )
    ),
    "--ignore=tests/unit/site/test_demo.py",
    "--ignore=tests/unit/desk/test_day.py",
]  # fmt: skip
CHECKS = [
    [
        Step("ruff", tool("ruff", "check", "src", "tests", "benchmarks", "tools")),
        Step("format", tool("ruff", "format", "--check", "src", "tests", "benchmarks", "tools")),
    ],
    [
        Step("mypy", tool("mypy")),
        Step("imports", tool("lint-imports", "--no-cache")),
        Step("templates", tool("djlint", "--lint", "--quiet", "src")),
        Step("dead code", tool("vulture")),
        Step("dependencies", tool("deptry", "src")),
        Step("security", tool("bandit", "-q", "-r", "src", "-c", "pyproject.toml")),
        Step("migrations", [PYTHON, "-m", "torg", "makemigrations", "--check", "--dry-run"]),
        Step(
            "deploy",
            [PYTHON, "-m", "torg", "check", "--deploy", "--fail-level", "WARNING"],
            environment=PRODUCTION,
        ),
    ],
]
# The real Bluesky server, more than a minute once, on one processor. Where it cannot be had, its
# tests skip, loudly.
PARTS = Step("parts", ["make", "--silent", "bluesky-parts"])
# The longest first: what is short fills the places that become free.
TESTS = [
    [
        PARTS,
        Step("architecture", tests("architecture", "tests/architecture"), "tests/architecture"),
        Step("database", [PYTHON, "-m", "tests.built"]),
    ],
    [
        Step(
            "sqlite",
            [
                *tests("sqlite", "tests/policy", "tests/unit", "tests/web", "tests/fuzz"),
                f"--ignore={MATRIX}",
            ],
        ),
        Step("browser", [*tests("browser", "tests/browser"), f"--ignore={JOURNEY}"]),
        Step("journey", tests("journey", JOURNEY)),
        Step(
            "postgres",
            [PYTHON, "-m", "tests.postgres", *tests("postgres", *STORING, "tests/web"), *ONCE],
        ),
        Step("drills", tests("drills", "tests/drills"), "tests/drills"),
        Step("matrix", tests("matrix", MATRIX)),
        Step("contracts", tests("contracts", "tests/contracts"), "tests/contracts"),
    ],
]


def data_of(step: Step) -> Path:
    """A folder of the step's own, since several run at any time."""
    return ROOT / "build" / "data" / step.name.replace(" ", "-")


def run(step: Step) -> Outcome:
    """Run the step and say how it went; all that it wrote is printed unless it is well."""
    outcome = attempt(step)
    whole = f"\n── {step.name} ──\n{outcome.output}"
    print(line(outcome) if outcome.word == "klar" else whole, flush=True)
    return outcome


def attempt(step: Step) -> Outcome:
    """The step's outcome, within the longest time that a step may take."""
    began = time.monotonic()
    if not (ROOT / step.needs).is_dir():
        return Outcome(step, "hoppas över", 0.0, f"{step.needs} finns inte")
    try:
        told = subprocess.run(
            step.command,
            cwd=ROOT,
            env={**os.environ, **COMPILED, "DATA_DIR": str(data_of(step)), **step.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        code, output = told.returncode, told.stdout
    except subprocess.TimeoutExpired as late:
        code, output = 1, f"{late.output or ''}\nslutade inte inom {LONGEST} s"
    word = {0: "klar", MISSING: "hoppas över"}.get(code, "FEL")
    return Outcome(step, word, time.monotonic() - began, output)


def line(outcome: Outcome) -> str:
    """One row of the summary."""
    return f"{outcome.step.name:13} {outcome.word:12} {outcome.seconds:6.1f} s  {outcome.closing}"


def skips(output: str) -> Counter[str]:
    """How many tests each reason kept from running."""
    counts: Counter[str] = Counter()
    for number, reason in SKIPPED.findall(output):
        counts[reason] += int(number)
    return counts


def sum_line(outcomes: Sequence[Outcome], seconds: float) -> str:
    """All of pytest's runs as one closing line."""
    counts: Counter[str] = Counter()
    for outcome in filter(lambda outcome: CLOSING.search(outcome.closing), outcomes):
        for number, word in COUNTED.findall(outcome.closing):
            counts[word.removesuffix("s") if word == "errors" else word] += int(number)
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
    told = ", ".join(f"{counts[word]} {word}" for word in order if counts[word])
    return f"{told or 'no tests ran'} in {seconds:.2f}s"


def chosen(words: Sequence[str]) -> list[list[Step]]:
    """The groups that the words name: check, tests, or steps by name; none means all."""
    groups = [*CHECKS, *TESTS]
    if not words:
        return [[*TESTS[0], *CHECKS[0], *CHECKS[1]], *TESTS[1:]]
    named = {"check": CHECKS, "tests": TESTS}
    by_name = [[step] for group in groups for step in group if step.name in words]
    return [group for word in words for group in named.get(word, [])] + by_name


def main(words: Sequence[str]) -> int:
    """0 when every step is well."""
    began = time.monotonic()
    for old in (ROOT / "build" / "trace").glob("*.json"):
        old.unlink()
    outcomes: list[Outcome] = []
    for group in chosen(words):
        with ThreadPoolExecutor(max_workers=ABREAST) as pool:
            outcomes += pool.map(run, group)
    print("\n" + "\n".join(line(outcome) for outcome in outcomes))
    for outcome in outcomes:
        if outcome.word == "hoppas över":
            print(f"HOPPAS ÖVER: {outcome.step.name}: {outcome.closing}")
        for reason, count in skips(outcome.output).items():
            print(f"HOPPAS ÖVER: {outcome.step.name}: {count} test: {reason}")
    faults = [outcome.step.name for outcome in outcomes if outcome.word == "FEL"]
    print(f"FEL: {', '.join(faults)}" if faults else "Allt väl.")
    if any(CLOSING.search(outcome.closing) for outcome in outcomes):
        print(sum_line(outcomes, time.monotonic() - began))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
