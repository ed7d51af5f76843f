"""The SSRF range (F14): every way inside, for everything that fetches; the canary is never hit."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.architecture.house import modules
from tests.unit.adapters.hostile import Hostile, answer, hostile, says

from torg.adapters.evidence.renderer import PdfRenderer
from torg.adapters.http import GuardedClient
from torg.adapters.networks.bluesky.adapter import Bluesky
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.ports.errors import OutsideError
from torg.ports.evidence import Sheet
from torg.ports.network import ActKind, ActRequest, Connection, Network

# The loopback, private, link-local, metadata, translated and reserved forms that a name may
# resolve to (RELIABILITY 1.7).
FORMS = (
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
# Ways to write this machine's own address in a URL.
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.000.000.001",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "0",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ip6-localhost",
)
NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
WANTED = (
    '<img src="{}/img.png">',
    '<link rel="stylesheet" href="{}/a.css">',
    '<style>@import "{}/b.css"; p { background: url({}/c.png) }</style>',
    '<object data="{}/o.svg"></object>',
    '<embed src="{}/e.svg">',
    '<svg><image href="{}/s.png"></image><use href="{}/u.svg#x"></use></svg>',
    '<link rel="attachment" href="{}/f.bin">',
    '<base href="{}/">',
    '<img src="rel.png">',
)
PUBLIC = "93.184.216.34"
CODES = (301, 302, 303, 307, 308)
# Whoever may open a connection, and why. Everything else goes through the guarded client.
OPENERS = {
    "adapters/http.py": "the guarded client",
    "adapters/transport.py": "its sockets",
    "adapters/mail/smtp.py": "the operator's own mail server, named in the environment",
    "delivery/actions/worker.py": "reads this machine's name",
    "site/serve.py": "asks our own web server whether it is up",
    "site/selfcheck.py": "tries whether our own port is free",
}
WAYS_OUT = re.compile(
    r"^(import|from) (requests|urllib3|urllib\.request|http\.client|smtplib|ftplib|socket)\b",
    re.MULTILINE,
)
PRACTICE = "adapters/networks/practice/"
# Bluesky delivers to nobody, so there is nothing to subscribe to.
CALL_NOBODY = {"bluesky subscribe"}

Fetch = Callable[[GuardedClient, str], object]


def connected(adapter: str, base: str) -> Connection:
    return Connection(
        adapter=adapter,
        base_url=base,
        account_id="did:plc:x",
        handle="prov.example",
        secret="hemligt",
        webhook_secret="hemligt",
    )


def by_network(name: str, make: Callable[[GuardedClient], Network]) -> dict[str, Fetch]:
    """Every call of the port that reaches for the network."""
    calls: dict[str, Callable[[Network, Connection], object]] = {
        "verify": lambda network, at: network.verify(at),
        "limits": lambda network, at: network.limits(at),
        "perform": lambda network, at: network.perform(at, act_for(network)),
        "read back": lambda network, at: network.read_back(at, act_for(network), NOW),
        "fetch": lambda network, at: network.fetch(at, ""),
        "subscribe": lambda network, at: network.subscribe(at, at.base_url),
    }

    def fetcher(call: Callable[[Network, Connection], object]) -> Fetch:
        return lambda client, base: call(make(client), connected(name, base))

    return {f"{name} {word}": fetcher(call) for word, call in calls.items()}


def act_for(network: Network) -> ActRequest:
    return ActRequest(ActKind.PUBLISH, network.mint_key(NOW, b"prov"), "Hej")


FETCHERS: dict[str, Fetch] = {
    "client GET": lambda client, base: client.send("GET", base),
    "client POST": lambda client, base: client.send("POST", base, body=b"{}"),
    **by_network("practice", PracticeNetwork),
    **by_network("bluesky", Bluesky),
}
every_fetcher = pytest.mark.parametrize("fetch", FETCHERS.values(), ids=FETCHERS)


@dataclass
class Net:
    """A resolver of our own and a record of every connection that a socket begins."""

    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int, *_: object, **__: object) -> list[object]:
        """The next answer for a name of ours; numbers resolve to themselves."""
        turns = self.answers.get(host)
        if turns is None:
            return list(REAL_RESOLVER(host, port, type=socket.SOCK_STREAM))
        self.asked.append(host)
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port),
            )
            for one in found
        ]


REAL_RESOLVER = socket.getaddrinfo


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    made, really = Net(), socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        made.reached.append(address[0])
        if address[0] == PUBLIC:
            raise ConnectionRefusedError
        really(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", made.resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    return made


@pytest.fixture
def canary() -> Iterator[Hostile]:
    with hostile(says(answer(b'{"id": "1"}'))) as server:
        yield server


def guarded(canary: Hostile) -> GuardedClient:
    """A client that may use the canary's scheme and port, so that only the address protects it."""
    return GuardedClient(schemes=frozenset({"http"}), ports=frozenset({canary.port}), timeout=1)


