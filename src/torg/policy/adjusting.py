"""A pack with one decision more: a value of the municipality's own, or a channel's principle.

What comes out is a pack like any other, read and checked anew, with a digest of its own.
"""

import json
from datetime import date
from typing import Any

import tomli_w

from torg.policy.faults import PackRefusedError
from torg.policy.loading import load_content
from torg.policy.pack import Pack, canonical
from torg.policy.pack_format import Adjustment

SOURCE = "ändringen"
_DAYS = frozenset({"adopted", "decided", "on", "proposed", "valid_from", "valid_to"})


def adjusted(pack: Pack, one: Adjustment) -> Pack:
    """The pack after the decision. Raises PackRefusedError that says what is allowed."""
    raw = json.loads(pack.content)
    raw["adjustment"] = [*raw.get("adjustment", ()), _plain(one)]
    return load_content(canonical(raw), SOURCE)


def carried(pack: Pack, before: Pack) -> tuple[Pack, list[Adjustment]]:
    """A new edition with the channels' principles of the one before, and those that fell.

    The municipality's own values are not carried: whoever decides on an edition decides on them.
    """
    lost = []
    for one in before.adjustments:
        if not one.channels or one in pack.adjustments:
            continue
        try:
            pack = adjusted(pack, one)
        except PackRefusedError:
            lost.append(one)
    return pack, lost


def as_toml(pack: Pack) -> str:
    """The pack as a file that loads again to the same digest."""
    return tomli_w.dumps(_dated(json.loads(pack.content)))


def _plain(one: Adjustment) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_defaults=True)


def _dated(value: Any, key: str = "") -> Any:
    """Days as days, so that the file reads as one that a person wrote."""
    if isinstance(value, dict):
        return {name: _dated(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_dated(each) for each in value]
    if key in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
