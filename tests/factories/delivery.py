"""Connected channels and acts, and a network whose every answer the test decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.factories.people import make_department

from torg.channels.models import Channel, ChannelClass, ChannelConnection, NetworkName
from torg.channels.queries import keyring
from torg.kernel.scope import scope
from torg.people.models import Department
from torg.ports.account import Account, Sighting
from torg.ports.errors import OutsideError
from torg.ports.network import (
    ActRequest,
    Batch,
    Capability,
    Connection,
    Event,
    KeyKind,
    Limits,
    NetworkCard,
    ReadBack,
    Receipt,
    Seen,
)
from torg.ports.registry import register

_numbers = count(1)


def make_channel(
    *,
    department: Department | None = None,
    network: str = NetworkName.FACEBOOK,
    channel_class: str = ChannelClass.ORDINARY,
    name: str = "",
    adapter: str = "scripted",
) -> Channel:
    """A live channel with a verified connection."""
    department = department or make_department()
    number = next(_numbers)
    with scope(department.municipality_id):
        channel: Channel = Channel.objects.create(
            municipality_id=department.municipality_id,
            department=department,
            name=name or f"Provkanal {number}",
            network=network,
            channel_class=channel_class,
            import_reason="Fanns redan.",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        ChannelConnection.objects.create(
            municipality_id=department.municipality_id,
            channel=channel,
            adapter=adapter,
            base_url="http://127.0.0.1:9/",
            account_id=f"konto-{number}",
            handle=f"prov{number}",
            secret=keyring().seal("nyckel"),
            webhook_secret=keyring().seal("kroknyckel"),
            verified_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    return channel


@dataclass
class ScriptedNetwork:
    """A network double: what was asked stands in `calls`; `answer` decides each call."""

    key_kind: KeyKind = KeyKind.KEYED
    answer: Callable[[ActRequest], Receipt] | None = None
    look: Callable[[ActRequest], ReadBack] | None = None
    calls: list[ActRequest] = field(default_factory=list)
    looks: list[ActRequest] = field(default_factory=list)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    deaf: OutsideError | None = None
    looked_since: list[datetime] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    seen: Sighting | OutsideError | None = None

    @property
    def card(self) -> NetworkCard:
        """Ten seconds until a call is certain."""
        return NetworkCard(
            adapter="scripted",
            name="Provnätet",
            capabilities=frozenset(Capability),
            key_kind=self.key_kind,
            client_timeout=timedelta(seconds=5),
            processing=timedelta(seconds=3),
            visibility_lag=timedelta(seconds=2),
            limits=Limits(),
        )

    def verify(self, connection: Connection) -> Account:
        """Always the account that was asked for."""
        return Account(connection.handle, connection.handle, connection.handle, "")

    def observe(self, connection: Connection) -> Sighting:
        """The account as it is registered, or what is laid out."""
        if isinstance(self.seen, OutsideError):
            raise self.seen
        known = Account(connection.account_id, connection.handle, connection.handle, "")
        return self.seen or Sighting(known, connection.account_id, None)

    def limits(self, connection: Connection) -> Limits:
        """None."""
        return Limits()

    def mint_key(self, now: datetime, seed: bytes) -> str:
        """The seed itself."""
        return seed.hex()

    def perform(self, connection: Connection, request: ActRequest) -> Receipt:
        """Note the call, then answer as told."""
        self.calls.append(request)
        if self.answer is not None:
            return self.answer(request)
        return self.receipt(request)

    def read_back(self, connection: Connection, request: ActRequest, since: datetime) -> ReadBack:
        """Note the look, then say as told; absent when nothing is told."""
        self.looks.append(request)
        self.looked_since.append(since)
        if self.look is not None:
            return self.look(request)
        return ReadBack(Seen.ABSENT, "Inget sådant inlägg syns på kontot.")

    def fetch(self, connection: Connection, cursor: str) -> Batch:
        """The next batch laid out, else nothing new."""
        return self.batches.pop(0) if self.batches else Batch((), cursor)

    def subscribe(self, connection: Connection, url: str) -> None:
        """Note address and secret, or the error laid out."""
        if self.deaf is not None:
            raise self.deaf
        self.addresses.append((url, connection.webhook_secret))

    def signature_ok(self, connection: Connection, headers: Mapping[str, str], body: bytes) -> bool:
        """Never: webhooks are tested on real adapters."""
        return False

    def parse(self, connection: Connection, body: bytes) -> tuple[Event, ...]:
        """Nothing."""
        return ()

    @staticmethod
    def receipt(request: ActRequest) -> Receipt:
        """The receipt of a call that went well."""
        return Receipt(
            network_id=f"obj-{request.key}",
            url=f"http://127.0.0.1:9/{request.key}",
            at=datetime(2026, 9, 8, 8, 0, 1, tzinfo=UTC),
        )


def wire_scripted() -> ScriptedNetwork:
    """A fresh double, registered as "scripted"."""
    network = ScriptedNetwork()
    register("scripted", network)
    return network
