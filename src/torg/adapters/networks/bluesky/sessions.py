"""Signed-in sessions, one per account, kept in memory and shared by threads.

A server lets an account sign in 30 times in 5 minutes and 300 times a day, so a session
is kept, renewed by its refresh token, and begun anew only when that is dead.
"""

import base64
import hashlib
import json
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

from torg.adapters.networks.bluesky import fields, xrpc
from torg.adapters.networks.bluesky.refusals import STALE
from torg.adapters.networks.bluesky.xrpc import Fault, Http, Reply
from torg.ports.errors import Mender, NeedsReconnect, Refused, Unreachable
from torg.ports.network import Connection

# A little under the server's own limits: a second process signs in as well.
LIMITS = ((25, timedelta(minutes=5)), (250, timedelta(days=1)))
EARLY = 60.0


@dataclass(frozen=True, slots=True)
class Session:
    """did and handle: whom the server says it is. expires: Unix seconds, 0 when unknown."""

    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires: float

    @property
    def fresh(self) -> bool:
        """Whether the access token will last for the next call."""
        return not self.expires or time.time() < self.expires - EARLY


@dataclass(slots=True)
class _Slot:
    lock: Lock = field(default_factory=Lock)
    secret: bytes = b""
    session: Session | None = None
    logins: deque[float] = field(default_factory=deque)


class Sessions:
    """The sessions of this process.

    Every method may raise NeedsReconnect, Refused, Fault (nothing was done) and
    Unreachable, whose maybe_done is False: signing in is no act.
    """

    def __init__(self, http: Http, *, call_seconds: float) -> None:
        self._http = http
        self._call_seconds = call_seconds
        self._lock = Lock()
        self._slots: dict[tuple[str, str], _Slot] = {}

    def current(self, connection: Connection) -> Session:
        """A session whose access token is not about to end."""
        with self._held(connection) as slot:
            if slot.session is None:
                slot.session = self._sign_in(connection, slot)
            elif not slot.session.fresh:
                slot.session = self._renewed(connection, slot, slot.session)
            return slot.session

    def renew(self, connection: Connection, stale: Session) -> Session:
        """A newer session than the one that the server refused."""
        with self._held(connection) as slot:
            if slot.session is None:
                slot.session = self._sign_in(connection, slot)
            elif slot.session.access == stale.access:
                slot.session = self._renewed(connection, slot, slot.session)
            return slot.session

    def prove(self, connection: Connection) -> Session:
        """Ask the server anew whether the credential lives.

        An app password that was revoked leaves its access token alive for a while; only
        the refresh token is dead at once.
        """
        with self._held(connection) as slot:
            if slot.session is None:
                slot.session = self._sign_in(connection, slot)
            else:
                slot.session = self._renewed(connection, slot, slot.session)
            return slot.session

    @contextmanager
    def _held(self, connection: Connection) -> Iterator[_Slot]:
        key = (connection.base_url, connection.account_id or connection.handle)
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
        secret = hashlib.sha256(connection.secret.encode()).digest()
        with slot.lock:
            if slot.secret != secret:
                slot.secret, slot.session = secret, None
            try:
                yield slot
            except Unreachable as problem:
                raise Unreachable(problem.code, problem.detail, maybe_done=False) from problem

    def _renewed(self, connection: Connection, slot: _Slot, session: Session) -> Session:
        nsid = "com.atproto.server.refreshSession"
        try:
            reply = xrpc.procedure(
                self._http,
                connection.base_url,
                nsid,
                token=session.refresh,
                timeout=self._call_seconds,
            )
        except Fault as fault:
            slot.session = None
            if fault.name in STALE or fault.answer.status == 401:
                return self._sign_in(connection, slot)
            raise
        return _session(connection, reply)

    def _sign_in(self, connection: Connection, slot: _Slot) -> Session:
        identifier = connection.account_id or connection.handle.strip().removeprefix("@")
        if not identifier or not connection.secret:
            raise NeedsReconnect("no-credential")
        _spend(slot.logins)
        body = {"identifier": identifier, "password": connection.secret}
        nsid = "com.atproto.server.createSession"
        reply = xrpc.procedure(
            self._http, connection.base_url, nsid, body, timeout=self._call_seconds
        )
        return _session(connection, reply)


def _spend(logins: deque[float]) -> None:
    """Count one sign-in. Raises Refused when the account has none left for now."""
    now = time.time()
    while logins and logins[0] <= now - timedelta(days=1).total_seconds():
        logins.popleft()
    for most, span in LIMITS:
        recent = [at for at in logins if at > now - span.total_seconds()]
        if len(recent) >= most:
            raise Refused(
                "login-limit",
                f"{len(recent)} in {span}",
                cause="Kontot har loggats in så ofta att Bluesky snart stänger ute det.",
                mender=Mender.NETWORK,
                retry_after=span - timedelta(seconds=now - recent[0]),
            )
    logins.append(now)


def _session(connection: Connection, reply: Reply) -> Session:
    found = reply.found
    access, refresh = fields.text(found, "accessJwt"), fields.text(found, "refreshJwt")
    did = fields.text(found, "did")
    if not access or not refresh or not did:
        raise reply.unusable("no-session")
    if connection.account_id and connection.account_id != did:
        raise NeedsReconnect("wrong-account", did)
    if found.get("active") is False:
        raise NeedsReconnect("inactive", fields.text(found, "status"))
    return Session(did, fields.text(found, "handle"), access, refresh, _expiry(access))


def _expiry(token: str) -> float:
    """When the token ends, by its own word; 0 when it does not tell."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError):
        return 0.0
