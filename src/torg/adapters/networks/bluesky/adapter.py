"""The network port for Bluesky."""

from collections.abc import Mapping
from datetime import datetime

from torg.adapters.networks.bluesky import acts, card, fields, lookback, reading, sighting, tid
from torg.adapters.networks.bluesky.addresses import Place
from torg.adapters.networks.bluesky.refusals import as_port_errors
from torg.adapters.networks.bluesky.sessions import Sessions
from torg.adapters.networks.bluesky.visit import Visit
from torg.adapters.networks.bluesky.xrpc import Http
from torg.ports.account import Account, Sighting
from torg.ports.errors import Mender, NeedsReconnect, Refused
from torg.ports.network import (
    ActRequest,
    Batch,
    Connection,
    Event,
    Limits,
    NetworkCard,
    ReadBack,
    Receipt,
)

CALL_SECONDS = 20.0
READ_SECONDS = 60.0
FETCH_SECONDS = 600.0


class Bluesky:
    """One adapter for all Bluesky accounts of the house; remembers only their sessions.

    Connection: `base_url` the account's server, `account_id` its DID, `secret` an app
    password, `settings["web_url"]` where people read (bsky.app when absent).
    """

    def __init__(self, http: Http, *, call_seconds: float = CALL_SECONDS) -> None:
        self._http = http
        self._call_seconds = call_seconds
        self._sessions = Sessions(http, call_seconds=call_seconds)

    @property
    def card(self) -> NetworkCard:
        """What is fixed about Bluesky."""
        return card.CARD

    def verify(self, connection: Connection) -> Account:
        """Proves the credential anew, then reads the account that it opens."""
        with as_port_errors():
            self._sessions.prove(connection)
            visit = self._visit(connection, READ_SECONDS)
            session = visit.query("com.atproto.server.getSession").found
            did = fields.text(session, "did")
            if session.get("active") is False or did != visit.did:
                raise NeedsReconnect("inactive", fields.text(session, "status"))
            repo = visit.query("com.atproto.repo.describeRepo", repo=did).found
            profile = visit.record(Place(did, "app.bsky.actor.profile", "self"))
            handle = fields.text(repo, "handle") or fields.text(session, "handle")
            value = fields.part(profile.found, "value") if profile else {}
            web = visit.web
            return Account(
                id=did,
                handle=handle,
                display_name=fields.text(value, "displayName") or handle,
                url=f"{web}/profile/{handle}",
            )

    def observe(self, connection: Connection) -> Sighting:
        """The account's own server tells of it without a credential; the mark asks for one."""
        with as_port_errors():
            return sighting.observe(self._visit(connection, READ_SECONDS))

    def limits(self, connection: Connection) -> Limits:
        """The limits of the account's server."""
        with as_port_errors():
            return card.limits(self._http, connection)

    def mint_key(self, now: datetime, seed: bytes) -> str:
        """A record key; the post bears its time."""
        return tid.mint(now, seed)

    def perform(self, connection: Connection, request: ActRequest) -> Receipt:
        """One deciding call; uploads and look-ups before it leave nothing in public."""
        with as_port_errors():
            return acts.perform(self._visit(connection, card.ACT_SECONDS), request)

    def read_back(
        self,
        connection: Connection,
        request: ActRequest,
        since: datetime,  # noqa: ARG002 - the key is the act's own, whenever it happened
    ) -> ReadBack:
        """Looks at the account's own server."""
        with as_port_errors():
            return lookback.read_back(self._visit(connection, READ_SECONDS), request)

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """Replies, mentions and quotations after the cursor."""
        with as_port_errors():
            return reading.fetch(self._visit(connection, FETCH_SECONDS), cursor)

    def subscribe(
        self,
        connection: Connection,  # noqa: ARG002
        url: str,  # noqa: ARG002
    ) -> None:
        """Always refuses: there are no deliveries."""
        raise _no_webhook()

    def signature_ok(
        self,
        connection: Connection,  # noqa: ARG002
        headers: Mapping[str, str],  # noqa: ARG002
        body: bytes,  # noqa: ARG002
    ) -> bool:
        """Bluesky calls nobody: every delivery is false."""
        return False

    def parse(
        self,
        connection: Connection,  # noqa: ARG002
        body: bytes,  # noqa: ARG002
    ) -> tuple[Event, ...]:
        """Always refuses: there are no deliveries."""
        raise _no_webhook()

    def _visit(self, connection: Connection, seconds: float) -> Visit:
        return Visit(
            self._http,
            self._sessions,
            connection,
            seconds=seconds,
            call_seconds=self._call_seconds,
        )


def _no_webhook() -> Refused:
    cause = "Bluesky skickar inga anrop till Torg."
    return Refused("no-webhook", cause=cause, mender=Mender.OPERATOR)
