"""The guarded client against servers that misbehave."""

import gzip
import socket
import time
from datetime import timedelta

import pytest
from requests_hardened import ip_filter
from tests.unit.adapters.hostile import Hostile, Script, answer, drips, hostile, resets, says
from tests.unit.adapters.test_addresses import FORBIDDEN

from torg.adapters.http import Answer, GuardedClient, json_object, retry_after
from torg.ports.errors import Refused, Unreachable


def client_for(server: Hostile, **options: float) -> GuardedClient:
    return GuardedClient((server.origin,), timeout=options.get("timeout", 2.0), max_bytes=1000)


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Make the resolver answer these in turn; returns the names it was asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[object]:
        address = addresses[min(len(asked), len(addresses) - 1)]
        asked.append(host)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(ip_filter.socket, "getaddrinfo", resolve)
    return asked


def failure_of(script: Script, method: str = "POST", **options: float) -> Unreachable:
    with hostile(script) as server, pytest.raises(Unreachable) as caught:
        json_object(client_for(server, **options).send(method, server.origin + "/x", body=b"{}"))
    return caught.value


def test_an_honest_answer_comes_through() -> None:
    with hostile(says(answer(b'{"id": "\xc3\xa5"}'))) as server:
        found = client_for(server).send("POST", f"{server.origin}/a?b=1", body="å".encode())
    assert json_object(found) == {"id": "å"}
    assert server.seen[0].startswith(b"POST /a?b=1 HTTP/1.1")
    assert server.seen[0].endswith("å".encode())


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("redirect", says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n")),
        ("http-500", says(answer(b"{}", status="500 Oops"))),
        ("http-503", says(answer(b"<html>", status="503 Later", mime="text/html"))),
        ("too-large", says(answer(b"[" + b"1" * 2000))),
        ("broken", says(answer(b'{"id": 1}' + b" " * 90)[:-60])),
        ("broken", says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}")),
        ("broken", says(b"")),
        ("broken", says(b"nonsense\r\n\r\n")),
        ("broken", resets),
        ("not-json", says(answer(b"<html></html>", mime="text/html"))),
        ("not-json", says(answer(b'{"id": NaN}'))),
        ("not-json", says(answer(b'{"id": 1, "id": 2}'))),
        ("not-json", says(answer(b'{"id": "\xff"}'))),
        ("not-json", says(answer(b"[" * 990))),
        ("not-json", says(answer(b""))),
        ("not-an-object", says(answer(b"[]"))),
        (
            "encoded",
            says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")),
        ),
    ],
)
def test_a_bad_answer_to_a_write_is_maybe_done(name: str, script: Script) -> None:
    caught = failure_of(script)
    assert (caught.code, caught.maybe_done) == (name, True)


def test_a_bad_answer_to_a_read_did_nothing() -> None:
    assert failure_of(resets, "GET").maybe_done is False


def test_a_silent_server_times_out() -> None:
    started = time.monotonic()
    caught = failure_of(lambda _: time.sleep(6), timeout=0.4)
    assert (caught.code, caught.maybe_done) == ("timeout", True)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "raw",
    [answer(b" " * 500), b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500],
    ids=["body", "head"],
)
def test_a_dripping_server_is_cut_at_the_whole_time(raw: bytes) -> None:
    started = time.monotonic()
    caught = failure_of(drips(raw, 0.05), timeout=0.6)
    assert (caught.code, caught.maybe_done) == ("timeout", True)
    assert time.monotonic() - started < 10  # the server would take 25


def test_refused_connection_did_not_leave() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable) as caught:
        GuardedClient((origin,)).send("POST", origin)
    assert (caught.value.code, caught.value.maybe_done) == ("unreached", False)


def test_unresolved_name_did_not_leave() -> None:
    with pytest.raises(Unreachable) as caught:
        GuardedClient().send("POST", "https://finns-inte.invalid/")
    assert caught.value.maybe_done is False


