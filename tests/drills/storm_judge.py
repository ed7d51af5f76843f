"""What the network's own books say happened, against what the desk holds."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from tests.drills.network import Outside

from torg.adapters.networks.practice import calls
from torg.channels.models import ChannelConnection
from torg.inbox.models import Message, RawDelivery
from torg.kernel.scope import every_municipality
from torg.ledger.models import Entry

Edition = tuple[str, str, str]


@dataclass(frozen=True)
class Findings:
    """Editions are (object, version, SHA-256 of its text)."""

    editions: int
    missing: int
    extra: int
    deleted: int
    wrongly_deleted: int
    deadlines_twice: int
    unrecorded: int
    forged_sent: int
    forged_stored: int
    replayed_sent: int
    replayed_stored: int
    answered: int
    lost_after_200: int

    @property
    def kept(self) -> bool:
        """What must hold even before polling has repaired anything."""
        stored = self.forged_stored + self.replayed_stored + self.lost_after_200
        return not stored and not self.extra and not self.deadlines_twice and not self.unrecorded

    @property
    def equal(self) -> bool:
        """The desk's set is the network's."""
        return self.kept and not self.missing and not self.wrongly_deleted

    @property
    def short(self) -> dict[str, int]:
        """Before repair."""
        return {"missing": self.missing, "extra": self.extra, "marks": self.wrongly_deleted}

    @property
    def full(self) -> dict[str, int]:
        """Every count."""
        return dict(self.__dict__)


def judge(outside: Outside, connection: ChannelConnection) -> Findings:
    """Compare set with set; nothing here is read from both sides."""
    truth, gone = _truth(outside, connection.account_id)
    deliveries = calls.read(outside.folder / calls.NAME)
    with every_municipality():
        rows = list(
            Message.objects.filter(channel_id=connection.channel_id).values_list(
                "network_id", "version", "text", "deleted_upstream_at", "due_at"
            )
        )
        digests = set(
            RawDelivery.objects.filter(channel_id=connection.channel_id).values_list(
                "digest", flat=True
            )
        )
        stored = RawDelivery.objects.filter(channel_id=connection.channel_id)
        forged = sum(b"forged" in bytes(raw) for raw in stored.values_list("body", flat=True))
        verbs = Counter(
            Entry.objects.filter(municipality_id=connection.municipality_id).values_list(
                "verb", flat=True
            )
        )
    held = [(network_id, version, _digest(text)) for network_id, version, text, _, _ in rows]
    marked = {row[0] for row in rows if row[3] is not None}
    dues: dict[str, set[object]] = {}
    for row in rows:
        dues.setdefault(row[0], set()).add(row[4])
    sent = _bodies(outside)
    return Findings(
        editions=len(truth),
        missing=len(truth - set(held)),
        extra=len(held) - len(truth & set(held)),
        deleted=len(gone),
        wrongly_deleted=len(marked ^ gone),
        deadlines_twice=sum(len(each) > 1 or None in each for each in dues.values()),
        unrecorded=abs(verbs["message.received"] - len(dues))
        + abs(verbs["message.edited_upstream"] - (len(rows) - len(dues)))
        + abs(verbs["message.deleted_upstream"] - len(marked)),
        forged_sent=_count(deliveries, "forged"),
        forged_stored=forged
        + sum("forged" in row[0] for row in rows)
        + _accepted(deliveries, "forged"),
        replayed_sent=_count(deliveries, "replayed"),
        replayed_stored=_accepted(deliveries, "replayed"),
        answered=sum(_ok(line) for line in deliveries),
        lost_after_200=sum(
            _ok(line) and sent[int(str(line["delivery"]))] not in digests for line in deliveries
        ),
    )


def _truth(outside: Outside, account_id: str) -> tuple[set[Edition], set[str]]:
    """From the log of what residents did: every edition of what was told, and what is gone."""
    rows = outside.ask("GET", f"told?account={account_id}", {})["told"]
    told = {(str(name), str(version)) for name, version, _ in rows}
    texts: dict[tuple[str, str], str] = {}
    gone = set()
    for line in outside.log():
        if line["kind"] == "delete_own":
            gone.add(str(line["object"]))
        else:
            texts[str(line["object"]), str(line["version"])] = str(line["text_sha256"])
    return {
        (name, version, texts[name, version]) for name, version in told if (name, version) in texts
    }, gone & {name for name, _ in told}


def _bodies(outside: Outside) -> dict[int, str]:
    """The digest of each delivery's bytes, as the network sends them."""
    file = outside.folder / "practice.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as network:
        return {
            number: sha256(json.dumps(json.loads(body), ensure_ascii=False).encode()).hexdigest()
            for number, body in network.execute("SELECT id, body FROM delivery")
        }


def _ok(line: dict[str, object]) -> bool:
    return line["kind"] == "delivery" and line["status"] == 200


def _count(lines: Iterable[dict[str, object]], how: str) -> int:
    return sum(line["kind"] == "delivery" and str(line["how"]).startswith(how) for line in lines)


def _accepted(lines: Iterable[dict[str, object]], how: str) -> int:
    return sum(_ok(line) and str(line["how"]).startswith(how) for line in lines)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
