"""The packs on disk, and variations of them, as engines without a database."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from torg.policy.engine import Engine
from torg.policy.loading import load_content, load_folder
from torg.policy.office import instruments_of
from torg.policy.pack import Pack, canonical

POLICIES = Path(__file__).resolve().parents[2] / "policies"
MUNICIPALITIES = ("goteborg", "malmo", "stockholm", "vallentuna")


def engine_of(pack: Pack) -> Engine:
    """The engine that asks a pack."""
    return Engine(pack, instruments_of(pack.office))


@cache
def engine(municipality: str) -> Engine:
    """The engine of a pack on disk."""
    return engine_of(load_folder(POLICIES / municipality))


def changed(municipality: str, change: Callable[[dict[str, Any]], None]) -> Engine:
    """The engine of a pack on disk after a change of its content."""
    raw: dict[str, Any] = json.loads(engine(municipality).pack.content)
    change(raw)
    return engine_of(load_content(canonical(raw)))


def rule_of(raw: dict[str, Any], rule_id: str) -> dict[str, Any]:
    """One rule of a pack's content."""
    found: dict[str, Any] = next(rule for rule in raw["rule"] if rule["id"] == rule_id)
    return found
