"""Which requirements are shown: a pytest plugin, and the report of `make trace`.

A test says `@pytest.mark.req("M1-29")` when it shows that row's test sentence. The plugin
refuses ids that no requirement has and writes one file for each run of pytest; the report
joins those of this commit. An id counts when a marked test passed and none failed.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
KNOWN = ROOT / "src" / "torg" / "policy" / "ledger_rows.txt"
RUNS = ROOT / "build" / "trace"


TOWNS = {
    "M1": "Malmö",
    "M2": "Malmö",
    "G": "Göteborg",
    "S": "Stockholm",
    "V": "Vallentuna",
}


class Row(NamedTuple):
    """A requirement's id, capability and type, as the ledger has them."""

    id: str
    capability: str
    type: str

    @property
    def municipality(self) -> str:
        """Whose document it is from."""
        return TOWNS[self.id.partition("-")[0]]


def known_rows() -> list[Row]:
    """All requirements, in their order."""
    return [Row(*line.split()) for line in KNOWN.read_text(encoding="utf-8").splitlines()]


def known_ids() -> list[str]:
    """The ids of all requirements, in their order."""
    return [row.id for row in known_rows()]


CUTS: dict[str, Callable[[Row], str]] = {
    "per förmåga": lambda row: row.capability,
    "per slag": lambda row: row.type,
    "per kommun": lambda row: row.municipality,
}


def state_of_the_tree() -> str:
    """The commit, with a mark when files differ from it."""
    commit = git("rev-parse", "HEAD")
    return f"{commit}+changes" if git("status", "--porcelain", "--untracked-files=no") else commit


def git(*arguments: str) -> str:
    """Git's answer; empty outside a repository."""
    told = subprocess.run(
        ["git", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


@dataclass
class Trace:
    """What one run of pytest says about each id: names of tests that passed and that failed."""

    passed: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)

    def note(self, ids: Iterable[str], test: str, passed: bool) -> None:
        """One finished test."""
        for each in ids:
            (self.passed if passed else self.failed).setdefault(each, []).append(test)

    def shown(self) -> set[str]:
        """Ids with a passing test and no failing one."""
        return set(self.passed) - set(self.failed)

    def write(self, path: Path) -> None:
        """As JSON, with the state of the tree that it speaks of."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {"tree": state_of_the_tree(), "passed": self.passed, "failed": self.failed}
        path.write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")


def joined(runs: Iterable[dict[str, Any]]) -> Trace:
    """Several runs as one."""
    whole = Trace()
    for run in runs:
        for passed in (True, False):
            for each, tests in run["passed" if passed else "failed"].items():
                for test in tests:
                    whole.note([each], test, passed)
    return whole


class TracePlugin:
    """Collects marks and outcomes of one run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids: dict[str, tuple[str, ...]] = {}
        self._trace = Trace()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep each test's ids; an unknown one stops the run."""
        known = set(known_ids())
        for item in items:
            ids = tuple(str(each) for mark in item.iter_markers("req") for each in mark.args)
            if strange := set(ids) - known:
                raise pytest.UsageError(f"{item.nodeid}: no requirement {sorted(strange)}")
            if ids:
                self._ids[item.nodeid] = ids

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails anywhere failed; one that was skipped shows nothing."""
        ids = self._ids.get(report.nodeid, ())
        if report.failed:
            self._trace.note(ids, report.nodeid, passed=False)
        elif report.passed and report.when == "call" and not hasattr(report, "wasxfail"):
            self._trace.note(ids, report.nodeid, passed=True)

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        self._trace.write(self._path)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--trace-run NAME` writes build/trace/NAME.json."""
    parser.addoption("--trace-run", metavar="NAME", default="", help="name of this run's trace")
    parser.addoption("--trace-folder", default=str(RUNS), help="where it is written")


def pytest_configure(config: pytest.Config) -> None:
    """A run without a name is checked too, but no report reads its trace."""
    name = str(config.getoption("--trace-run"))
    folder = Path(str(config.getoption("--trace-folder")))
    path = folder / f"{name}.json" if name else folder.parent / "last-trace.json"
    config.pluginmanager.register(TracePlugin(path), "torg-trace")


def runs_of_this_tree() -> list[dict[str, Any]]:
    """What the last `make test` wrote, where the tree is still the same."""
    state = state_of_the_tree()
    told = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RUNS.glob("*.json"))]
    return [run for run in told if run["tree"] == state]


def report(trace: Trace) -> str:
    """One line an id that has a marked test, sums in three cuts, ids without, the closing line."""
    known = known_rows()
    shown = trace.shown()
    lines = [
        f"{row.id:6} {'visad' if row.id in shown else 'FALLER':7} {len(tests)} test  {tests[0]}"
        for row in known
        if (tests := trace.failed.get(row.id) or trace.passed.get(row.id))
    ]
    for title, key in CUTS.items():
        lines += ["", title, *cut(known, shown, key)]
    return "\n".join([*lines, "", f"trace: {len(shown)}/{len(known)}"])


def cut(known: list[Row], shown: set[str], key: Callable[[Row], str]) -> Iterator[str]:
    """One line a group: how many of its ids are shown, and those that no passing test shows."""
    for name in sorted({key(row) for row in known}):
        group = [row.id for row in known if key(row) == name]
        missing = [each for each in group if each not in shown]
        told = f"{len(group) - len(missing):3}/{len(group):<3}"
        yield f"  {name:11} {told}  {'utan: ' + ' '.join(missing) if missing else ''}".rstrip()


def main() -> int:
    """Report the last run of this tree; run the suite first when there is none."""
    if not (runs := runs_of_this_tree()):
        subprocess.run([sys.executable, "-m", "tests.suite", "tests"], cwd=ROOT, check=False)
        runs = runs_of_this_tree()
    told = report(joined(runs))
    (RUNS / "report.txt").write_text(f"{told}\n", encoding="utf-8")
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
