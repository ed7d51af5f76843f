"""What is fixed about the practice network, per profile."""

from datetime import timedelta

from torg.adapters.networks.practice.settings import Settings
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


def card_of(settings: Settings, *, client_timeout: timedelta = TIMEOUT) -> NetworkCard:
    """The card that tells the truth about an instance with these settings.

    A quarter of a second is added to each figure: threads and disks have a say too.
    """
    slack = timedelta(seconds=0.25)
    return card_for(
        settings.profile,
        client_timeout=client_timeout,
        processing=timedelta(seconds=settings.processing) + slack,
        visibility_lag=timedelta(seconds=settings.visibility_lag) + slack,
    )
