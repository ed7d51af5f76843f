"""How one instance of the practice network behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from torg.adapters.networks.practice.refusal import No
from torg.ports.network import KeyKind


@dataclass(frozen=True, slots=True)
class Settings:
    """profile: how a caller can find out whether an act happened.

    KEYED honours Idempotency-Key and finds acts by it; READ_BACK ignores keys and lists own
    acts; NEITHER offers none of them. visibility_lag: seconds before an accepted act shows
    when read back. processing: seconds before an act that arrived is accepted, whether or not
    its caller still waits. echo_own: whether an account is told of its own replies and
    messages. refuse_duplicates: whether the same text within an hour is refused.
    duplicated, reordered, forged, replayed: shares of events that are told so (`tricks.py`).
    patience: the longest pause between two tries of a delivery, seconds.
    control: whether /api/control/ answers (drills only). webhooks: whether deliveries are
    queued. courier: whether they go out by themselves, else each round is asked for.
    talk_per_hour: how many remarks the talkers write; 0 is off. seed: for all that is random.
    """

    profile: KeyKind = KeyKind.KEYED
    visibility_lag: float = 0.0
    processing: float = 0.0
    echo_own: bool = True
    refuse_duplicates: bool = False
    duplicated: float = 0.0
    reordered: float = 0.0
    forged: float = 0.0
    replayed: float = 0.0
    patience: float = 300.0
    control: bool = False
    webhooks: bool = True
    courier: bool = True
    talk_per_hour: float = 0.0
    seed: int = 1


# What may be changed while an instance runs, and as what it is read.
SECONDS = frozenset({"visibility_lag", "processing", "patience"})
SHARES = frozenset({"duplicated", "reordered", "forged", "replayed"})
SWITCHES = frozenset({"echo_own", "refuse_duplicates"})


def changed(settings: Settings, asked: Mapping[str, object]) -> Settings:
    """The settings with what a control request asks for. Raises No(400) for another form."""
    try:
        values: dict[str, Any] = {name: _read(name, value) for name, value in asked.items()}
        return replace(settings, **values)
    except (KeyError, TypeError, ValueError) as problem:
        raise No(400, "settings-broken", "Inställningarna går inte att läsa.") from problem


def _read(name: str, value: object) -> KeyKind | bool | int | float:
    if name == "profile":
        return KeyKind(str(value))
    if name in SWITCHES and isinstance(value, bool):
        return value
    if name == "seed" and isinstance(value, int):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(name)
    if name in SECONDS or (name in SHARES and value <= 1):
        return float(value)
    raise KeyError(name)
