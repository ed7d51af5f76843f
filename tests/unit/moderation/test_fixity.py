"""Every sealed file read again, and a damaged one put back from a copy."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from tests.factories.inbox import Desk
from tests.factories.moderation import NOW, reported

from torg.kernel.blobs import BlobStore
from torg.kernel.refusals import Refusal
from torg.ledger.models import Entry
from torg.moderation.actions import mend_evidence
from torg.moderation.models import Evidence
from torg.moderation.queries import fixity


@pytest.fixture
def own_blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blob store of the test's own."""
    monkeypatch.setattr(settings, "BLOBS", tmp_path / "blobs")
    return tmp_path / "blobs"


@pytest.fixture
def evidence(desk: Desk, own_blobs: Path) -> Evidence:
    return reported(desk).evidence


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The command's exit code and what it printed."""
    try:
        call_command("evidence", "check", *words)
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    return code, capsys.readouterr().out


@pytest.mark.parametrize("damage", ["changed", "gone"])
@pytest.mark.parametrize("part", ["digest", "card_digest", "file_digest"])
def test_a_damaged_file_is_named_and_mended_from_a_copy(
    evidence: Evidence,
    own_blobs: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    part: str,
    damage: str,
) -> None:
    digest, copy = getattr(evidence, part), tmp_path / "copy"
    shutil.copytree(own_blobs, copy)
    path = BlobStore(own_blobs).path(digest)
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"annat")
    assert {fault.digest for fault in fixity(evidence.municipality)} == {digest}
    code, told = run(capsys)
    assert code == 1
    assert digest in told
    assert run(capsys, "--copy", str(copy))[0] == 0
    assert not list(fixity(evidence.municipality))
    assert Entry.objects.get(verb="evidence.mended").facts["sha256"] == digest
    assert "alla bevis är hela" in run(capsys)[1]


def test_a_copy_that_is_damaged_too_mends_nothing(
    evidence: Evidence, own_blobs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    for root in (own_blobs, copy):
        path = BlobStore(root).path(evidence.card_digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(b"annat")
    assert run(capsys, "--copy", str(copy))[0] == 1
    with pytest.raises(Refusal, match="inte den fil som förseglades"):
        mend_evidence(
            evidence=evidence, part="card", digest=evidence.card_digest, copy=b"annat",
            by=None, now=NOW,
        )  # fmt: skip
    assert not Entry.objects.filter(verb="evidence.mended").exists()


def test_a_folder_or_municipality_that_is_not_there_is_said(evidence: Evidence) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        call_command("evidence", "check", "--copy", "/nowhere/at/all")
    with pytest.raises(CommandError, match="ingen kommun"):
        call_command("evidence", "check", "--municipality", "ingenstans")
