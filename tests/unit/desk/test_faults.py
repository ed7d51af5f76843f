"""docs/explanation/faults.md says what Torg says, and names tests that are there."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.factories.inbox import Desk

from torg.delivery.actions import place_hold
from torg.delivery.queries.watch import alarms
from torg.ledger.models import Entry
from torg.rules.actions import set_mode
from torg.rules.states import Mode

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "explanation" / "faults.md").read_text(encoding="utf-8")
SENTENCES = sorted(set(re.findall(r"»([^«]+)«", PAGE)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/.]+)::(\w+)`", PAGE)))


def sources() -> Iterator[str]:
    """Every text that can hold a sentence, with what Python joins joined."""
    for path in sorted((ROOT / "src" / "torg").rglob("*")):
        if path.suffix in {".py", ".html"}:
            yield re.sub(r"\"\s*\n\s*f?\"", "", path.read_text(encoding="utf-8"))


def test_every_sentence_is_torgs_own() -> None:
    house = "\n".join(sources())
    for sentence in SENTENCES:
        varied = [re.escape(part) for part in re.split("…", sentence)]
        found = re.search(r"(?:%\(\w+\)[sd]|\{[^}]+\})".join(varied), house)
        assert found, sentence


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_every_test_named_is_there(file: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_a_crisis_is_told_and_pauses_what_was_planned(desk: Desk, now: datetime) -> None:
    tenant, why = desk.municipality, "Olycka vid hamnen."
    set_mode(municipality=tenant, mode=Mode.CRISIS, reason=why, by=None, now=now)
    place_hold(municipality=tenant, channel=None, reason=why, by=desk.lead, now=now)
    told = Entry.objects.filter(verb="rules.set_mode").latest("seq")
    assert told.summary == "Läget ändrades till krisläge."
    bars = [bar.message for bar in alarms(tenant.pk, now + timedelta(minutes=1))]
    assert any(
        bar.startswith("Publiceringen på alla kanaler är pausad av") and bar.endswith(why)
        for bar in bars
    )
