"""The log's pages: found, filtered, read in pages, proven; and never written through."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.factories.entries import POST, make_entry
from tests.factories.people import make_municipality, make_user

from torg.kernel.merkle import leaf_hash, verify_inclusion
from torg.kernel.refs import Ref
from torg.kernel.signed_notes import CheckpointText, Verifier
from torg.ledger.actions import Exchange, checkpoint, dispose_content
from torg.ledger.models import Entry
from torg.ledger.states import Direction
from torg.people.models import Municipality, User
from torg.people.permissions import ROLES

LIST = reverse("ledger:list_entries")


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")


@pytest.fixture
def registrar(municipality: Municipality) -> User:
    return make_user(municipality=municipality, role="registrar")


@pytest.fixture
def desk(client: Client, registrar: User) -> Client:
    """Signed in as a registrar, who may read the log and its texts."""
    client.force_login(registrar)
    return client


def page(desk: Client, **query: str | int) -> str:
    answer = desk.get(LIST, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def numbers(text: str) -> list[int]:
    """The entries that the list links to, in its order."""
    found = [part.partition("/")[0] for part in text.split(f'href="{LIST}')[1:]]
    return [int(number) for number in found if number.isdigit()]


def test_an_empty_log_says_so(desk: Client) -> None:
    assert "Loggen är tom" in page(desk)
    assert "Inga poster stämmer" in page(desk, verb="x")


def test_the_list_is_read_in_pages(desk: Client, municipality: Municipality, now: datetime) -> None:
    for _ in range(120):
        make_entry(municipality, now)
    first = page(desk)
    assert numbers(first) == list(range(120, 70, -1))
    assert "Nyare" not in first
    second = page(desk, before=71)
    assert numbers(second) == list(range(70, 20, -1))
    assert "?before=21" in second
    assert "?after=70" in second
    assert numbers(page(desk, before=21)) == list(range(20, 0, -1))
    assert numbers(page(desk, after=20)) == list(range(70, 20, -1))
    top = page(desk, after=70)
    assert numbers(top) == list(range(120, 70, -1))
    assert "Nyare" not in top


def test_the_list_is_narrowed(
    desk: Client, municipality: Municipality, registrar: User, now: datetime
) -> None:
    make_entry(municipality, now, verb="a.b")
    make_entry(municipality, now, by=registrar)
    make_entry(municipality, now, about=[Ref("inbox.message", "m-1")])
    make_entry(municipality, now + timedelta(days=1))
    assert numbers(page(desk, verb="a.b")) == [1]
    assert numbers(page(desk, actor=str(registrar.pk))) == [2]
    assert numbers(page(desk, about="inbox.message:m-1")) == [3]
    assert numbers(page(desk, since="2026-09-09")) == [4]
    assert numbers(page(desk, until="2026-09-08", verb="planning.post_approved")) == [3, 2]


def test_a_day_is_the_municipalitys_own(desk: Client, municipality: Municipality) -> None:
    make_entry(municipality, datetime(2026, 9, 7, 21, 59, tzinfo=UTC))
    make_entry(municipality, datetime(2026, 9, 7, 22, 0, tzinfo=UTC))
    make_entry(municipality, datetime(2026, 9, 8, 21, 59, tzinfo=UTC))
    make_entry(municipality, datetime(2026, 9, 8, 22, 0, tzinfo=UTC))
    assert numbers(page(desk, since="2026-09-08", until="2026-09-08")) == [3, 2]


@pytest.mark.parametrize(
    "query", [{"since": "igår"}, {"about": "a:"}, {"before": "x"}, {"direction": "up"}]
)
def test_a_filter_that_cannot_be_read_is_said(desk: Client, query: dict[str, str]) -> None:
    answer = desk.get(LIST, query)
    assert answer.status_code == 400
    assert "Filtret går inte att använda" in answer.content.decode()


@pytest.mark.req("V-93")
def test_every_record_is_either_received_or_drawn_up(
    desk: Client, municipality: Municipality, now: datetime
) -> None:
    """A thousand records of one day: each is found by one of the two filters, none by both."""
    for number in range(1000):
        way = Direction.RECEIVED if number % 3 else Direction.DRAWN_UP
        exchange = Exchange(way, "facebook/prov", "kept_in_order", "Testa Prov", "Provkommun")
        make_entry(municipality, now + timedelta(seconds=number), exchange=exchange)
    make_entry(municipality, now + timedelta(days=1), exchange=exchange)

    def found(direction: str) -> list[int]:
        day = {"direction": direction, "since": "2026-09-08", "until": "2026-09-08"}
        seen: list[int] = []
        while text := page(desk, **day, **({"before": seen[-1]} if seen else {})):
            if not (new := numbers(text)):
                break
            seen += new
        return seen

    received, drawn_up = found("received"), found("drawn_up")
    assert sorted(received + drawn_up) == list(range(1, 1001))
    assert len(drawn_up) == 334


@pytest.mark.req("V-88")
def test_who_wrote_approved_and_sent_a_reply_is_shown_and_stays(
    desk: Client, municipality: Municipality, now: datetime
) -> None:
    reply = Ref("inbox.reply", "r-1")
    people = {
        name: make_user(municipality=municipality, role=role, given_name=name, family_name="Prov")
        for name, role in (
            ("Skriver", "communicator"),
            ("Godkänner", "account_lead"),
            ("Skickar", "contact_centre"),
        )
    }
    sent = Exchange(Direction.DRAWN_UP, "facebook/prov", "kept_in_order", "Provkommun", "Testa")
    steps = [
        ("inbox.reply_written", "Svaret skrevs.", "Skriver", "Hej, vi ska se efter.", None),
        ("inbox.reply_approved", "Svaret godkändes.", "Godkänner", "Hej, vi ser efter.", None),
        ("inbox.reply_sent", "Svaret skickades.", "Skickar", "Hej, vi ser efter.", sent),
    ]
    for minute, (verb, summary, name, text, exchange) in enumerate(steps):
        make_entry(
            municipality,
            now + timedelta(minutes=minute),
            verb=verb,
            summary=summary,
            about=[reply],
            by=people[name],
            content={"text": text},
            exchange=exchange,
        )
    record = page(desk, about=str(reply))
    assert numbers(record) == [3, 2, 1]
    for seq, (verb, summary, name, text, _) in enumerate(steps, start=1):
        assert summary in record
        shown = desk.get(reverse("ledger:show_entry", args=[seq])).content.decode()
        role = str(ROLES[people[name].grants.get().role].name)
        for told in (
            verb,
            summary,
            f"{name} Prov",
            role,
            text,
            f"kl.\N{NO-BREAK SPACE}10:0{seq - 1}",
        ):
            assert told in shown
    assert "Hålls ordnad" in shown
    for way in (desk.post, desk.put, desk.patch, desk.delete):
        assert way(reverse("ledger:show_entry", args=[1])).status_code == 405
        assert way(LIST).status_code == 405


def test_an_entry_shows_what_proves_it(
    desk: Client, municipality: Municipality, now: datetime
) -> None:
    entry = make_entry(municipality, now, facts={"state": "approved"})
    address = reverse("ledger:show_entry", args=[entry.seq])
    before = desk.get(address).content.decode()
    assert entry.leaf_hash in before
    assert "Inte signerad än" in before
    made = checkpoint(municipality=municipality, now=now)
    assert made is not None
    after = desk.get(address).content.decode()
    assert made.note.splitlines()[2] in after
    assert "Inte signerad än" not in after


def test_an_outsider_can_check_the_downloaded_proof(
    desk: Client, municipality: Municipality, now: datetime
) -> None:
    for _ in range(7):
        make_entry(municipality, now)
    address = reverse("ledger:download_proof", args=[3])
    assert desk.get(address).status_code == 404
    checkpoint(municipality=municipality, now=now)
    answer = desk.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="bevis-provkommun-3.json"'
    told = json.loads(answer.content)
    claim = CheckpointText.read(Verifier.read(told["key"]).open(told["checkpoint"]))
    leaf = leaf_hash(told["entry"].encode())
    path = [bytes.fromhex(step) for step in told["path"]]
    assert verify_inclusion(leaf, told["position"], claim.size, path, claim.root)
    assert json.loads(told["entry"])["seq"] == 3


def test_texts_are_for_those_who_may_read_them_and_are_only_text(
    desk: Client, client: Client, municipality: Municipality, now: datetime
) -> None:
    entry = make_entry(municipality, now, content={"text": "<script>x</script>", "parts": ["a"]})
    address = reverse("ledger:show_entry", args=[entry.seq])
    shown = desk.get(address).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in shown
    assert "<script>x" not in shown

    client.force_login(make_user(municipality=municipality, role="administrator"))
    hidden = client.get(address).content.decode()
    assert "Din roll får inte läsa den" in hidden
    assert "script&gt;x" not in hidden


def test_a_disposed_text_is_said_to_be_so(
    desk: Client, municipality: Municipality, now: datetime
) -> None:
    entry = make_entry(municipality, now, content={"text": "Hej där"})
    dispose_content(entry=entry, decision="KS 2026-14", by=None, now=now)
    shown = desk.get(reverse("ledger:show_entry", args=[entry.seq])).content.decode()
    assert "Texten är gallrad" in shown
    assert "Hej där" not in shown
    told = desk.get(reverse("ledger:show_entry", args=[2])).content.decode()
    assert "KS 2026-14" in told


def test_the_log_is_for_those_who_may_read_it(
    client: Client, municipality: Municipality, now: datetime
) -> None:
    make_entry(municipality, now)
    addresses = [LIST, reverse("ledger:show_entry", args=[1])]
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(make_user(municipality=municipality, role="communicator"))
    for address in addresses:
        assert client.get(address).status_code == 403
    client.force_login(make_user(municipality=make_municipality(), role="registrar"))
    assert client.get(LIST).status_code == 200
    assert client.get(addresses[1]).status_code == 404


def test_an_entry_that_is_not_there(desk: Client) -> None:
    assert not Entry.objects.exists()
    assert desk.get(reverse("ledger:show_entry", args=[1])).status_code == 404
    assert desk.get(f"{LIST}?about={POST}").status_code == 200
