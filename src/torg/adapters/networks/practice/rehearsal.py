"""The network played through in one process and one transaction, by the clock of a story.

For filling a desk with weeks of life: the real adapter meets the real interface and store,
only without a socket between them and at the times that the story says.
"""

import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection as Database
from urllib.parse import urlsplit

from werkzeug.test import Client

from torg.adapters.http import READS, Answer, GuardedClient
from torg.adapters.networks.practice import accounts, visits
from torg.adapters.networks.practice.app import Application, create_app
from torg.adapters.networks.practice.card import card_for
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.fates import FATES
from torg.adapters.networks.practice.faults import Fault, Plan
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.webhooks import body_of
from torg.ports.errors import Unreachable
from torg.ports.network import KeyKind


@dataclass(frozen=True, slots=True)
class Opened:
    """A channel's account and what it is reached with."""

    id: str
    handle: str
    token: str


class Rehearsal:
    """network: the adapter to use meanwhile. forgetful: one that cannot see what was done.

    base_url: where the network will be served later. clock: the story's time, aware UTC.
    """

    def __init__(
        self, folder: Path, base_url: str, clock: Callable[[], datetime], seed: int
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - repeatable by design
        self._clock = clock
        self._app = create_app(folder, urlsplit(base_url).path)
        self._app.site = replace(self._app.site, clock=clock)
        self._store = self._app.site.store
        self._store.mint = lambda: f"{chance.getrandbits(128):032x}"
        client = _Inside(self._app)
        self.network = PracticeNetwork(client)
        self.forgetful = PracticeNetwork(client, card=card_for(KeyKind.NEITHER))

    def transaction(self) -> AbstractContextManager[Database]:
        """Everything inside is kept together, or not at all."""
        return self._store.writing()

    def open_account(self, *, handle: str, name: str, style: str) -> Opened:
        """A channel's account with a token."""
        account, token = accounts.open_account(
            self._store, handle=handle, name=name, style=style, now=self._clock()
        )
        return Opened(account.id, account.handle, token)

    def subscribe(self, account_id: str, url: str, secret: str) -> None:
        """Where the account's deliveries go from now on."""
        accounts.subscribe(self._store, account_id, url=url, secret=secret)

    def revoke(self, account_id: str) -> None:
        """End the account's token."""
        accounts.revoke(self._store, account_id, self._clock())

    def befall(self, account_id: str, how: str, handle: str = "") -> None:
        """Let something happen to an account (fates.FATES)."""
        FATES[how](self._store, account_id, handle, self._clock())

    def comment(self, name: str, thing_id: str, text: str) -> str:
        """A resident comments; the comment's id."""
        return visits.comment(self._store, self._who(name), thing_id, text, self._clock()).id

    def write(self, name: str, text: str, *, on: str = "") -> str:
        """A resident writes on an account's page (its handle), or on their own."""
        page = accounts.by_handle(self._store, on) if on else None
        return visits.write(self._store, self._who(name), text, self._clock(), page).id

    def ask(self, name: str, handle: str, text: str) -> str:
        """A resident sends an account a direct message."""
        channel = accounts.by_handle(self._store, handle)
        return visits.ask(self._store, self._who(name), channel, text, self._clock()).id

    def like(self, name: str, thing_id: str) -> None:
        """A resident likes."""
        visits.mark(self._store, self._who(name), thing_id, "like", self._clock())

    def change(self, name: str, thing_id: str, text: str) -> None:
        """A resident changes what they wrote."""
        visits.change(self._store, self._who(name), thing_id, text, self._clock())

    def regret(self, name: str, thing_id: str) -> None:
        """A resident takes away what they wrote."""
        visits.regret(self._store, self._who(name), thing_id, self._clock())

    def lose_an_answer(self, kind: str) -> None:
        """The next act of the kind is done, and the network's answer says nothing of it."""
        self._app.site.faults.plant([Plan(Fault.NO_ID_AFTER_ACCEPT, kind=kind, nth=1)])

    def hide_the_account(self) -> None:
        """The next who looks at an account gets no answer."""
        plan = Plan(Fault.STATUS_503_BEFORE_ACCEPT, kind="account", nth=1)
        self._app.site.faults.plant([plan])

    def ask_to_wait(self, kind: str, seconds: float) -> None:
        """The next act of the kind is turned away until so long from now."""
        plan = Plan(Fault.STATUS_429, kind=kind, nth=1, seconds=seconds)
        self._app.site.faults.plant([plan])

    def deliveries(self) -> list[tuple[str, bytes]]:
        """Account id and body of each delivery that waits, taken as delivered."""
        with self._store.writing() as db:
            rows = db.execute(
                "SELECT id, account_id, body FROM delivery WHERE done_at IS NULL ORDER BY id"
            ).fetchall()
            if rows:
                db.execute(
                    "UPDATE delivery SET done_at = ?, attempts = 1 WHERE done_at IS NULL",
                    (stamp(self._clock()),),
                )
        return [(row["account_id"], body_of(row)) for row in rows]

    def cursor(self, account_id: str) -> str:
        """Where polling goes on when everything so far has been delivered."""
        found = self._store.reading().execute(
            "SELECT coalesce(max(seq), 0) FROM event WHERE account_id = ?", (account_id,)
        )
        return str(found.fetchone()[0])

    def close(self) -> None:
        """Close the store; its folder may be moved then."""
        self._app.close()

    def _who(self, name: str) -> accounts.Account:
        return accounts.open_resident(self._store, name=name, now=self._clock())


class _Inside(GuardedClient):
    """Hands every call to the application itself."""

    def __init__(self, app: Application) -> None:
        super().__init__()
        self._door = Client(app, use_cookies=False)

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
        """As GuardedClient.send; time and size have no limit here."""
        del timeout, max_bytes
        parts = urlsplit(url)
        wrote = method not in READS
        answer = self._door.open(
            parts.path,
            query_string=parts.query,
            method=method,
            headers=dict(headers or {}),
            data=body,
        )
        if answer.status_code >= 500:
            raise Unreachable(f"http-{answer.status_code}", maybe_done=wrote)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, named, answer.get_data(), wrote)


def readdress(folder: Path, addresses: Mapping[str, str]) -> None:
    """Account id -> where its deliveries go from now on, with the secret that it has."""
    store = Store(folder)
    with store.writing() as db:
        db.executemany(
            "UPDATE account SET webhook_url = ? WHERE id = ?",
            [(url, account_id) for account_id, url in addresses.items()],
        )
    store.close()
