"""What a network under test must let the shared suite do from the outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from torg.ports.account import Account
from torg.ports.network import Connection, Network


@dataclass(frozen=True, slots=True)
class Held:
    """One object that the network itself says our account has out there now."""

    network_id: str
    text: str
    alts: tuple[str, ...] = ()
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook delivery as it would arrive. headers: lower-cased names."""

    headers: Mapping[str, str]
    body: bytes


class NetworkRig(Protocol):
    """A running network with one account of ours and residents around it."""

    @property
    def network(self) -> Network:
        """The adapter under test."""

    @property
    def connection(self) -> Connection:
        """Our account, with a webhook secret where the network has webhooks."""

    @property
    def account(self) -> Account:
        """Who the connection should turn out to be."""

    def subscribed(self) -> str:
        """Where the network says that deliveries go, read past the adapter; "" for nowhere."""

    def image(self) -> bytes:
        """A small PNG, 8 x 8, that the network accepts."""

    def resident(self, name: str = "Rut Rask") -> str:
        """The id of a resident's account."""

    def comment(self, parent_id: str, text: str, *, by: str = "Rut Rask") -> str:
        """A resident comments; the new object's id."""

    def mention(self, text: str, *, by: str = "Rut Rask") -> str:
        """A resident writes on their own page and names our account; the id."""

    def message(self, text: str, *, by: str = "Rut Rask") -> str:
        """A resident writes to us in private; the id."""

    def edit(self, network_id: str, text: str, *, by: str = "Rut Rask") -> None:
        """The resident changes their own comment, where the network has editing."""

    def delete(self, network_id: str, *, by: str = "Rut Rask") -> None:
        """The resident takes their own writing away."""

    @property
    def edits(self) -> bool:
        """Whether residents can edit on this network and polling tells of it."""

    @property
    def deletes(self) -> bool:
        """Whether polling tells that a resident took something away."""

    def held(self) -> list[Held]:
        """Posts and comments of our account that exist now, read past the adapter."""

    def shown(self, network_id: str) -> bool:
        """Whether another person sees the object below its post."""

    def walls(self) -> set[tuple[str, str]]:
        """("mute" | "block", person id) of our account, read past the adapter."""

    def reports(self) -> set[str]:
        """Ids of the objects that our account has reported."""

    def marks(self, kind: str) -> set[str]:
        """Ids of the objects that our account has marked: "like" or "repost"."""

    def settle(self) -> None:
        """Wait until what happened so far can be read (the network's visibility lag)."""

    def revoke(self) -> None:
        """End our account's right on the network's side."""

    def rename(self, handle: str) -> str:
        """Our account gets another name on the network's side; the name in full."""

    def remove(self) -> None:
        """Our account is no more."""

    def take(self, handle: str) -> str:
        """A stranger takes a name that is free; the stranger's id."""

    def delivery(self) -> Delivery:
        """A genuine webhook delivery with at least one event; only with Capability.WEBHOOK."""
