"""The import contracts of pyproject.toml: kept by the tree, and each able to fail.

Every planted violation is put into a copy of the tree, and the tool must name the contract.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.house import ROOT

LINT = Path(sys.executable).parent / "lint-imports"

# contract -> planted imports (file, imported module); the file is made when it is not there
PLANTED = {
    "Rooms stand in one order": [
        ("src/torg/people/queries/persons.py", "torg.delivery.queries"),
        ("src/torg/ledger/queries.py", "torg.rules.queries"),
        ("src/torg/rules/planted.py", "torg.handbook.queries"),
        ("src/torg/inbox/planted.py", "torg.planning.queries"),
        ("src/torg/kernel/refs.py", "torg.ports.errors"),
        ("src/torg/delivery/states.py", "torg.planning.states"),
        ("src/torg/delivery/planted.py", "torg.media.models"),
        ("src/torg/channels/planted.py", "torg.site.settings"),
    ],
    "Only rules imports policy": [("src/torg/planning/planted.py", "torg.policy.findings")],
    "Only the wiring imports adapters": [
        ("src/torg/delivery/planted.py", "torg.adapters.http"),
        ("src/torg/site/urls.py", "torg.adapters.http"),
    ],
    "Plain rooms know no Django": [
        (f"src/torg/{room}/planted.py", "django.db.models")
        for room in ("kernel", "policy", "ports", "adapters")
    ],
    "Networks do not know each other": [
        ("src/torg/adapters/networks/bluesky/planted.py", "torg.adapters.networks.practice"),
    ],
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the tree at root."""
    return subprocess.run(
        [str(LINT), "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_tree_keeps_every_contract() -> None:
    told = lint(ROOT)
    assert told.returncode == 0, told.stdout
    for contract in PLANTED:
        assert f"{contract} KEPT" in told.stdout


def cases() -> list[tuple[str, str, str]]:
    """(contract, file, import) for each planted violation."""
    return [(contract, *plant) for contract, plants in PLANTED.items() for plant in plants]


@pytest.mark.parametrize(("contract", "path", "imported"), cases())
def test_a_planted_violation_breaks_its_contract(
    contract: str, path: str, imported: str, tmp_path: Path
) -> None:
    shutil.copytree(
        ROOT / "src",
        tmp_path / "src",
        ignore=lambda _, names: [n for n in names if n in ("static", "templates", "__pycache__")],
    )
    planted = tmp_path / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    (planted.parent / "__init__.py").touch()
    found = planted.read_text(encoding="utf-8") if planted.exists() else ""
    planted.write_text(f"{found}\nimport {imported}\n", encoding="utf-8")
    told = lint(tmp_path)
    assert told.returncode == 1, told.stdout + told.stderr
    assert f"{contract} BROKEN" in told.stdout
    assert f"torg.{path.split('/')[2]}" in told.stdout.split("Broken contracts")[-1]
