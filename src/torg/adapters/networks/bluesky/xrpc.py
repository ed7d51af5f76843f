"""One XRPC call: addresses, bodies and answers (atproto.com/specs/xrpc)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from torg.adapters.http import Answer, json_object
from torg.ports.errors import Unreachable


class Http(Protocol):
    """What we need of the guarded client."""

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
        """One call, no retry. Raises Refused or Unreachable."""


class Fault(Exception):
    """A definite no of the server: an error by name, so nothing was done.

    Stays inside the adapter; `refusals` turns it into an error of the port.
    """

    def __init__(self, name: str, message: str, answer: Answer) -> None:
        super().__init__(name)
        self.name = name
        self.message = message
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer. found: its JSON object; raw: the bytes as they came."""

    found: Mapping[str, object]
    raw: bytes = field(repr=False)
    wrote: bool

    def unusable(self, code: str) -> Unreachable:
        """The error for an answer that lacks what it must have."""
        return Unreachable(code, self.raw[:500].decode("utf-8", "replace"), maybe_done=self.wrote)


def query(
    http: Http,
    base: str,
    nsid: str,
    params: Mapping[str, str | list[str]] | None = None,
    *,
    token: str = "",
    timeout: float | None = None,
) -> Reply:
    """A read. Raises Fault, Refused or Unreachable."""
    tail = f"?{urlencode(params, doseq=True)}" if params else ""
    url = f"{_endpoint(base, nsid)}{tail}"
    return _read(http.send("GET", url, headers=_headers(token), timeout=timeout))


def procedure(
    http: Http,
    base: str,
    nsid: str,
    body: Mapping[str, object] | bytes | None = None,
    *,
    mime: str = "application/json",
    token: str = "",
    timeout: float | None = None,
) -> Reply:
    """A write. body: a JSON object, a file's bytes, or None where the call takes none.

    Raises Fault, Refused or Unreachable.
    """
    headers = _headers(token)
    content = b""
    if body is not None:
        headers["Content-Type"] = mime
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = http.send(
        "POST", _endpoint(base, nsid), headers=headers, body=content, timeout=timeout
    )
    return _read(answer)


def _endpoint(base: str, nsid: str) -> str:
    return f"{base.rstrip('/')}/xrpc/{nsid}"


def _headers(token: str) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _read(answer: Answer) -> Reply:
    """The answer's object. A 4xx counts as a definite no only when it names an XRPC error."""
    if answer.status == 200 and not answer.body:
        return Reply({}, b"", answer.wrote)
    if answer.status not in {200, 429} and not 400 <= answer.status < 500:
        raise answer.unusable(f"http-{answer.status}")
    if answer.status == 429:
        raise Fault("RateLimitExceeded", answer.excerpt(), answer)
    found = json_object(answer)
    if answer.status == 200:
        return Reply(found, answer.body, answer.wrote)
    name, message = found.get("error"), found.get("message", "")
    if not isinstance(name, str) or not name or answer.status == 408:
        raise answer.unusable(f"http-{answer.status}")
    raise Fault(name, message if isinstance(message, str) else "", answer)
