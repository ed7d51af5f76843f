"""An act as the practice network is told of it, and as it tells of it itself."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from torg.ports.network import ActKind, ActRequest


def body_of(request: ActRequest) -> dict[str, object]:
    """The body of the call that asks for the act."""
    writes = request.kind in {ActKind.PUBLISH, ActKind.REPLY, ActKind.MESSAGE}
    body: dict[str, object] = {}
    if writes:
        body = {"text": request.text, "langs": list(request.langs)}
    if request.kind is ActKind.PUBLISH:
        body["images"] = [
            {
                "mime": image.mime,
                "alt": image.alt,
                "width": image.width,
                "height": image.height,
                "content": b64encode(image.content).decode(),
            }
            for image in request.images
        ]
    else:
        body |= {"target": request.target.id, "person": request.target.author_id}
    if request.reason:
        body["reason"] = request.reason
    return body


def marks(body: Mapping[str, object], kind: ActKind) -> dict[str, object]:
    """What an act in the account's own list must show to be this one."""
    images = body.get("images", [])
    return {
        "kind": kind.value,
        "target": body.get("target", ""),
        "person": body.get("person", ""),
        "text_sha256": sha256(str(body.get("text", "")).encode()).hexdigest(),
        "images": len(images) if isinstance(images, list) else 0,
    }
