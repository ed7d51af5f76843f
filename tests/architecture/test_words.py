"""What no file of the project says: one machine's paths, an index's address, work left undone."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from tests.architecture.house import ROOT

# Written in pieces, so that this file does not say it either.
PLACES = "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me", "opt/py" + "pi"))
INDEXES = "|".join(("py" + r"pi\.org", r"files\.python" + "hosted", r"registry\." + "npmjs"))
LATER = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
FORBIDDEN = {
    "a path of one machine": re.compile(rf"(?<![\w.~-])/(?:{PLACES})/[a-z.]"),
    "the address of a package index": re.compile(INDEXES),
    "work left undone": re.compile(rf"\b(?:{LATER})\b"),
    "who wrote it with what": re.compile("Co-Authored" + "-By", re.IGNORECASE),
}
NOT_OURS = re.compile(
    r"(^|/)(LICENSE|vendor/)|\.(png|jpg|svg|woff2?|ico|min\.js)$|licen[cs]e", re.I
)


def sayings(root: Path, names: list[str]) -> list[str]:
    """Where a file says one of them."""
    return [
        f"{name}:{number}: {what}: {found.group()}"
        for name in names
        if not NOT_OURS.search(name) and (root / name).is_file()
        for number, line in enumerate(_lines(root / name), 1)
        for what, pattern in FORBIDDEN.items()
        if (found := pattern.search(line))
    ]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def tracked() -> list[str]:
    """The files of the project, as git knows them."""
    told = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if told.returncode:
        pytest.skip("no git repository here")
    return told.stdout.splitlines()


def test_no_file_says_it() -> None:
    assert sayings(ROOT, tracked()) == []


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "work/main/x",
        '"/ro' + 'ot/.cache"',
        "https://py" + "pi.org/simple",
        "https://registry." + "npmjs.org/x",
        "# TO" + "DO: later",
        "Co-authored" + "-by: somebody",
    ],
)
def test_a_planted_word_is_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"x = 1\n{text}\n")
    assert len(sayings(tmp_path, ["a.py"])) == 1


def test_the_requirements_hold_hashes_and_no_address() -> None:
    for name in ("run.txt", "test.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE)
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert len(pinned) == len(blocks)
        assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_holds_what_the_project_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = asked["project"]["dependencies"]
    for name, wanted in (("run", run), ("test", [*run, *asked["dependency-groups"]["dev"]])):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        locked = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))
        for line in wanted:
            package = re.split(r"[\[<>=~ ]", line)[0].lower()
            assert package in locked, f"{package}: run make lock"
            if "==" in line:
                assert locked[package] == line.rsplit("==", 1)[1], f"{package}: run make lock"


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in text
    assert text.rstrip().endswith("require the production of a new EUPL version.")
