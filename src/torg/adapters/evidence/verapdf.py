"""veraPDF, where an operator has it: every rule of both standards, beside our own gate."""

import re
import subprocess
import tempfile
from pathlib import Path

FLAVOURS = ("3a", "ua1")
LONGEST = 60
REPORT = re.compile(r'<validationReport\b[^>]*\bisCompliant="(true|false)"')
CHECKS = re.compile(r'<details\b[^>]*\bpassedChecks="(\d+)"')
RULE = re.compile(r'<rule\b[^>]*\bclause="([^"]*)" testNumber="(\d+)" status="failed"')


def verapdf_faults(program: Path, content: bytes) -> list[str]:
    """What keeps the file out, as clauses of PDF/A-3a and PDF/UA-1; empty when it passes.

    Its default report (XML) is read, versions 1.24 to 1.31. A run that checked nothing, as one
    without rules does, is a fault and not a pass.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return [fault for each in FLAVOURS for fault in _asked(program, each, file.name)]


def _asked(program: Path, flavour: str, file: str) -> list[str]:
    try:
        told = subprocess.run(  # noqa: S603 (the operator's own program, our own file)
            [program, "--flavour", flavour, file],
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        return [f"verapdf-{flavour}: {type(error).__name__}"]
    reports, checks = REPORT.findall(told), CHECKS.findall(told)
    if len(reports) != 1 or not any(int(number) for number in checks):
        return [f"verapdf-{flavour}: nothing was checked"]
    if reports == ["true"]:
        return []
    rules = sorted({f"{clause}-{number}" for clause, number in RULE.findall(told)})
    return [f"verapdf-{flavour}: {', '.join(rules) or 'not compliant'}"]
