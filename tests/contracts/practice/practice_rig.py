"""The practice network as the shared suite's rig: a real server, looked at past the adapter."""

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.contracts.network.rig import Delivery, Held
from tests.unit.adapters.hostile import Hostile, answer, hostile, says
from werkzeug.serving import WSGIRequestHandler, make_server

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import accounts, fates, truth, visits
from torg.adapters.networks.practice.app import Application, create_app
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.settings import Settings
from torg.adapters.networks.practice.webhooks import deliver_due
from torg.ports.account import Account
from torg.ports.network import Connection, KeyKind

SECRET = "leveranshemlighet"


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Planted faults print nothing either."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class PracticeRig:
    """Implements tests.contracts.network.rig.NetworkRig."""

    app: Application
    network: PracticeNetwork
    connection: Connection
    account: Account
    truth_path: Path
    edits: bool = True
    deletes: bool = True
    _people: dict[str, accounts.Account] = field(default_factory=dict)

    def subscribed(self) -> str:
        """The address in the network's own table."""
        row = self.app.site.store.reading().execute(
            "SELECT webhook_url FROM account WHERE id = ?", (self.account.id,)
        )
        return str(row.fetchone()["webhook_url"])

    def image(self) -> bytes:
        def chunk(kind: bytes, data: bytes) -> bytes:
            check = struct.pack(">I", zlib.crc32(kind + data))
            return struct.pack(">I", len(data)) + kind + data + check

        head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
        rows = b"".join(b"\0" + b"\x20\x60\xa0" * 8 for _ in range(8))
        parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + parts

    def _who(self, name: str) -> accounts.Account:
        if name not in self._people:
            self._people[name] = accounts.open_resident(self.app.site.store, name=name, now=now())
        return self._people[name]

    def resident(self, name: str = "Rut Rask") -> str:
        return self._who(name).id

    def comment(self, parent_id: str, text: str, *, by: str = "Rut Rask") -> str:
        return visits.comment(self.app.site.store, self._who(by), parent_id, text, now()).id

    def mention(self, text: str, *, by: str = "Rut Rask") -> str:
        said = f"@{self.account.handle} {text}"
        return visits.write(self.app.site.store, self._who(by), said, now()).id

    def message(self, text: str, *, by: str = "Rut Rask") -> str:
        store = self.app.site.store
        channel = accounts.by_id(store, self.account.id)
        return visits.ask(store, self._who(by), channel, text, now()).id

    def visitor_post(self, text: str, *, by: str = "Rut Rask") -> str:
        store = self.app.site.store
        page = accounts.by_id(store, self.account.id)
        return visits.write(store, self._who(by), text, now(), page).id

    def edit(self, network_id: str, text: str, *, by: str = "Rut Rask") -> None:
        visits.change(self.app.site.store, self._who(by), network_id, text, now())

    def delete(self, network_id: str, *, by: str = "Rut Rask") -> None:
        visits.regret(self.app.site.store, self._who(by), network_id, now())

    def held(self) -> list[Held]:
        db = self.app.site.store.reading()
        rows = db.execute(
            "SELECT * FROM thing WHERE author_id = ? AND deleted_at IS NULL"
            " AND kind IN ('post', 'comment')",
            (self.account.id,),
        ).fetchall()
        return [
            Held(
                row["id"],
                row["text"],
                tuple(
                    image["alt"]
                    for image in db.execute(
                        "SELECT alt FROM image WHERE thing_id = ?", (row["id"],)
                    )
                ),
                row["parent_id"],
            )
            for row in rows
        ]

    def shown(self, network_id: str) -> bool:
        db = self.app.site.store.reading()
        row = db.execute(
            "SELECT 1 FROM thing WHERE id = ? AND kind <> 'message' AND hidden_at IS NULL"
            " AND deleted_at IS NULL",
            (network_id,),
        ).fetchone()
        return row is not None

    def walls(self) -> set[tuple[str, str]]:
        db = self.app.site.store.reading()
        rows = db.execute(
            "SELECT kind, person_id FROM wall WHERE account_id = ?", (self.account.id,)
        )
        return {(row["kind"], row["person_id"]) for row in rows}

    def reports(self) -> set[str]:
        return {str(line["object"]) for line in self.truth() if line["kind"] == "report"}

    def marks(self, kind: str) -> set[str]:
        mine = [line for line in self.truth() if line["account"] == self.account.id]
        return {str(line["target"]) for line in mine if line["kind"] == kind}

    def settle(self) -> None:
        """There is no lag unless a test asks for it."""

    def revoke(self) -> None:
        accounts.revoke(self.app.site.store, self.account.id, now())

    def rename(self, handle: str) -> str:
        fates.rename(self.app.site.store, self.account.id, handle, now())
        return handle

    def remove(self) -> None:
        fates.remove(self.app.site.store, self.account.id, "", now())

    def take(self, handle: str) -> str:
        store = self.app.site.store
        return accounts.open_resident(store, name=handle, now=now()).id

    def truth(self) -> list[dict[str, object]]:
        return truth.read(self.truth_path)

    def delivery(self) -> Delivery:
        with hostile(says(answer(b"{}"))) as desk:
            self.deliver_to(desk)
        head, _, body = desk.seen[0].partition(b"\r\n\r\n")
        lines = [line.partition(b": ") for line in head.split(b"\r\n")[1:]]
        return Delivery({name.decode().lower(): value.decode() for name, _, value in lines}, body)

    def deliver_to(self, desk: Hostile) -> int:
        """Let one comment be delivered to a listening desk; how many arrived."""
        store = self.app.site.store
        url = f"{desk.origin}/hook"
        accounts.subscribe(store, self.account.id, url=url, secret=SECRET)
        self.mention("Hör ni mig?")
        return deliver_due(store, now())


@contextmanager
def practice_rig(
    folder: Path, settings: Settings, *, style: str = "x", timeout: float = 5.0
) -> Iterator[PracticeRig]:
    """A server of its own for the block."""
    app = create_app(folder, "/ovning", settings)
    opened, token = accounts.open_account(
        app.site.store, handle="provkommun", name="Provkommun", style=style, now=now()
    )
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    client = GuardedClient((origin,), timeout=timeout)
    connection = Connection(
        adapter="practice",
        base_url=f"{origin}/ovning",
        account_id=opened.id,
        handle=opened.handle,
        secret=token,
        webhook_secret=SECRET,
    )
    network = PracticeNetwork(client, card=card_for(settings.profile))
    account = Account(opened.id, opened.handle, opened.name, f"{origin}/ovning/{opened.path}")
    try:
        yield PracticeRig(app, network, connection, account, folder / "truth.jsonl")
    finally:
        server.shutdown()
        server.server_close()
        app.close()


PROFILES = (KeyKind.KEYED, KeyKind.READ_BACK, KeyKind.NEITHER)
