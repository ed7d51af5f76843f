"""Which adapter serves which name. Filled once, by torg.site.wiring."""

from torg.ports.network import Network

_networks: dict[str, Network] = {}


def register(name: str, network: Network) -> None:
    """Offer an adapter under a name; a second call replaces the first (tests)."""
    _networks[name] = network


def network_for(name: str) -> Network:
    """The adapter of that name. Raises KeyError for a name that is not wired."""
    return _networks[name]


def wired() -> tuple[str, ...]:
    """The names on offer, in wiring order."""
    return tuple(_networks)