def refused(fetch: Fetch, client: GuardedClient, base: str) -> None:
    """The call fails, and cannot have done anything."""
    with pytest.raises(OutsideError) as caught:
        fetch(client, base)
    assert getattr(caught.value, "maybe_done", False) is False


def test_the_range_is_as_wide_as_promised() -> None:
    assert len(set(FORMS)) == len(FORMS) >= 24
    assert len(set(SPELLINGS)) == len(SPELLINGS) >= 6


@every_fetcher
def test_no_form_of_an_inner_address_is_reached(net: Net, canary: Hostile, fetch: Fetch) -> None:
    client = guarded(canary)
    for number, form in enumerate(FORMS):
        net.answers[f"form{number}.example"] = [[form]]
        refused(fetch, client, f"http://form{number}.example:{canary.port}")
        literal = f"[{form}]" if ":" in form else form
        refused(fetch, client, f"http://{literal}:{canary.port}")
    assert (net.reached, canary.seen) == ([], [])


@every_fetcher
def test_no_spelling_of_loopback_is_reached(net: Net, canary: Hostile, fetch: Fetch) -> None:
    for spelling in SPELLINGS:
        refused(fetch, guarded(canary), f"http://{spelling}:{canary.port}")
    assert (net.reached, canary.seen) == ([], [])


@every_fetcher
@pytest.mark.parametrize(
    "answers",
    [
        [[PUBLIC], ["127.0.0.1"]],
        [[PUBLIC, "127.0.0.1"], ["127.0.0.1"]],
        [["127.0.0.1", PUBLIC]],
        [[PUBLIC], ["::1"]],
    ],
    ids=["then inside", "both", "inside first", "then six"],
)
def test_a_name_that_is_bound_anew_leads_nowhere(
    net: Net, canary: Hostile, fetch: Fetch, answers: list[list[str]]
) -> None:
    """One question a call, and the address that was judged is the one that is called (S2)."""
    client = guarded(canary)
    net.answers["rebind.example"] = [list(one) for one in answers]
    for turn in (1, 2, 3):
        refused(fetch, client, f"http://rebind.example:{canary.port}")
        assert len(net.asked) <= turn
    assert set(net.reached) <= {PUBLIC}
    assert canary.seen == []


@every_fetcher
@pytest.mark.parametrize("hops", [1, 2, 3, 4, 5])
def test_no_redirect_is_followed(canary: Hostile, fetch: Fetch, hops: int) -> None:
    """Not from an origin that configuration allows, either; each hop would have led on."""
    for code in CODES:
        with chain(code, hops, canary.origin) as first:
            client = GuardedClient((first.origin,), timeout=1)
            with pytest.raises(OutsideError):
                fetch(client, first.origin)
            assert len(first.seen) <= 1
    assert canary.seen == []


def chain(code: int, hops: int, end: str) -> AbstractContextManager[Hostile]:
    """A server that sends a caller on to itself so many times, and then to `end`."""
    servers: list[Hostile] = []

    def script(peer: socket.socket) -> None:
        server = servers[0]
        there = end if len(server.seen) >= hops else f"{server.origin}/{len(server.seen)}"
        head = f"HTTP/1.1 {code} Moved\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
        peer.sendall(head.encode())

    @contextmanager
    def serving() -> Iterator[Hostile]:
        with hostile(script) as server:
            servers.append(server)
            yield server

    return serving()


def test_a_sheet_of_evidence_fetches_nothing(canary: Hostile) -> None:
    """The renderer of PDF reads HTML: whatever the HTML asks for stays where it is."""
    html = "".join(template.replace("{}", canary.origin) for template in WANTED)
    sheet = Sheet(
        html=f"<html lang=sv><head><title>Prov</title></head><body>{html}<p>Hej</p></body></html>",
        payload=b"{}",
        identifier="prov",
        created="2026-09-08T08:00:00+00:00",
    )
    with suppress(OutsideError):
        PdfRenderer().render(sheet)
    assert canary.seen == []


@pytest.mark.parametrize("name", sorted(set(FETCHERS) - CALL_NOBODY))
def test_the_canary_is_hit_where_it_is_allowed(canary: Hostile, name: str) -> None:
    """The range's own proof: what keeps every fetcher away is the guard and nothing else."""
    with suppress(OutsideError):
        FETCHERS[name](GuardedClient((canary.origin,), timeout=1), canary.origin)
    assert canary.seen


def test_nothing_else_opens_a_connection() -> None:
    """The practice network is left out: it is what lies outside, and calls back to the desk."""
    found = {"/".join(module.parts) for module in modules() if WAYS_OUT.search(module.text)}
    assert {name for name in found if PRACTICE not in name} <= set(OPENERS)
