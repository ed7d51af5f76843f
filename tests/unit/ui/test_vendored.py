"""Vendored files are exactly what their packages hold, and nothing comes from outside."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [ROOT / "src/torg/ui/static/vendor", ROOT / "tests/browser/vendor"]


def entries() -> list[tuple[Path, dict[str, Any]]]:
    return [
        (folder, entry)
        for folder in FOLDERS
        for entry in tomllib.loads((folder / "vendor.toml").read_text())["file"]
    ]


@pytest.mark.parametrize(("folder", "entry"), entries(), ids=lambda part: str(part)[-40:])
def test_the_file_has_its_sum_and_its_licence(folder: Path, entry: dict[str, Any]) -> None:
    assert hashlib.sha256((folder / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (folder / entry["licence_file"]).stat().st_size > 500
    assert entry["integrity"].startswith("sha512-")
    assert entry["version"][0].isdigit()
    assert entry["licence"] in {"MIT", "MPL-2.0"}


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_no_file_stands_there_unlisted(folder: Path) -> None:
    listed = {"vendor.toml"}
    for at, entry in entries():
        if at == folder:
            listed |= {entry["name"], entry["licence_file"]}
    assert {path.name for path in folder.iterdir()} == listed


def test_no_stylesheet_fetches_anything_from_elsewhere() -> None:
    for path in (ROOT / "src/torg/ui/static").rglob("*.css"):
        text = path.read_text()
        assert "@import" not in text, path
        outside = [found for found in re.findall(r"url\(\s*['\"]?([^'\")]{1,40})", text)
                   if not found.startswith("data:")]  # fmt: skip
        assert outside == [], path


def test_our_own_scripts_stay_small_and_obey_the_policy() -> None:
    lines = 0
    for path in (ROOT / "src/torg/ui/static/ui").glob("*.js"):
        text = path.read_text()
        lines += len(text.splitlines())
        assert not re.search(r"\beval\(|new Function|innerHTML|\.style\b", text), path
    # The desk's own; sixty for the list on other websites and its button, 310 that keep what
    # somebody typed, and 27 for a press that hits what it aimed at.
    assert lines <= 690
