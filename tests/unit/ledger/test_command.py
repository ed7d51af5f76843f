"""The command's verdict and exit code; the job that signs every log."""

from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from tests.factories.entries import make_entry
from tests.factories.people import make_municipality

from torg.kernel.scope import every_municipality
from torg.ledger.jobs import checkpoint_all
from torg.ledger.models import Checkpoint, Entry, Head
from torg.ledger.queries import verify
from torg.people.models import Municipality

append_only = import_module("torg.ledger.migrations.0002_append_only")


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")


@pytest.fixture
def other(municipality: Municipality, now: datetime) -> Municipality:
    """A second municipality; both have entries."""
    other = make_municipality(slug="annankommun")
    for tenant in (municipality, other):
        make_entry(tenant, now, content={"text": "Hej"})
    return other


def damage(municipality: Municipality) -> None:
    with connection.cursor() as cursor:
        append_only.allow(None, SimpleNamespace(connection=connection, execute=cursor.execute))
    with every_municipality():
        Entry.objects.filter(municipality=municipality).update(summary="Annat.")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The command's exit code and what it printed."""
    try:
        call_command("ledger", *words)
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    return code, capsys.readouterr().out


def test_whole_logs_exit_zero(other: Municipality, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "verify")
    assert code == 0
    assert "provkommun: ORÖRD. 1 poster" in told
    assert "annankommun: ORÖRD. 1 poster" in told


def test_one_damaged_log_exits_one_and_the_others_are_still_read(
    other: Municipality, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(other)
    code, told = run(capsys, "verify")
    assert code == 1
    assert "annankommun: FEL. 1 fel" in told
    assert "[columns] Post 1:" in told
    assert "provkommun: ORÖRD." in told
    assert run(capsys, "verify", "--municipality", "provkommun")[0] == 0


@pytest.mark.parametrize("crash", [OperationalError("disk I/O error"), MemoryError(), OSError(5)])
def test_a_check_that_fails_is_no_verdict_and_exits_one(
    other: Municipality,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    crash: Exception,
) -> None:
    def crashing(municipality: Municipality, **options: object) -> object:
        if municipality == other:
            raise crash
        return verify(municipality)

    monkeypatch.setattr("torg.ledger.management.commands.ledger.verify", crashing)
    code, told = run(capsys, "verify")
    assert code == 1
    assert "annankommun: KUNDE INTE GRANSKAS" in told
    assert "annankommun: ORÖRD" not in told
    assert "provkommun: ORÖRD" in told


def test_an_unreadable_key_exits_one(
    other: Municipality, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "checkpoint")[0] == 0
    (Path(settings.KEYS) / "ledger-annankommun.key").write_text("not a key")
    code, told = run(capsys, "verify")
    assert code == 1
    assert "annankommun: KUNDE INTE GRANSKAS" in told
    code, told = run(capsys, "key", "--municipality", "provkommun")
    assert code == 0
    assert told.startswith("torg.ledger/provkommun+")


def test_nothing_to_check_is_not_a_success(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("ledger", "verify")
    with pytest.raises(CommandError):
        call_command("ledger", "verify", "--municipality", "ingenstans")


def test_a_note_kept_elsewhere_is_held_against_the_log(
    other: Municipality, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    words = ["verify", "--municipality", "provkommun", "--against", str(kept)]
    kept.write_text(run(capsys, "checkpoint", "--municipality", "provkommun")[1].strip())
    assert run(capsys, *words)[0] == 0
    kept.write_text(kept.read_text().replace("\n1\n", "\n2\n"))
    assert run(capsys, *words)[0] == 1
    with pytest.raises(FileNotFoundError):
        call_command("ledger", *words[:-1], str(tmp_path / "missing.txt"))
    with pytest.raises(CommandError, match="--municipality"):
        call_command("ledger", "verify", "--note", str(kept))


def test_every_log_is_signed_once(other: Municipality, now: datetime) -> None:
    assert checkpoint_all(now) == []
    assert checkpoint_all(now) == []
    with every_municipality():
        assert Checkpoint.objects.count() == 2


def test_one_damaged_log_does_not_keep_the_others_unsigned(
    other: Municipality, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(other)
    assert checkpoint_all(now) == ["annankommun"]
    with every_municipality():
        assert Checkpoint.objects.get().municipality.slug == "provkommun"
        assert Head.objects.count() == 2
    code, told = run(capsys, "checkpoint")
    assert code == 1
    assert "annankommun: INTE SIGNERAD." in told
    assert run(capsys, "key")[0] == 1
