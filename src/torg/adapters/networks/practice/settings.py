"""How one instance of the practice network behaves."""

from dataclasses import dataclass

from torg.ports.network import KeyKind


@dataclass(frozen=True, slots=True)
class Settings:
    """profile: how a caller can find out whether an act happened.

    KEYED honours Idempotency-Key and finds acts by it; READ_BACK ignores keys and lists own
    acts; NEITHER offers none of them. visibility_lag: seconds before an accepted act shows
    when read back. echo_own: whether an account is told of its own replies and messages.
    control: whether /api/control/ answers (drills only). webhooks: whether deliveries go out.
    talk_per_hour: how many remarks the talkers write; 0 is off. seed: for all that is random.
    """

    profile: KeyKind = KeyKind.KEYED
    visibility_lag: float = 0.0
    echo_own: bool = True
    control: bool = False
    webhooks: bool = True
    talk_per_hour: float = 0.0
    seed: int = 1
