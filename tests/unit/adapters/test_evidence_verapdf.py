"""veraPDF where its path is named: its report decides, and a run that checks nothing does not.

The program is played by a script that writes reports in veraPDF's own form; where the real one
is on the path it is asked too.
"""

import shutil
from pathlib import Path

import pytest
from tests.unit.adapters.test_evidence_file import TEXTS, card, sheet

from torg.adapters.evidence.renderer import PdfRenderer
from torg.adapters.evidence.verapdf import verapdf_faults
from torg.ports.errors import Refused

JOB = (
    '<report><jobs><job><validationReport jobEndStatus="normal" profileName="PDF/A-3A"'
    ' isCompliant="{yes}"><details passedRules="9" failedRules="0" passedChecks="{checks}"'
    ' failedChecks="0">{rules}</details></validationReport></job></jobs></report>'
)
RULE = '<rule specification="ISO 19005-3:2012" clause="6.2.11" testNumber="8" status="failed"/>'
PASSED = JOB.format(yes="true", checks=6019, rules="")
FAILED = JOB.format(yes="false", checks=6000, rules=RULE)
UNCHECKED = JOB.format(yes="true", checks=0, rules="")


def program(folder: Path, told: str) -> Path:
    """A program that prints the report whatever it is asked, and notes what that was."""
    made = folder / "verapdf"
    made.write_text(f"#!/bin/sh\necho \"$2\" >> '{folder}/asked'\ncat <<'END'\n{told}\nEND\n")
    made.chmod(0o700)
    return made


def test_a_file_that_passes_both_standards_has_no_fault(tmp_path: Path) -> None:
    assert verapdf_faults(program(tmp_path, PASSED), b"%PDF") == []
    assert (tmp_path / "asked").read_text().split() == ["3a", "ua1"]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (FAILED, "verapdf-3a: 6.2.11-8"),
        (UNCHECKED, "verapdf-3a: nothing was checked"),
        ("", "verapdf-3a: nothing was checked"),
        (PASSED + PASSED, "verapdf-3a: nothing was checked"),
    ],
)
def test_anything_else_is_a_fault(tmp_path: Path, told: str, fault: str) -> None:
    assert verapdf_faults(program(tmp_path, told), b"%PDF")[0] == fault


def test_a_program_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert "FileNotFoundError" in verapdf_faults(tmp_path / "none", b"%PDF")[0]


def test_the_renderer_keeps_no_file_that_it_refuses(tmp_path: Path) -> None:
    maker = PdfRenderer(program(tmp_path, FAILED))
    if maker.available():
        pytest.skip(maker.available())
    with pytest.raises(Refused) as refused:
        maker.render(sheet(card("Hej")))
    assert "6.2.11-8" in refused.value.detail
    assert PdfRenderer(program(tmp_path, PASSED)).render(sheet(card("Hej")))


def test_the_real_one_agrees_about_every_text() -> None:
    real, maker = shutil.which("verapdf"), PdfRenderer()
    if real is None or maker.available():
        pytest.skip("veraPDF finns inte här")
    found = {
        name: verapdf_faults(Path(real), maker.render(sheet(card(text))))
        for name, text in TEXTS.items()
    }
    assert not any(found.values()), found
