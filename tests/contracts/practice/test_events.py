"""Who is told of what, and who is not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, now, practice_rig

from torg.adapters.networks.practice import accounts, visits
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.settings import Settings
from torg.ports.errors import Refused
from torg.ports.network import ActKind, ActRequest, Connection, Event, Target


def act(net: PracticeRig, kind: ActKind, text: str = "", **target: str) -> str:
    made = ActRequest(kind, net.network.mint_key(now(), str((kind, text, target)).encode()), text)
    return net.network.perform(net.connection, replace(made, target=Target(**target))).network_id


def told(net: PracticeRig, connection: Connection | None = None) -> list[Event]:
    return list(net.network.fetch(connection or net.connection, "").events)


def story(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.kind.value, event.verb.value) for event in events]


@pytest.fixture
def other(net: PracticeRig) -> Connection:
    """A second account on the same network."""
    opened, token = accounts.open_account(
        net.app.site.store, handle="grannkommun", name="Grannkommun", style="x", now=now()
    )
    return replace(net.connection, account_id=opened.id, handle=opened.handle, secret=token)


def test_each_account_is_told_of_its_own_and_nothing_else(
    net: PracticeRig, other: Connection
) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    net.comment(root, "Till er")
    net.message("Bara till er")
    net.visitor_post("På er sida")
    assert story(told(net)) == [
        ("comment", "created"),
        ("message", "created"),
        ("visitor_post", "created"),
    ]
    assert told(net, other) == []
    assert "grannkommun" not in "".join(event.raw.decode() for event in told(net))


def test_a_comment_that_names_two_accounts_tells_both_once(
    net: PracticeRig, other: Connection
) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    net.comment(root, "@provkommun och @GRANNKOMMUN, vem av er? @grannkommun?")
    assert story(told(net)) == [("comment", "created")]
    assert story(told(net, other)) == [("mention", "created")]
    assert told(net, other)[0].root_id == root


def test_an_edit_that_names_a_new_account_is_new_to_it(net: PracticeRig, other: Connection) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    comment = net.comment(root, "Först")
    net.edit(comment, "Nu även @grannkommun")
    net.edit(comment, "Och nu utan")
    assert story(told(net)) == [
        ("comment", "created"),
        ("comment", "edited"),
        ("comment", "edited"),
    ]
    assert story(told(net, other)) == [("mention", "created"), ("mention", "edited")]
    assert [event.version for event in told(net)] == ["1", "2", "3"]


def test_a_delete_tells_everybody_who_knew(net: PracticeRig, other: Connection) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    comment = net.comment(root, "@grannkommun")
    net.delete(comment)
    for connection in (net.connection, other):
        last = told(net, connection)[-1]
        assert (last.verb, last.text, last.version) == ("deleted", "", "2")


@pytest.mark.parametrize(
    "text", ["a@provkommun.se", "@provkommun2", "@@provkommun", "@ provkommun"]
)
def test_what_only_looks_like_a_mention_tells_nobody(net: PracticeRig, text: str) -> None:
    visits.write(net.app.site.store, accounts.residents(net.app.site.store)[0], text, now())
    assert told(net) == []


def test_a_like_taken_back_is_told_as_deleted(net: PracticeRig) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    who = accounts.residents(net.app.site.store)[0]
    for _ in range(3):
        visits.mark(net.app.site.store, who, root, "like", now())
    assert story(told(net)) == [("like", "created"), ("like", "deleted"), ("like", "created")]


def test_an_answer_to_our_comment_elsewhere_is_told(net: PracticeRig, other: Connection) -> None:
    theirs = net.network.perform(other, ActRequest(ActKind.PUBLISH, "k", text="Deras")).network_id
    ours = act(net, ActKind.REPLY, "Vi svarar här", id=theirs)
    answer = net.comment(ours, "Och jag er")
    assert [event.network_id for event in told(net)] == [answer]
    assert [event.network_id for event in told(net, other)] == [ours, answer]


@pytest.mark.parametrize("kind", [ActKind.MUTE, ActKind.BLOCK])
def test_edits_of_a_walled_person_stop_too(net: PracticeRig, kind: ActKind) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    comment = net.comment(root, "Före")
    act(net, kind, author_id=net.resident())
    net.edit(comment, "Efter")
    net.delete(comment)
    assert story(told(net)) == [("comment", "created")]


def test_a_blocked_person_is_kept_out_and_others_are_not(net: PracticeRig) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    act(net, ActKind.BLOCK, author_id=net.resident())
    with pytest.raises(No, match="blocked"):
        net.comment(root, "Nej")
    with pytest.raises(No, match="blocked"):
        net.message("Nej")
    with pytest.raises(No, match="blocked"):
        net.visitor_post("Nej")
    assert net.comment(root, "Jag då?", by="Bo Bok")


def test_hiding_and_deleting_others_tell_nobody(net: PracticeRig) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    hidden, gone = net.comment(root, "Dold"), net.comment(root, "Borta")
    act(net, ActKind.HIDE, id=hidden)
    act(net, ActKind.DELETE, id=gone)
    assert story(told(net)) == [("comment", "created")] * 2
    with pytest.raises(Refused, match="gone"):
        act(net, ActKind.DELETE, "igen", id=gone)
    with pytest.raises(No, match="gone"):
        net.edit(gone, "Tillbaka")


def test_what_hangs_on_a_deleted_post_is_gone(net: PracticeRig) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    comment = net.comment(root, "Hänger här")
    act(net, ActKind.DELETE_OWN, id=root)
    with pytest.raises(Refused, match="gone"):
        act(net, ActKind.REPLY, "Svar", id=comment)


def test_only_ones_own_can_be_changed(net: PracticeRig) -> None:
    root = act(net, ActKind.PUBLISH, "Hej")
    comment = net.comment(root, "Mitt")
    with pytest.raises(No, match="not-yours"):
        net.edit(comment, "Ditt", by="Bo Bok")
    with pytest.raises(No, match="not-yours"):
        net.delete(comment, by="Bo Bok")
    with pytest.raises(Refused, match="not-yours"):
        act(net, ActKind.DELETE_OWN, id=comment)
    with pytest.raises(Refused, match="not-your-page"):
        act(net, ActKind.HIDE, id=root)


class TestEcho:
    """With echo_own an account hears its own replies, as many real networks do."""

    @pytest.fixture
    def net(self, tmp_path: Path) -> Iterator[PracticeRig]:
        with practice_rig(tmp_path, Settings(echo_own=True)) as made:
            yield made

    def test_own_replies_and_messages_come_back(self, net: PracticeRig) -> None:
        root = act(net, ActKind.PUBLISH, "Hej")
        comment = net.comment(root, "Fråga")
        reply = act(net, ActKind.REPLY, "Svar", id=comment)
        private = act(net, ActKind.MESSAGE, "Hej du", author_id=net.resident())
        events = told(net)
        assert [event.network_id for event in events] == [comment, reply, private]
        assert [event.author.id == net.account.id for event in events] == [False, True, True]
