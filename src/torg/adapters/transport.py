"""The sockets under the guarded client: pinned address, and a record of what left."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from socket import SHUT_RDWR
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from torg.adapters.addresses import is_blocked

BLOCK = 64 * 1024


class Flight:
    """One call's own record. sent: a byte was handed to a connected socket."""

    def __init__(self, *, wrote: bool) -> None:
        self.wrote = wrote
        self.sent = False
        self._until = float("inf")
        self._connections: list[HTTPConnection] = []

    @property
    def maybe_done(self) -> bool:
        """Whether the outside system may have acted on this call."""
        return self.wrote and self.sent

    @property
    def overdue(self) -> bool:
        """Whether the whole call has had its time (monotonic clock)."""
        return time.monotonic() >= self._until

    def hand_over(self) -> None:
        """Just before bytes are handed to the socket. Raises TimeoutError when time is up.

        The watch may have stood still with us, and we may be the first to go on.
        """
        if self.overdue:
            raise TimeoutError("the call has had its time")
        self.sent = True

    def holds(self, connection: HTTPConnection) -> None:
        """Remember the connection, so that the watch can cut it."""
        self._connections.append(connection)

    @contextmanager
    def limited_to(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the time is up.

        Socket time-outs start anew at every byte; a server that drips would hold us for ever.
        """
        self._until = time.monotonic() + seconds
        watch = threading.Timer(seconds, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _cut(self) -> None:
        for connection in self._connections:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(SHUT_RDWR)


class Watched(HTTPConnection):
    """A connection of one flight."""

    def __init__(self, *args: Any, flight: Flight, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._flight = flight
        flight.holds(self)

    def send(self, data: Any) -> None:
        """Connect first: what fails before that certainly did not leave."""
        if self.sock is None:
            self.connect()
        for block in _blocks(data):
            self._flight.hand_over()
            super().send(block)


class _WatchedTLS(Watched, HTTPSConnection):
    pass


def _blocks(data: Any) -> Iterator[Any]:
    """What goes to the socket in one go: while more of it waits, the time is looked at again."""
    if not isinstance(data, bytes):
        yield data
        return
    for start in range(0, len(data), BLOCK):
        yield data[start : start + BLOCK]


def _watch(adapter: HTTPAdapter, flight: Flight) -> None:
    class Plain(HTTPConnectionPool):
        ConnectionCls = partial(Watched, flight=flight)  # type: ignore[assignment]

    class Secure(HTTPSConnectionPool):
        ConnectionCls = partial(_WatchedTLS, flight=flight)  # type: ignore[assignment]

    adapter.poolmanager.pool_classes_by_scheme = {"http": Plain, "https": Secure}


class OriginAdapter(HTTPAdapter):
    """For an origin that configuration names: no address filter."""

    def __init__(self, flight: Flight) -> None:
        super().__init__()
        _watch(self, flight)


class GuardedAdapter(IPFilterAdapter):  # type: ignore[misc]
    """Resolves once, pins that address, and refuses it when it lies inside.

    The library resolves, filters and pins; its list has gaps (IPv4-compatible, site-local,
    Azure's address), so the pinned address is judged by ours as well.
    """

    def __init__(self, scheme: str, flight: Flight) -> None:
        super().__init__(is_https_proto=scheme == "https")
        _watch(self, flight)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The pool's host is the pinned address."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if is_blocked(host["host"].strip("[]")):
            raise InvalidIPAddress(host["host"])
        return host, pool
