"""An account on a network: as our own right opens it, and as everybody sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """What a live read of a connection found: proof that it is the account we think."""

    id: str
    handle: str
    display_name: str
    url: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What everybody sees of an account now, by its stable id.

    account: None when the network says that there is none by that id. holder: the id of whoever
    has the connection's handle now; "" for nobody, or when the network does not tell. marked:
    the network's mark of a verified account; None where it does not tell.
    """

    account: Account | None
    holder: str = ""
    marked: bool | None = None