@pytest.mark.parametrize(
    "address", [text for text in FORBIDDEN if text[:1].isalnum() or ":" in text]
)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    if address == "localhost":
        address = "127.0.0.1"
    resolving_to(monkeypatch, address.split("%")[0])
    with pytest.raises(Refused) as caught:
        GuardedClient(timeout=1).send("GET", "https://kommun.example/")
    assert caught.value.code == "address-forbidden"


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "①②⑦.0.0.1", "[::1]", "localhost"]
)
def test_every_spelling_of_loopback_is_refused(host: str) -> None:
    with hostile(says(answer(b"{}"))) as canary:
        client = GuardedClient(schemes=frozenset({"http"}), ports=frozenset({canary.port}))
        with pytest.raises((Refused, Unreachable)) as caught:
            client.send("POST", f"http://{host}:{canary.port}/")
    assert canary.seen == []
    assert getattr(caught.value, "maybe_done", False) is False


def test_rebinding_finds_the_address_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is asked once; what it answers later does not matter (S2)."""
    with hostile(says(answer(b"{}"))) as canary:
        asked = resolving_to(monkeypatch, "192.0.2.1", "127.0.0.1")
        monkeypatch.setattr(ip_filter, "EXTRA_BLOCKED_NET_RANGES", ())
        client = GuardedClient(
            schemes=frozenset({"http"}), ports=frozenset({canary.port}), timeout=0.3
        )
        with pytest.raises((Refused, Unreachable)):
            client.send("POST", f"http://rebind.example:{canary.port}/")
        assert asked == ["rebind.example"]
        with pytest.raises(Refused):
            client.send("POST", f"http://rebind.example:{canary.port}/")
    assert canary.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://example.org/",
        "https://example.org:22/",
        "https://user@example.org/",
        "https:///x",
        "https://example.org:99999/",
        "http://[::1",
        "",
    ],
)
def test_other_schemes_ports_and_forms_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        GuardedClient().send("GET", url)


def test_a_private_origin_matches_exactly() -> None:
    with hostile(says(answer(b"{}"))) as server:
        client = GuardedClient((server.origin,), schemes=frozenset({"http"}), timeout=1)
        client.send("GET", server.origin.upper().replace("HTTP", "http") + "/x")
        for other in (
            f"http://127.0.0.1:{server.port + 1}/",
            f"http://localhost:{server.port}/",
            f"http://127.0.0.1:{server.port}@example.org/",
            f"https://127.0.0.1:{server.port}/",
        ):
            with pytest.raises(Refused):
                client.send("GET", other)
    assert len(server.seen) == 1


def test_environment_and_cookies_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        hostile(resets) as proxy,
        hostile(says(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")) as server,
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("http_proxy", proxy.origin)
        client = client_for(server)
        client.send("GET", server.origin)
        client.send("GET", server.origin)
    assert proxy.seen == []
    assert b"cookie" not in server.seen[1].lower()


@pytest.mark.parametrize("header", ["Host", "Cookie", "Content-Length", "Transfer-Encoding"])
def test_a_header_of_the_transport_is_a_fault_of_ours(header: str) -> None:
    with hostile(says(answer(b"{}"))) as server, pytest.raises(ValueError, match=header):
        client_for(server).send("GET", server.origin, headers={header: "1"})


def test_line_breaks_in_headers_do_not_leave() -> None:
    with hostile(says(answer(b"{}"))) as server, pytest.raises(Unreachable) as caught:
        client_for(server).send("POST", server.origin, headers={"X-A": "1\r\nX-B: 2"})
    assert caught.value.maybe_done is False
    assert server.seen == []


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("7", 7),
        ("", 60),
        ("0", 1),
        ("soon", 60),
        ("99999999", 86400),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 1),
    ],
)
def test_retry_after_is_read_with_sense(text: str, wait: int) -> None:
    found = retry_after(Answer(429, {"retry-after": text}, b"", wrote=True))
    assert found == timedelta(seconds=wait)
