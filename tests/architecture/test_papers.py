"""What the papers say is there is there."""

import re
import subprocess
from pathlib import Path

import pytest
from tests.architecture.house import ROOT

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
MAKE = re.compile(r"`make ([a-z]+)|^ {4}make ([a-z]+)", re.MULTILINE)
PATH = re.compile(r"`((?:benchmarks|docs|policies|requirements|src|tests|tools)/[^`\s<>…*{}]+)`")


def targets() -> set[str]:
    """What `make help` lists."""
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(re.findall(r"^ +make ([a-z]+)", told.stdout, re.MULTILINE))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_are_named_are_there(paper: Path) -> None:
    named = PATH.findall(paper.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path.split("::")[0]).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_can_be_given(paper: Path) -> None:
    named = {one or other for one, other in MAKE.findall(paper.read_text(encoding="utf-8"))}
    assert named - targets() == set()


def test_every_target_says_what_it_does() -> None:
    asked = {"setup", "run", "test", "check", "trace", "drill", "mutants", "bench"}
    assert targets() == asked | {"bluesky", "lock", "help"}


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_picture_is_shown_in_a_paper() -> None:
    told = "".join(paper.read_text(encoding="utf-8") for paper in PAPERS)
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert [one.name for one in pictures if one.name not in told] == []
