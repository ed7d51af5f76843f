"""What is fixed about the practice network, per profile."""

from datetime import timedelta

from torg.adapters.networks.practice.styles import STYLES
from torg.ports.network import Capability, KeyKind, Limits, NetworkCard

TIMEOUT = timedelta(seconds=10)


def card_for(
    profile: KeyKind,
    *,
    name: str = "practice",
    client_timeout: timedelta = TIMEOUT,
    processing: timedelta = timedelta(seconds=2),
    visibility_lag: timedelta = timedelta(seconds=1),
) -> NetworkCard:
    """The card of an adapter that talks to instances of this profile."""
    widest = STYLES["facebook"]
    return NetworkCard(
        adapter=name,
        name="Övningsnätet",
        capabilities=frozenset(Capability),
        key_kind=profile,
        client_timeout=client_timeout,
        processing=processing,
        visibility_lag=visibility_lag,
        limits=Limits(
            graphemes=widest.graphemes,
            text_bytes=widest.text_bytes,
            images=widest.images,
            image_bytes=widest.image_bytes,
            alt_graphemes=widest.alt_graphemes,
        ),
    )
