"""The one guarded way out over HTTP (RELIABILITY 6; cases S1-S3, S6, D1).

Scheme and port from a list, the name resolved once and the address pinned,
inner addresses refused, no redirects followed, no cookies, proxies or netrc from
the environment, a cap on size and on the whole time. Every failure leaves here as
one of the three errors of `torg.ports.errors`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

import requests
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as SocketTimeout

from torg.adapters.transport import Flight, GuardedAdapter, OriginAdapter
from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.leave import has_leave

READS = frozenset({"GET", "HEAD"})
CHUNK = 64 * 1024
TIMEOUTS = (requests.Timeout, SocketTimeout, TimeoutError)
NOT_MODIFIED = 304
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer below 500 that is no redirect.

    headers: lower-cased names. wrote: whether the call could change anything, so
    that an answer which turns out to be garbage counts as maybe done.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    wrote: bool

    def unusable(self, code: str, detail: str = "") -> Unreachable:
        """The error for an answer that arrived whole and still cannot be trusted."""
        return Unreachable(code, detail or self.excerpt(), maybe_done=self.wrote)

    def excerpt(self) -> str:
        """The start of the body for the record; never to be shown as HTML."""
        return self.body[:500].decode("utf-8", "replace")


class GuardedClient:
    """Calls outside systems. Keeps no connection and no cookie between calls.

    private_origins: origins such as "http://127.0.0.1:8000" that configuration allows
    although they are inside; compared exactly (scheme, host, port). schemes, ports: what
    public addresses may use. max_bytes: largest body taken. timeout: seconds for the
    whole call. verify: a CA bundle where a municipality has its own.
    """

    def __init__(
        self,
        private_origins: tuple[str, ...] = (),
        *,
        schemes: frozenset[str] = frozenset({"https"}),
        ports: frozenset[int] = frozenset({80, 443}),
        max_bytes: int = 8 * 1024 * 1024,
        timeout: float = 20.0,
        verify: bool | str = True,
    ) -> None:
        self._private = frozenset(_origin(urlsplit(origin)) for origin in private_origins)
        self._schemes = schemes
        self._ports = ports
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._verify = verify

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        max_bytes: int | None = None,
    ) -> Answer:
        """One call, no retry.

        Raises Refused when our own guard forbids the address, and Unreachable otherwise;
        its maybe_done is True only for a call that may write and of which at least one
        byte was handed to the connected socket. Not a byte is handed over when the time is up,
        nor without leave to write (`torg.ports.leave`).
        """
        flight = Flight(wrote=method.upper() not in READS)
        seconds = timeout or self._timeout
        session = self._session(self._permitted(url), flight)
        try:
            with session, flight.limited_to(seconds):
                if flight.wrote and not has_leave():
                    raise Unreachable("lock-lost", maybe_done=False)
                response = session.request(
                    method,
                    url,
                    headers={"Accept-Encoding": "identity", **_clean(headers or {})},
                    data=body,
                    stream=True,
                    timeout=seconds,
                    allow_redirects=False,
                    verify=self._verify,
                )
                content = _read(response, flight, max_bytes or self._max_bytes, seconds)
        except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
            _translate(problem, flight)
        return _judged(response, content, flight)

    def _permitted(self, url: str) -> bool:
        """Whether the URL is one of the private origins. Raises Refused when it is forbidden."""
        parts = _split(url)
        if _origin(parts) in self._private:
            return True
        if parts.scheme not in self._schemes:
            _forbid("scheme-forbidden", parts.scheme)
        if _origin(parts)[2] not in self._ports:
            _forbid("port-forbidden", str(parts.port))
        return False

    def _session(self, private: bool, flight: Flight) -> HTTPSession:
        session = HTTPSession(
            Config(
                ip_filter_enable=False,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=(self._timeout, self._timeout),
                user_agent_override="Torg",
            )
        )
        session.trust_env = False
        for scheme in ("http", "https"):
            adapter = OriginAdapter(flight) if private else GuardedAdapter(scheme, flight)
            session.mount(f"{scheme}://", adapter)
        return session


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        _forbid("url-broken", url)
    if not named or parts.username is not None or parts.password is not None:
        _forbid("url-broken", parts.hostname or "")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), port


def _clean(headers: Mapping[str, str]) -> dict[str, str]:
    """Refuse headers that would speak for the transport (S6)."""
    for name in headers:
        if name.lower() in {"host", "content-length", "transfer-encoding", "connection", "cookie"}:
            raise ValueError(f"header {name} belongs to the transport")
    return dict(headers)


def _read(response: requests.Response, flight: Flight, most: int, seconds: float) -> bytes:
    """The body by single reads, so that neither drip nor size can hold us."""
    taken = bytearray()
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        taken += chunk
        if len(taken) > most:
            raise Unreachable("too-large", f"more than {most} bytes", maybe_done=flight.maybe_done)
        if flight.overdue:
            break
    if flight.overdue:
        raise Unreachable("timeout", f"{seconds} s", maybe_done=flight.maybe_done)
    return bytes(taken)


def _judged(response: requests.Response, content: bytes, flight: Flight) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(response.status_code, headers, content, flight.wrote)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise answer.unusable("encoded", headers["content-encoding"])
    if 300 <= answer.status < 400 and answer.status != NOT_MODIFIED:
        raise answer.unusable("redirect", headers.get("location", ""))
    if answer.status >= 500 or answer.status < 200:
        raise answer.unusable(f"http-{answer.status}")
    return answer


def _translate(problem: Exception, flight: Flight) -> NoReturn:
    if isinstance(problem, InvalidIPAddress):
        _forbid("address-forbidden", str(problem))
    if isinstance(problem, requests.exceptions.InvalidURL):
        _forbid("url-broken", type(problem).__name__)
    if isinstance(problem, ValueError) and not isinstance(problem, requests.RequestException):
        raise problem
    timed_out = flight.overdue or isinstance(problem, TIMEOUTS)
    code = "timeout" if timed_out else "broken" if flight.sent else "unreached"
    raise Unreachable(code, type(problem).__name__, maybe_done=flight.maybe_done) from problem


def _forbid(code: str, detail: str) -> NoReturn:
    raise Refused(
        code,
        detail,
        cause="Adressen får inte anropas från Torg.",
        mender=Mender.OPERATOR,
    )


def json_object(answer: Answer) -> dict[str, object]:
    """The answer's JSON object, read strictly: UTF-8, no NaN, no key twice.

    Raises Unreachable for anything else, such as an HTML page with status 200.
    """
    if "json" not in answer.headers.get("content-type", ""):
        raise answer.unusable("not-json")
    try:
        found = json.loads(
            answer.body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as problem:
        raise answer.unusable("not-json", type(problem).__name__) from problem
    if not isinstance(found, dict):
        raise answer.unusable("not-an-object")
    return found


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def retry_after(answer: Answer, *, default: timedelta = timedelta(minutes=1)) -> timedelta:
    """How long a 429 asks us to wait (RFC 9110 10.2.3: seconds or a date); 1 s to 24 h."""
    text = answer.headers.get("retry-after", "").strip()
    wait = default
    if text.isascii() and text.isdigit() and len(text) < 9:
        wait = timedelta(seconds=int(text))
    elif text:
        try:
            wait = parsedate_to_datetime(text).astimezone(UTC) - datetime.now(UTC)
        except (ValueError, OverflowError):
            wait = default
    return min(max(wait, timedelta(seconds=1)), timedelta(hours=24))
