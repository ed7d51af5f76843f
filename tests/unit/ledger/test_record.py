"""Entries are written whole, in order, with the act, and never otherwise."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.entries import POST, make_entry
from tests.factories.people import grant_role, make_department, make_municipality, make_user

from torg.kernel.canonical import NotCanonical, loads
from torg.kernel.digests import salted_sha256_hex
from torg.kernel.merkle import leaf_hash, root_of
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.actions import (
    Exchange,
    OutsideTransaction,
    dispose_content,
    record,
    record_by_ids,
)
from torg.ledger.models import Entry, EntryContent, EntryRef, Head
from torg.ledger.queries import timeline, verify
from torg.ledger.states import Direction
from torg.people.models import Municipality, User


def test_an_entry_says_who_did_what_when_and_about_what(
    municipality: Municipality, now: datetime
) -> None:
    person = make_user(municipality=municipality, role="moderator", given_name="Åsa")
    grant_role(person, "communicator", department=make_department(municipality=municipality))
    entry = make_entry(municipality, now, by=person, facts={"digest": "ab", "round": 2})
    found = Entry.objects.get()
    assert (found.seq, found.at, found.verb) == (1, now, "planning.post_approved")
    assert (found.actor_id, found.actor_name) == (str(person.pk), person.full_name)
    assert found.actor_role == "communicator, moderator"
    assert found.facts == {"digest": "ab", "round": 2}
    assert found.about == [POST]
    assert found.direction == Direction.INTERNAL
    assert bytes(found.canonical) == entry.canonical
    assert loads(bytes(found.canonical)) == found.told
    assert found.leaf_hash == leaf_hash(bytes(found.canonical)).hex()
    assert str(found) == "1 planning.post_approved"


def test_entries_are_numbered_and_the_head_follows(
    municipality: Municipality, now: datetime
) -> None:
    leaves = [bytes.fromhex(make_entry(municipality, now).leaf_hash) for _ in range(7)]
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 8))
    head = Head.objects.get()
    assert head.size == 7
    assert head.tree.root() == root_of(leaves)


def test_each_municipality_has_its_own_log(municipality: Municipality, now: datetime) -> None:
    make_entry(municipality, now)
    other = make_municipality()
    assert make_entry(other, now).seq == 1
    assert Entry.objects.count() == 1
    with scope(other.pk):
        assert Entry.objects.count() == 1
        assert timeline(POST)[0].seq == 1


def test_text_about_people_stands_beside_the_tree(
    municipality: Municipality, now: datetime
) -> None:
    entry = make_entry(municipality, now, content={"text": "Hej, jag heter Testa Prov."})
    assert "Testa" not in bytes(entry.canonical).decode()
    content = EntryContent.objects.get()
    assert content.told == {"text": "Hej, jag heter Testa Prov."}
    assert entry.content_hash == salted_sha256_hex(bytes(content.salt), bytes(content.body))
    assert make_entry(municipality, now, content={"text": "a"}).content_hash != (
        make_entry(municipality, now, content={"text": "a"}).content_hash
    )


def test_an_exchange_names_the_parties_beside_the_tree(
    municipality: Municipality, now: datetime
) -> None:
    exchange = Exchange(Direction.RECEIVED, "facebook/prov", "kept_in_order", "Testa Prov", "Oss")
    entry = make_entry(municipality, now, exchange=exchange, content={"text": "Hej"})
    assert entry.direction == Direction.RECEIVED
    assert entry.facts["exchange"] == {"channel": "facebook/prov", "status": "kept_in_order"}
    assert EntryContent.objects.get().told == {
        "text": "Hej",
        "parties": {"from": "Testa Prov", "to": "Oss"},
    }
    assert "Testa" not in bytes(entry.canonical).decode()


@pytest.mark.parametrize(
    "fields",
    [
        (Direction.INTERNAL, "c", "s", "a", "b"),
        (Direction.RECEIVED, "", "s", "a", "b"),
        (Direction.RECEIVED, "c", "", "a", "b"),
        (Direction.DRAWN_UP, "c", "s", "", "b"),
        (Direction.DRAWN_UP, "c", "s", "a", ""),
    ],
)
def test_an_exchange_lacks_nothing(fields: tuple[Direction, str, str, str, str]) -> None:
    with pytest.raises(ValueError, match="exchange"):
        Exchange(*fields)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"verb": ""}, "verb"),
        ({"summary": ""}, "summary"),
        ({"about": []}, "about"),
        ({"about": [POST, POST]}, "twice"),
        ({"facts": {"x": 1.5}}, "float"),
        ({"facts": {"x": "a\x00"}}, "NUL"),
        ({"summary": "\ud800"}, "surrogate"),
        ({"content": {"x": "\ud800"}}, "surrogate"),
    ],
)
def test_what_cannot_stand_in_a_record_is_refused(
    municipality: Municipality, now: datetime, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        make_entry(municipality, now, **changed)
    assert not Entry.objects.exists()


def test_a_moment_without_a_zone_is_refused(municipality: Municipality) -> None:
    with pytest.raises(NotCanonical, match="time zone"):
        make_entry(municipality, datetime(2026, 9, 8))  # noqa: DTZ001


def test_an_actor_of_another_municipality_is_refused(
    municipality: Municipality, now: datetime
) -> None:
    with pytest.raises(ValueError, match="another municipality"):
        make_entry(municipality, now, by=make_user())


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused(
    municipality: Municipality, now: datetime
) -> None:
    with pytest.raises(OutsideTransaction):
        record(municipality=municipality, verb="v", summary="s", about=[POST], by=None, now=now)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_entry(
    municipality: Municipality, now: datetime
) -> None:
    make_entry(municipality, now)

    def act() -> None:
        with transaction.atomic():
            make_entry(municipality, now, content={"text": "Hej"})
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError, match="the act failed"):
        act()
    assert Head.objects.get().size == Entry.objects.count() == EntryRef.objects.count() == 1
    assert not EntryContent.objects.exists()
    assert make_entry(municipality, now).seq == 2
    assert verify(municipality).ok


def test_rooms_below_record_by_id(municipality: Municipality, now: datetime) -> None:
    person = make_user(municipality=municipality, role="administrator")
    record_by_ids(
        municipality=municipality.pk,
        verb="people.user_added",
        summary="En person lades upp.",
        about=[Ref("people.user", str(person.pk))],
        by=person.pk,
        now=now,
        facts={"role": "official"},
        content=None,
    )
    assert Entry.objects.get().actor_name == person.full_name


def test_disposal_needs_a_decision_and_leaves_the_proof(
    municipality: Municipality, now: datetime
) -> None:
    entry = make_entry(municipality, now, content={"text": "Hej"})
    person = make_user(municipality=municipality, role="registrar")
    with pytest.raises(Refusal, match="gallringsbeslut"):
        dispose_content(entry=entry, decision=" ", by=person, now=now)
    assert EntryContent.objects.exists()

    told = dispose_content(entry=entry, decision="KS 2026-14", by=person, now=now)
    assert not EntryContent.objects.exists()
    assert told.facts == {"decision": "KS 2026-14", "entry": 1}
    assert [item.seq for item in timeline(POST)] == [2, 1]
    report = verify(municipality)
    assert report.ok
    assert report.disposed == 1
    with pytest.raises(Refusal, match="ingen text"):
        dispose_content(entry=entry, decision="KS 2026-14", by=person, now=now)


def test_what_happened_to_an_object_is_told_newest_first(
    municipality: Municipality, now: datetime
) -> None:
    person: User = make_user(municipality=municipality)
    make_entry(municipality, now, facts={"state": "draft", "nested": {"a": 1}, "open": True})
    make_entry(municipality, now, about=[Ref("planning.post", "18")])
    make_entry(municipality, now, by=person, about=[Ref("channels.channel", "3"), POST])
    first, second = timeline(POST)
    assert (first.seq, first.who, first.what, first.when) == (
        3,
        person.full_name,
        "Inlägget godkändes.",
        now,
    )
    assert (second.who, second.detail) == ("", "open: ja · Läge: draft")
    assert [item.seq for item in timeline(POST, limit=1)] == [3]
    assert [item.seq for item in timeline(POST, before=3)] == [1]
    assert timeline(Ref("planning.post", "99")) == []


TABLES = ["ledger_entry", "ledger_entryref", "ledger_checkpoint", "ledger_entrycontent"]
REWRITES = [f"UPDATE {table} SET id = id" for table in TABLES]
# Texts may be disposed of, so ledger_entrycontent may be deleted from.
REWRITES += [f"DELETE FROM {table}" for table in TABLES[:3]]


@pytest.fixture
def filled(municipality: Municipality, now: datetime) -> Municipality:
    entry = make_entry(municipality, now, content={"text": "Hej"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_checkpoint (id, municipality_id, size, root, peaks, at, note)"
            " SELECT id, municipality_id, 1, leaf_hash, '[]', at, '' FROM ledger_entry"
        )
    assert entry.seq == 1
    return municipality


@pytest.mark.parametrize("sql", REWRITES)
def test_the_database_refuses_to_rewrite(filled: Municipality, sql: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_replace_or_empty(filled: Municipality, table: str) -> None:
    way = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": f"TRUNCATE {table} CASCADE",
    }[connection.vendor]
    connection.check_constraints()  # PostgreSQL truncates nothing that waits to be checked
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(way)


def test_the_orm_cannot_rewrite_either(filled: Municipality) -> None:
    entry = Entry.objects.get()
    entry.summary = "Något annat."
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(summary="Något annat.")
    assert json.loads(bytes(Entry.objects.get().canonical))["summary"] == "Inlägget godkändes."
