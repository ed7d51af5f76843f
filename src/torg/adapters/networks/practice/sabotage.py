"""How a planted fault looks on the wire: before the act is accepted, or after it."""

import json
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from werkzeug.wrappers import Request, Response

from torg.adapters.networks.practice.answers import answered, refused
from torg.adapters.networks.practice.faults import Fault, Plan
from torg.adapters.networks.practice.refusal import No, duplicate


def before(plan: Plan | None, request: Request) -> Response | None:
    """The answer that keeps the call from being accepted; None when it goes on."""
    if plan is None:
        return None
    if plan.fault is Fault.DELAY_BEFORE_ACCEPT:
        time.sleep(plan.seconds)
    answer = INSTEAD.get(plan.fault)
    return answer(plan, request) if answer is not None else None


def after(
    plan: Plan | None, request: Request, found: Mapping[str, object], status: int = 200
) -> Response:
    """The answer to what was accepted, as the plan lets the caller see it."""
    if plan is None:
        return answered(found, status)
    if plan.fault is Fault.DELAY_AFTER_ACCEPT:
        time.sleep(plan.seconds)
    spoilt = SPOILT.get(plan.fault)
    if spoilt is None:
        return answered(found, status)
    return spoilt(plan, request, json.dumps(found).encode())


def _later(plan: Plan) -> Response:
    answer = refused(No(429, "too-many", "För många anrop just nu."))
    if plan.seconds:
        answer.headers["Retry-After"] = str(int(plan.seconds))
    return answer


def _broken(status: int) -> Response:
    return Response("The server could not answer.", status)


def _page() -> Response:
    return Response("<html><body>OK</body></html>", 200, mimetype="text/html")


def _drip(body: bytes, pause: float) -> Response:
    def drops() -> Iterator[bytes]:
        for place in range(len(body)):
            yield body[place : place + 1]
            time.sleep(pause)

    length = {"Content-Length": str(len(body))}
    return Response(drops(), 201, mimetype="application/json", headers=length)


def _cut(request: Request, part: bytes) -> Response:
    """Break the connection: by RST where the server shows its socket, else mid-body."""
    peer: socket.socket | None = request.environ.get("werkzeug.socket")

    def torn() -> Iterator[bytes]:
        yield part
        if peer is not None:
            with suppress(OSError):
                if not part:
                    linger = struct.pack("ii", 1, 0)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                peer.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError("planted fault")

    return Response(torn(), 200, mimetype="application/json", headers={"Content-Length": "9999"})


INSTEAD: dict[Fault, Callable[[Plan, Request], Response]] = {
    Fault.RESET_BEFORE_ACCEPT: lambda _, request: _cut(request, b""),
    Fault.STATUS_429: lambda plan, _: _later(plan),
    Fault.DUPLICATE_REFUSED: lambda *_: refused(duplicate()),
    Fault.HTML_BEFORE_ACCEPT: lambda *_: _page(),
    Fault.NO_ID_BEFORE_ACCEPT: lambda *_: answered({}, 200),
    Fault.STATUS_500_BEFORE_ACCEPT: lambda *_: _broken(500),
    Fault.STATUS_502_BEFORE_ACCEPT: lambda *_: _broken(502),
    Fault.STATUS_503_BEFORE_ACCEPT: lambda *_: _broken(503),
    Fault.STATUS_504_BEFORE_ACCEPT: lambda *_: _broken(504),
}
SPOILT: dict[Fault, Callable[[Plan, Request, bytes], Response]] = {
    Fault.RESET_AFTER_ACCEPT: lambda _, request, __: _cut(request, b""),
    Fault.TRUNCATED_AFTER_ACCEPT: lambda _, request, body: _cut(request, body[:20]),
    Fault.DRIP_AFTER_ACCEPT: lambda plan, _, body: _drip(body, plan.seconds),
    Fault.HTML_AFTER_ACCEPT: lambda *_: _page(),
    Fault.NO_ID_AFTER_ACCEPT: lambda *_: answered({}, 200),
    Fault.STATUS_500_AFTER_ACCEPT: lambda *_: _broken(500),
    Fault.STATUS_502_AFTER_ACCEPT: lambda *_: _broken(502),
    Fault.STATUS_504_AFTER_ACCEPT: lambda *_: _broken(504),
}
