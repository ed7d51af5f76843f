"""One visit to an account's server: the connection, its session and the time that is left."""

import time
from collections.abc import Callable, Mapping

from torg.adapters.networks.bluesky import addresses, fields, xrpc
from torg.adapters.networks.bluesky.addresses import Place
from torg.adapters.networks.bluesky.refusals import STALE, is_gone
from torg.adapters.networks.bluesky.sessions import Session, Sessions
from torg.adapters.networks.bluesky.xrpc import Fault, Http, Reply
from torg.ports.errors import Unreachable
from torg.ports.network import Connection

WEB = "https://bsky.app"


class Visit:
    """All calls of one port method: each has `call_seconds`, all together `seconds`.

    Its methods raise what `xrpc` and `Sessions` raise."""

    def __init__(
        self,
        http: Http,
        sessions: Sessions,
        connection: Connection,
        *,
        seconds: float,
        call_seconds: float,
    ) -> None:
        self._http = http
        self._sessions = sessions
        self._call_seconds = call_seconds
        self._until = time.monotonic() + seconds
        self.connection = connection

    @property
    def did(self) -> str:
        """The account's own id, by the server's word."""
        return self._sessions.current(self.connection).did

    @property
    def web(self) -> str:
        """The site where people read the network."""
        return self.connection.settings.get("web_url", WEB).rstrip("/")

    def query(self, nsid: str, **params: str | list[str]) -> Reply:
        """A read in the account's name."""
        return self._signed(
            lambda token, left: xrpc.query(
                self._http, self.connection.base_url, nsid, params, token=token, timeout=left
            )
        )

    def ask(self, nsid: str, **params: str) -> Reply:
        """A read in nobody's name, as anybody may."""
        return xrpc.query(self._http, self.connection.base_url, nsid, params, timeout=self._left())

    def record(self, place: Place) -> Reply | None:
        """The record that lies there now, or None when there is none."""
        try:
            return self.query(
                "com.atproto.repo.getRecord",
                repo=place.did,
                collection=place.collection,
                rkey=place.rkey,
            )
        except Fault as fault:
            if is_gone(fault):
                return None
            raise

    def call(self, nsid: str, body: Mapping[str, object]) -> Reply:
        """A write in the account's name. Unreachable tells whether it may have happened."""
        return self._signed(
            lambda token, left: xrpc.procedure(
                self._http, self.connection.base_url, nsid, body, token=token, timeout=left
            )
        )

    def upload(self, content: bytes, mime: str) -> Mapping[str, object]:
        """Hand over a file; the server's reference to it.

        A file that no record names is no act, so this is never maybe done.
        """
        nsid = "com.atproto.repo.uploadBlob"
        try:
            reply = self._signed(
                lambda token, left: xrpc.procedure(
                    self._http,
                    self.connection.base_url,
                    nsid,
                    content,
                    mime=mime,
                    token=token,
                    timeout=left,
                )
            )
            blob = fields.part(reply.found, "blob")
            if not blob:
                raise reply.unusable("no-blob")
        except Unreachable as problem:
            raise Unreachable(problem.code, problem.detail, maybe_done=False) from problem
        return blob

    def page(self, uri: str) -> str:
        """Where people see a post."""
        place = addresses.parse(uri)
        if place is None:
            return ""
        return f"{self.web}/profile/{place.did}/post/{place.rkey}"

    def _signed(self, send: Callable[[str, float], Reply]) -> Reply:
        """Call once; a second time only when the server refused the token, so did nothing."""
        session = self._sessions.current(self.connection)
        try:
            return send(session.access, self._left())
        except Fault as fault:
            if fault.name not in STALE:
                raise
        renewed: Session = self._sessions.renew(self.connection, session)
        return send(renewed.access, self._left())

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Unreachable("timeout", "before the call", maybe_done=False)
        return min(left, self._call_seconds)
