"""One suite for every network: what `torg.ports.network.Network` promises.

A network's own test module subclasses NetworkContract and gives a `rig` fixture. What the
network's card does not offer is skipped; a card that promises too much fails.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.contracts.network.rig import NetworkRig

from torg.ports.errors import NeedsReconnect, Refused, Unreachable
from torg.ports.network import (
    ActKind,
    ActRequest,
    Capability,
    Connection,
    Event,
    EventKind,
    EventVerb,
    Image,
    KeyKind,
    Receipt,
    Seen,
    Target,
)

TRICKY = "Åäö ÅÄÖ é 👩‍👩‍👧‍👦 🇸🇪 «citat» <b>&amp;</b>"


def needs(rig: NetworkRig, *capabilities: Capability) -> None:
    """Skip what the card does not promise."""
    for capability in capabilities:
        if capability not in rig.network.card.capabilities:
            pytest.skip(f"{rig.network.card.name}: no {capability}")


def unique(text: str = "") -> str:
    """A text that no other test has written."""
    return f"{text} {uuid4().hex[:10]}".strip()


def request(
    rig: NetworkRig,
    kind: ActKind,
    text: str = "",
    target: Target | None = None,
    images: tuple[Image, ...] = (),
    reason: str = "",
) -> ActRequest:
    """An act with a fresh key."""
    return ActRequest(
        kind=kind,
        key=rig.network.mint_key(datetime.now(UTC), uuid4().bytes),
        text=text,
        images=images,
        target=target or Target(),
        reason=reason,
    )


def do(rig: NetworkRig, made: ActRequest) -> Receipt:
    """Perform, check what every receipt must hold, and wait until it shows."""
    receipt = rig.network.perform(rig.connection, made)
    assert receipt.network_id
    assert receipt.at.tzinfo is not None
    assert abs(datetime.now(UTC) - receipt.at) < timedelta(minutes=2)
    rig.settle()
    return receipt


def publish(rig: NetworkRig, text: str = "") -> Receipt:
    """A plain post."""
    return do(rig, request(rig, ActKind.PUBLISH, text or unique("Inlägg")))


def drain(rig: NetworkRig, cursor: str = "") -> tuple[list[Event], str]:
    """All events after the cursor, page by page."""
    found: list[Event] = []
    for _ in range(1000):
        batch = rig.network.fetch(rig.connection, cursor)
        found += batch.events
        cursor = batch.cursor
        if not batch.more:
            return found, cursor
    raise AssertionError("the poll has no end")


def event_for(rig: NetworkRig, network_id: str) -> Event:
    """The newest event about an object."""
    rig.settle()
    return [event for event in drain(rig)[0] if event.network_id == network_id][-1]


def on(event: Event) -> Target:
    """The target that an event gives."""
    return Target(
        id=event.network_id,
        version=event.version,
        root_id=event.root_id,
        root_version=event.root_version,
        author_id=event.author.id,
    )


def own(receipt: Receipt) -> Target:
    """The target that a receipt gives."""
    return Target(
        id=receipt.network_id,
        version=receipt.version,
        root_id=receipt.network_id,
        root_version=receipt.version,
    )


class NetworkContract:
    """Subclass as Test<Network> with a `rig` fixture."""

    def test_verify_names_the_account(self, rig: NetworkRig) -> None:
        found = rig.network.verify(rig.connection)
        assert (found.id, found.handle) == (rig.account.id, rig.account.handle)
        assert found.url

    def test_the_account_is_seen_as_it_is(self, rig: NetworkRig) -> None:
        seen = rig.network.observe(rig.connection)
        assert seen.account is not None
        assert (seen.account.id, seen.account.handle) == (rig.account.id, rig.account.handle)
        assert seen.account.url
        assert seen.holder == rig.account.id
        assert seen.marked in (False, None)

    def test_the_account_is_seen_without_a_right_of_ours(self, rig: NetworkRig) -> None:
        seen = rig.network.observe(replace(rig.connection, secret=""))
        assert seen.account is not None
        assert seen.holder == rig.account.id

    def test_a_renamed_account_is_found_by_its_id(self, rig: NetworkRig) -> None:
        named = rig.rename(f"ny{uuid4().hex[:8]}")
        seen = rig.network.observe(rig.connection)
        assert seen.account is not None
        assert (seen.account.id, seen.account.handle) == (rig.account.id, named)
        assert seen.holder == ""
        stranger = rig.take(rig.account.handle)
        assert rig.network.observe(rig.connection).holder == stranger != rig.account.id

    def test_an_account_that_is_gone_is_seen_to_be_gone(self, rig: NetworkRig) -> None:
        rig.remove()
        seen = rig.network.observe(rig.connection)
        assert (seen.account, seen.holder) == (None, "")

    def test_a_network_that_is_away_shows_nothing(self, rig: NetworkRig) -> None:
        away = replace(rig.connection, base_url="https://finns-inte.invalid")
        with pytest.raises(Unreachable):
            rig.network.observe(away)

    def test_a_post_arrives_letter_by_letter(self, rig: NetworkRig) -> None:
        text = unique(TRICKY)
        receipt = publish(rig, text)
        assert receipt.url.startswith("http")
        assert [(held.network_id, held.text) for held in rig.held() if held.text == text] == [
            (receipt.network_id, text)
        ]

    def test_an_image_arrives_with_its_alternative_text(self, rig: NetworkRig) -> None:
        needs(rig, Capability.IMAGES, Capability.ALT_TEXT)
        alt = unique("En snöröjd gångväg vid ån")
        image = Image(content=rig.image(), mime="image/png", alt=alt, width=8, height=8)
        receipt = do(rig, request(rig, ActKind.PUBLISH, unique("Bild"), images=(image,)))
        held = {held.network_id: held for held in rig.held()}
        assert held[receipt.network_id].alts == (alt,)

    def test_keys_are_repeatable_and_apart(self, rig: NetworkRig) -> None:
        now = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
        mint = rig.network.mint_key
        assert mint(now, b"a") == mint(now, b"a")
        assert len({mint(now, b"a"), mint(now, b"b"), mint(now + timedelta(days=1), b"a")}) == 3

    def test_the_same_key_gives_one_object(self, rig: NetworkRig) -> None:
        if rig.network.card.key_kind is not KeyKind.KEYED:
            pytest.skip("the network keeps no keys")
        made = request(rig, ActKind.PUBLISH, unique("En gång"))
        first, second = do(rig, made), do(rig, made)
        assert first.network_id == second.network_id
        assert [held.text for held in rig.held()].count(made.text) == 1

    def test_a_reply_with_the_same_key_is_one_object(self, rig: NetworkRig) -> None:
        needs(rig, Capability.REPLY)
        if rig.network.card.key_kind is not KeyKind.KEYED:
            pytest.skip("the network keeps no keys")
        comment = event_for(rig, rig.comment(publish(rig).network_id, unique("Fråga")))
        made = request(rig, ActKind.REPLY, unique("Svar"), on(comment))
        assert do(rig, made).network_id == do(rig, made).network_id
        assert [held.text for held in rig.held()].count(made.text) == 1

    def test_read_back_finds_a_post_that_went_out(self, rig: NetworkRig) -> None:
        since = datetime.now(UTC)
        made = request(rig, ActKind.PUBLISH, unique("Återläst"))
        receipt = do(rig, made)
        self._expect(rig, made, since, receipt)

    def test_read_back_finds_a_reply_that_went_out(self, rig: NetworkRig) -> None:
        needs(rig, Capability.REPLY)
        comment = event_for(rig, rig.comment(publish(rig).network_id, unique("Fråga")))
        since = datetime.now(UTC)
        made = request(rig, ActKind.REPLY, unique("Svar"), on(comment))
        receipt = do(rig, made)
        self._expect(rig, made, since, receipt)

    def test_read_back_does_not_find_what_never_went_out(self, rig: NetworkRig) -> None:
        since = datetime.now(UTC)
        publish(rig)
        made = request(rig, ActKind.PUBLISH, unique("Aldrig skickat"))
        found = rig.network.read_back(rig.connection, made, since)
        keyless = rig.network.card.key_kind is KeyKind.NEITHER
        assert found.seen is (Seen.CANNOT_TELL if keyless else Seen.ABSENT)
        assert found.receipt is None
        assert found.note

    def _expect(self, rig: NetworkRig, made: ActRequest, since: datetime, receipt: Receipt) -> None:
        found = rig.network.read_back(rig.connection, made, since)
        assert found.note
        if rig.network.card.key_kind is KeyKind.NEITHER:
            assert (found.seen, found.receipt) == (Seen.CANNOT_TELL, None)
            return
        assert found.seen is Seen.FOUND
        assert found.receipt is not None
        assert found.receipt.network_id == receipt.network_id

    def test_a_reply_stands_below_the_comment(self, rig: NetworkRig) -> None:
        needs(rig, Capability.REPLY)
        post = publish(rig)
        comment = event_for(rig, rig.comment(post.network_id, unique("När plogas det?")))
        receipt = do(rig, request(rig, ActKind.REPLY, unique("I natt."), on(comment)))
        held = {held.network_id: held for held in rig.held()}
        assert held[receipt.network_id].parent_id == comment.network_id
        assert rig.shown(receipt.network_id)

    def test_a_reply_to_what_is_gone_is_refused(self, rig: NetworkRig) -> None:
        needs(rig, Capability.REPLY, Capability.DELETE_OWN)
        post = publish(rig)
        do(rig, request(rig, ActKind.DELETE_OWN, target=own(post)))
        with pytest.raises(Refused) as caught:
            rig.network.perform(
                rig.connection, request(rig, ActKind.REPLY, unique("Svar"), own(post))
            )
        assert caught.value.cause

    def test_a_message_is_answered_in_private(self, rig: NetworkRig) -> None:
        needs(rig, Capability.MESSAGE)
        asked = event_for(rig, rig.message(unique("Var ligger badet?")))
        assert asked.kind is EventKind.MESSAGE
        receipt = do(rig, request(rig, ActKind.MESSAGE, unique("Vid ån."), on(asked)))
        assert not rig.shown(receipt.network_id)

    @pytest.mark.parametrize("kind", [ActKind.LIKE, ActKind.REPOST])
    def test_a_mark_is_set(self, rig: NetworkRig, kind: ActKind) -> None:
        needs(rig, Capability(kind.value))
        post = publish(rig)
        comment = event_for(rig, rig.comment(post.network_id, unique("Tack!")))
        do(rig, request(rig, kind, target=on(comment)))
        assert comment.network_id in rig.marks(kind.value)

    def test_own_writing_is_deleted(self, rig: NetworkRig) -> None:
        needs(rig, Capability.DELETE_OWN)
        post = publish(rig)
        do(rig, request(rig, ActKind.DELETE_OWN, target=own(post)))
        assert post.network_id not in {held.network_id for held in rig.held()}

    @pytest.mark.parametrize(
        ("kind", "capability"),
        [(ActKind.HIDE, Capability.HIDE), (ActKind.DELETE, Capability.DELETE_OTHERS)],
    )
    def test_a_comment_goes_out_of_sight(
        self, rig: NetworkRig, kind: ActKind, capability: Capability
    ) -> None:
        needs(rig, capability)
        post = publish(rig)
        unseen = rig.comment(post.network_id, unique("Bort med den"))
        kept = rig.comment(post.network_id, unique("Den är kvar"))
        do(rig, request(rig, kind, target=on(event_for(rig, unseen))))
        assert (rig.shown(unseen), rig.shown(kept)) == (False, True)

    def test_another_page_is_not_ours_to_clean(self, rig: NetworkRig) -> None:
        needs(rig, Capability.DELETE_OTHERS)
        theirs = event_for(rig, rig.mention(unique("Deras egen sida")))
        with pytest.raises(Refused):
            rig.network.perform(rig.connection, request(rig, ActKind.DELETE, target=on(theirs)))
        assert rig.shown(theirs.network_id)

    @pytest.mark.parametrize("kind", [ActKind.MUTE, ActKind.BLOCK])
    def test_a_person_is_walled_off(self, rig: NetworkRig, kind: ActKind) -> None:
        needs(rig, Capability(kind.value))
        name = f"Ture {unique()}"
        post = publish(rig)
        said = event_for(rig, rig.comment(post.network_id, unique("Igen!"), by=name))
        do(rig, request(rig, kind, target=on(said)))
        assert (kind.value, rig.resident(name)) in rig.walls()

    def test_a_muted_person_is_not_heard(self, rig: NetworkRig) -> None:
        needs(rig, Capability.MUTE)
        name = f"Mona {unique()}"
        post = publish(rig)
        said = event_for(rig, rig.comment(post.network_id, unique("Först"), by=name))
        do(rig, request(rig, ActKind.MUTE, target=on(said)))
        after = drain(rig)[1]
        unheard = rig.comment(post.network_id, unique("Sedan"), by=name)
        heard = rig.comment(post.network_id, unique("Någon annan"))
        rig.settle()
        told = {event.network_id for event in drain(rig, after)[0]}
        assert (unheard in told, heard in told) == (False, True)

    def test_a_report_reaches_the_network(self, rig: NetworkRig) -> None:
        needs(rig, Capability.REPORT)
        said = event_for(rig, rig.comment(publish(rig).network_id, unique("Köp klockor")))
        do(rig, request(rig, ActKind.REPORT, target=on(said), reason="spam"))
        assert said.network_id in rig.reports()

    def test_a_comment_is_told_once(self, rig: NetworkRig) -> None:
        post = publish(rig)
        start = drain(rig)[1]
        before = datetime.now(UTC) - timedelta(seconds=5)
        text = unique(TRICKY)
        comment = rig.comment(post.network_id, text)
        rig.settle()
        told, after = drain(rig, start)
        (event,) = [event for event in told if event.network_id == comment]
        assert (event.kind, event.verb, event.text) == (
            EventKind.COMMENT,
            EventVerb.CREATED,
            text,
        )
        assert (event.root_id, event.parent_id) == (post.network_id, post.network_id)
        assert event.author.id == rig.resident()
        assert event.author.name == "Rut Rask"
        assert before <= event.made_available_at <= datetime.now(UTC) + timedelta(seconds=5)
        assert event.url.startswith("http")
        assert event.raw
        assert drain(rig, after)[0] == []

    def test_a_mention_is_told(self, rig: NetworkRig) -> None:
        text = unique("Vad säger ni?")
        event = event_for(rig, rig.mention(text))
        assert (event.kind, event.verb) == (EventKind.MENTION, EventVerb.CREATED)
        assert text in event.text

    def test_an_edit_is_a_new_version(self, rig: NetworkRig) -> None:
        if not rig.edits:
            pytest.skip("the network does not tell of edits")
        comment = rig.comment(publish(rig).network_id, unique("Före"))
        first = event_for(rig, comment)
        text = unique("Efter")
        rig.edit(comment, text)
        second = event_for(rig, comment)
        assert (second.verb, second.text) == (EventVerb.EDITED, text)
        assert second.version != first.version

    def test_a_delete_is_a_version_without_text(self, rig: NetworkRig) -> None:
        if not rig.deletes:
            pytest.skip("the network does not tell of deletes")
        comment = rig.comment(publish(rig).network_id, unique("Ångrar mig"))
        first = event_for(rig, comment)
        rig.delete(comment)
        last = event_for(rig, comment)
        assert (last.verb, last.text) == (EventVerb.DELETED, "")
        assert last.version != first.version

    def test_polling_page_by_page_tells_everything_once(self, rig: NetworkRig) -> None:
        post = publish(rig)
        start = drain(rig)[1]
        wanted: list[str] = []
        got: list[str] = []
        for burst in (1, 7, 3):
            wanted += [
                rig.comment(post.network_id, unique(f"Nr {number}")) for number in range(burst)
            ]
            rig.settle()
            told, start = drain(rig, start)
            got += [event.network_id for event in told]
        assert got == wanted

    def test_an_old_cursor_tells_the_same_again(self, rig: NetworkRig) -> None:
        post = publish(rig)
        start = drain(rig)[1]
        rig.comment(post.network_id, unique("Samma igen"))
        rig.settle()
        first, second = drain(rig, start), drain(rig, start)
        assert [(e.network_id, e.version) for e in first[0]] == [
            (e.network_id, e.version) for e in second[0]
        ]
        assert len(first[0]) == 1

    def test_a_genuine_delivery_is_known_and_read(self, rig: NetworkRig) -> None:
        needs(rig, Capability.WEBHOOK)
        sent = rig.delivery()
        assert rig.network.signature_ok(rig.connection, sent.headers, sent.body)
        events = rig.network.parse(rig.connection, sent.body)
        assert events
        polled = {(event.network_id, event.version): event for event in drain(rig)[0]}
        for event in events:
            assert polled[event.network_id, event.version].text == event.text

    def test_deliveries_go_where_they_are_subscribed_and_end(self, rig: NetworkRig) -> None:
        if Capability.WEBHOOK not in rig.network.card.capabilities:
            with pytest.raises(Refused) as caught:
                rig.network.subscribe(rig.connection, "https://torg.example/webhooks/1/")
            assert caught.value.cause
            return
        for url in ("https://torg.example/webhooks/1/", "https://torg.example/webhooks/2/", ""):
            for _ in range(2):
                rig.network.subscribe(rig.connection, url)
                assert rig.subscribed() == url

    def test_a_forged_delivery_is_not_known(self, rig: NetworkRig) -> None:
        needs(rig, Capability.WEBHOOK)
        sent, ok = rig.delivery(), rig.network.signature_ok
        changed = bytearray(sent.body)
        changed[len(changed) // 2] ^= 1
        twisted = {
            name: value[:-1] + ("0" if value[-1:] != "0" else "1")
            for name, value in sent.headers.items()
        }
        other = _with_secret(rig, "en-annan-hemlighet")
        unset = _with_secret(rig, "")
        assert not ok(rig.connection, sent.headers, bytes(changed))
        assert not ok(rig.connection, sent.headers, b"")
        assert not ok(rig.connection, twisted, sent.body)
        assert not ok(rig.connection, {}, sent.body)
        assert not ok(other, sent.headers, sent.body)
        assert not ok(unset, sent.headers, sent.body)

    @pytest.mark.parametrize(
        "body",
        [b"", b"null", b"[]", b"{}", b"\xff", b'{"events": [1]}', b'{"events": {}}', b"[" * 5000],
    )
    def test_a_broken_delivery_is_refused(self, rig: NetworkRig, body: bytes) -> None:
        needs(rig, Capability.WEBHOOK)
        with pytest.raises(Refused):
            rig.network.parse(rig.connection, body)

    def test_too_long_a_text_is_refused_and_stays_in(self, rig: NetworkRig) -> None:
        most = rig.network.limits(rig.connection).graphemes
        if most is None:
            pytest.skip("the account has no limit")
        before = {held.network_id for held in rig.held()}
        with pytest.raises(Refused) as caught:
            rig.network.perform(rig.connection, request(rig, ActKind.PUBLISH, "å" * (most + 1)))
        assert caught.value.retry_after is None
        assert {held.network_id for held in rig.held()} == before
        publish(rig, unique("å" * (most - 20)))

    def test_a_revoked_right_asks_for_a_new_connection(self, rig: NetworkRig) -> None:
        made = request(rig, ActKind.PUBLISH, unique("Utan rätt"))
        rig.revoke()
        with pytest.raises(NeedsReconnect):
            rig.network.verify(rig.connection)
        with pytest.raises(NeedsReconnect):
            rig.network.perform(rig.connection, made)
        with pytest.raises(NeedsReconnect):
            rig.network.fetch(rig.connection, "")
        assert made.text not in {held.text for held in rig.held()}

    def test_a_server_that_is_not_there_did_nothing(self, rig: NetworkRig) -> None:
        away = replace(rig.connection, base_url="https://finns-inte.invalid")
        with pytest.raises(Unreachable) as caught:
            rig.network.perform(away, request(rig, ActKind.PUBLISH, unique("Ingenstans")))
        assert caught.value.maybe_done is False


def _with_secret(rig: NetworkRig, secret: str) -> Connection:
    return replace(rig.connection, webhook_secret=secret)
