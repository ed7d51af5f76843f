"""A stand-in for the guarded client: answers from a script, remembers what was asked."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from torg.adapters.http import Answer
from torg.adapters.networks.bluesky import Bluesky
from torg.ports.errors import Unreachable
from torg.ports.network import Connection

DID = "did:plc:ettkontosomfinnsbarahar1"
CONNECTION = Connection(
    adapter="bluesky",
    base_url="https://pds.example",
    account_id=DID,
    handle="kommun.example",
    secret="aaaa-bbbb-cccc-dddd",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that came. body: its JSON object, empty for files."""

    nsid: str
    token: str
    url: str
    body: Mapping[str, object]


def answer(
    status: int = 200,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
    wrote: bool = True,
) -> Answer:
    """A whole answer. A body that is bytes goes out as it is, and as no JSON."""
    kind = {} if isinstance(body, bytes) else {"content-type": "application/json; charset=utf-8"}
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    return Answer(status, {**kind, **(headers or {})}, content, wrote)


def no(status: int, name: str, message: str = "", **headers: str) -> Answer:
    """An XRPC error."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return answer(status, {"error": name, "message": message}, headers=named)


def token(mark: str, *, seconds: float = 7200) -> str:
    """A token that ends in so many seconds."""
    claims = json.dumps({"exp": time.time() + seconds, "mark": mark}).encode()
    return f"h.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.s"


def session(mark: str = "1", *, seconds: float = 7200, **also: object) -> Answer:
    """What createSession and refreshSession answer."""
    body = {
        "did": DID,
        "handle": "kommun.example",
        "accessJwt": token(f"access-{mark}", seconds=seconds),
        "refreshJwt": token(f"refresh-{mark}"),
        "active": True,
    }
    return answer(200, body | also)


Scripted = Answer | Unreachable | Callable[[Asked], Answer]


@dataclass
class Wire:
    """script: nsid -> the answers in order; the last one is repeated."""

    script: dict[str, list[Scripted]]
    asked: list[Asked] = field(default_factory=list)

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
        """Answer from the script."""
        if url.endswith("_health"):
            assert timeout is None  # the client's own
        else:
            assert timeout is not None
            assert 0 < timeout <= 20
        nsid = url.split("/xrpc/")[1].split("?", maxsplit=1)[0]
        given = dict(headers or {})
        is_json = body and given.get("Content-Type") == "application/json"
        asked = Asked(
            nsid,
            given.get("Authorization", "").removeprefix("Bearer "),
            url,
            json.loads(body or b"{}") if is_json else {},
        )
        self.asked.append(asked)
        queue = self.script[nsid]
        scripted = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(scripted, Unreachable):
            raise scripted
        return scripted if isinstance(scripted, Answer) else scripted(asked)

    def count(self, nsid: str) -> int:
        """How often a call was made."""
        return sum(one.nsid == nsid for one in self.asked)


CREATE = "com.atproto.server.createSession"
REFRESH = "com.atproto.server.refreshSession"
PUT = "com.atproto.repo.putRecord"
LIST = "app.bsky.notification.listNotifications"


def scripted(**answers: list[Scripted]) -> tuple[Bluesky, Wire]:
    """An adapter over a script that can sign in. Names: the last part of the nsid."""
    known = {
        "createSession": CREATE,
        "refreshSession": REFRESH,
        "putRecord": PUT,
        "listNotifications": LIST,
        "getRecord": "com.atproto.repo.getRecord",
        "deleteRecord": "com.atproto.repo.deleteRecord",
        "uploadBlob": "com.atproto.repo.uploadBlob",
        "resolveHandle": "com.atproto.identity.resolveHandle",
        "createReport": "com.atproto.moderation.createReport",
        "getPosts": "app.bsky.feed.getPosts",
        "getPostThread": "app.bsky.feed.getPostThread",
        "health": "_health",
    }
    script: dict[str, list[Scripted]] = {
        CREATE: [session()],
        known["getPostThread"]: [no(400, "NotFound")],
    }
    script |= {known[name]: queue for name, queue in answers.items()}
    wire = Wire(script)
    return Bluesky(wire), wire
