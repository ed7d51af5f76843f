"""The suite that every network must pass, against the real Bluesky stack."""

import base64
import itertools
import json
import re
import urllib.request
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.contracts.bluesky import people
from tests.contracts.bluesky.stack import adapter, connection, new_person
from tests.contracts.network.rig import Delivery, Held
from tests.contracts.network.suite import NetworkContract
from tools.bluesky.network import Person, Stack

from torg.adapters.networks.bluesky import Bluesky
from torg.ports.account import Account
from torg.ports.network import Connection

RUT = "Rut Rask"
ADMIN = base64.b64encode(b"admin:admin-pass").decode()  # of the throw-away stack, in its package

_names = itertools.count(1)


class BlueskyRig:
    """One municipality's account and residents, new for every test, on one running stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._ours = new_person(stack, "kommun")
        self._residents: dict[str, Person] = {}
        self.network = adapter(stack)
        self.connection = connection(stack, self._ours)

    network: Bluesky
    connection: Connection
    edits = False  # a poll tells of them only to the cursor that has seen the first edition
    deletes = False  # likewise

    @property
    def account(self) -> Account:
        """Our account."""
        return Account(self._ours.did, self._ours.handle, self._ours.handle, "")

    def subscribed(self) -> str:
        """Nowhere: Bluesky calls nobody."""
        return ""

    def image(self) -> bytes:
        """A PNG."""
        return people.picture()

    def resident(self, name: str = RUT) -> str:
        """A resident's DID."""
        return self._person(name).did

    def comment(self, parent_id: str, text: str, *, by: str = RUT) -> str:
        """An answer below a post."""
        return people.write(self._stack, self._person(by), text, parent=parent_id)

    def mention(self, text: str, *, by: str = RUT) -> str:
        """A post that names us."""
        words = f"@{self._ours.handle} {text}"
        return people.write(self._stack, self._person(by), words, naming=self._ours)

    def message(self, text: str, *, by: str = RUT) -> str:
        """Bluesky's messages are another service."""
        raise NotImplementedError

    def edit(self, network_id: str, text: str, *, by: str = RUT) -> None:
        """Other words under the same address."""
        people.edit(self._stack, self._person(by), network_id, text)

    def delete(self, network_id: str, *, by: str = RUT) -> None:
        """The resident's own record."""
        people.delete(self._stack, self._person(by), network_id)

    def held(self) -> list[Held]:
        """Our posts, from the server."""
        return [
            Held(
                one["uri"],
                one["value"]["text"],
                tuple(image["alt"] for image in _embed(one["value"]).get("images", [])),
                one["value"].get("reply", {}).get("parent", {}).get("uri", ""),
            )
            for one in people.records(self._stack, self._ours)
        ]

    def shown(self, network_id: str) -> bool:
        """Whether a reader who is no party sees it, as the network's own app shows threads."""
        reply = people.value(self._stack, network_id).get("reply")
        root = reply["root"]["uri"] if reply else network_id
        thread = people.view(self._stack, self._person("Läsare"), root)
        gate = thread["post"].get("threadgate", {}).get("record", {})
        seen = {post["uri"] for post in people.walk(thread)}
        return network_id in seen - set(gate.get("hiddenReplies", []))

    def walls(self) -> set[tuple[str, str]]:
        """Mutes by the AppView, blocks by the server."""
        found: dict[str, Any] = self._stack.call("app.bsky.graph.getMutes", token=self._ours.token)
        blocks = people.records(self._stack, self._ours, "app.bsky.graph.block")
        return {("mute", one["did"]) for one in found["mutes"]} | {
            ("block", one["value"]["subject"]) for one in blocks
        }

    def reports(self) -> set[str]:
        """What the moderation service has of ours."""
        asked = urlencode(
            {
                "createdBy": self._ours.did,
                "types": "tools.ozone.moderation.defs#modEventReport",
            }
        )
        address = f"{self._stack.moderation}/xrpc/tools.ozone.moderation.queryEvents?{asked}"
        request = urllib.request.Request(address, headers={"Authorization": f"Basic {ADMIN}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            events = json.load(answer)["events"]
        return {event["subject"].get("uri", event["subject"].get("did")) for event in events}

    def marks(self, kind: str) -> set[str]:
        """Likes or reposts of ours."""
        made = people.records(self._stack, self._ours, f"app.bsky.feed.{kind}")
        return {one["value"]["subject"]["uri"] for one in made}

    def settle(self) -> None:
        """Every part has caught up."""
        self._stack.settle()

    def revoke(self) -> None:
        """The account's owner takes the app password back."""
        body = {"name": "torg"}
        self._stack.call("com.atproto.server.revokeAppPassword", body, token=self._ours.token)

    def rename(self, handle: str) -> str:
        """The owner gives the account another name below the server's own domain."""
        named = f"{handle}.test"
        body = {"handle": named}
        self._stack.call("com.atproto.identity.updateHandle", body, token=self._ours.token)
        return named

    def remove(self) -> None:
        """Whoever runs the server deletes the account."""
        body = json.dumps({"did": self._ours.did}).encode()
        address = f"{self._stack.url}/xrpc/com.atproto.admin.deleteAccount"
        headers = {"Authorization": f"Basic {ADMIN}", "Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20).close()

    def take(self, handle: str) -> str:
        """Another account is renamed to it."""
        stranger = new_person(self._stack, "annan")
        body = {"handle": handle}
        self._stack.call("com.atproto.identity.updateHandle", body, token=stranger.token)
        return stranger.did

    def delivery(self) -> Delivery:
        """Bluesky calls nobody."""
        raise NotImplementedError

    def _person(self, name: str) -> Person:
        if name not in self._residents:
            slug = re.sub("[^a-z]", "", name.lower())[:6]
            person = new_person(self._stack, f"{slug}{next(_names)}x")
            record = {
                "$type": "app.bsky.actor.profile",
                "displayName": name,
                "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            }
            body = {
                "repo": person.did,
                "collection": "app.bsky.actor.profile",
                "rkey": "self",
                "record": record,
            }
            self._stack.call("com.atproto.repo.putRecord", body, token=person.token)
            self._residents[name] = person
        return self._residents[name]


def _embed(value: dict[str, Any]) -> dict[str, Any]:
    return dict(value.get("embed", {}))


@pytest.fixture
def rig(whole: Stack) -> BlueskyRig:
    """A rig with accounts of its own."""
    return BlueskyRig(whole)


@pytest.mark.bluesky
class TestBluesky(NetworkContract):
    """Every promise of the port."""
