"""What people do on the network, past the adapter: plain calls in their own names."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import urlencode

from PIL import Image
from tools.bluesky.network import Person, Stack

POST = "app.bsky.feed.post"
WAIT = 15.0

Found = TypeVar("Found")


def write(
    stack: Stack,
    person: Person,
    text: str,
    *,
    parent: str = "",
    quoting: str = "",
    naming: Person | None = None,
    at: datetime | None = None,
    also: Mapping[str, object] | None = None,
) -> str:
    """A post of the person; its address. parent: what it answers. naming: whom it mentions."""
    record: dict[str, object] = {
        "$type": POST,
        "text": text,
        "createdAt": (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z"),
        **(also or {}),
    }
    if parent:
        record["reply"] = {"root": _root(stack, parent), "parent": reference(stack, parent)}
    if quoting:
        quoted = reference(stack, quoting)
        record["embed"] = {"$type": "app.bsky.embed.record", "record": quoted}
    if naming:
        name = f"@{naming.handle}"
        start = len(text[: text.index(name)].encode())
        index = {"byteStart": start, "byteEnd": start + len(name)}
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": naming.did}
        record["facets"] = [{"index": index, "features": [feature]}]
    body = {"repo": person.did, "collection": POST, "record": record}
    return str(stack.call("com.atproto.repo.createRecord", body, token=person.token)["uri"])


def edit(stack: Stack, person: Person, uri: str, text: str) -> None:
    """Write other words into a post of one's own."""
    record = {**value(stack, uri), "text": text}
    place = _place(uri)
    stack.call("com.atproto.repo.putRecord", {**place, "record": record}, token=person.token)


def delete(stack: Stack, person: Person, uri: str) -> None:
    """Take a post of one's own away."""
    stack.call("com.atproto.repo.deleteRecord", _place(uri), token=person.token)


def value(stack: Stack, uri: str) -> dict[str, Any]:
    """The record at the address, read from the server."""
    found: dict[str, Any] = stack.call("com.atproto.repo.getRecord", query=urlencode(_place(uri)))
    return dict(found["value"])


def reference(stack: Stack, uri: str) -> dict[str, str]:
    """Address and edition of a record."""
    found = stack.call("com.atproto.repo.getRecord", query=urlencode(_place(uri)))
    return {"uri": uri, "cid": str(found["cid"])}


def records(stack: Stack, person: Person, collection: str = POST) -> list[dict[str, Any]]:
    """The person's records of one kind, each with uri, cid and value."""
    asked = urlencode({"repo": person.did, "collection": collection, "limit": 100})
    found: dict[str, Any] = stack.call("com.atproto.repo.listRecords", query=asked)
    return list(found["records"])


def blob(stack: Stack, person: Person, cid: str) -> bytes:
    """A file of the person's, as the server gives it to anybody."""
    asked = urlencode({"did": person.did, "cid": cid})
    address = f"{stack.url}/xrpc/com.atproto.sync.getBlob?{asked}"
    with urllib.request.urlopen(address, timeout=20) as answer:
        content: bytes = answer.read()
    return content


def upload(stack: Stack, person: Person, content: bytes) -> dict[str, Any]:
    """A file handed to the server; its reference."""
    request = urllib.request.Request(
        f"{stack.url}/xrpc/com.atproto.repo.uploadBlob",
        content,
        {"Content-Type": "image/png", "Authorization": f"Bearer {person.token}"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return dict(json.load(answer)["blob"])


def view(stack: Stack, reader: Person, uri: str) -> dict[str, Any]:
    """The thread of a post as a reader sees it."""
    asked = urlencode({"uri": uri, "depth": 10})
    found: dict[str, Any] = stack.call(
        "app.bsky.feed.getPostThread", token=reader.token, query=asked
    )
    return dict(found["thread"])


def eventually(look: Callable[[], Found], *, wanted: Callable[[Found], object]) -> Found:
    """Look until it is as wanted: the AppView follows the server after a moment."""
    until = time.monotonic() + WAIT
    while True:
        found = look()
        if wanted(found):
            return found
        if time.monotonic() > until:
            raise AssertionError(f"never came: {found!r}")
        time.sleep(0.1)


def picture(size: int = 8, *, color: str = "#3050a0") -> bytes:
    """A small PNG."""
    out = BytesIO()
    Image.new("RGB", (size, size), color).save(out, "PNG")
    return out.getvalue()


def walk(thread: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every post view below (and with) a thread's start."""
    if "post" in thread:
        yield thread["post"]
    for reply in thread.get("replies", []):
        yield from walk(reply)


def _place(uri: str) -> dict[str, str]:
    repo, collection, rkey = uri.removeprefix("at://").split("/")
    return {"repo": repo, "collection": collection, "rkey": rkey}


def _root(stack: Stack, parent: str) -> dict[str, str]:
    reply = value(stack, parent).get("reply")
    return dict(reply["root"]) if reply else reference(stack, parent)
