"""The inventory round: one screen a department, kept when it fails, and a record of what came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_user
from tests.factories.rules import make_ruled_municipality

from torg.channels import actions
from torg.channels.models import (
    Channel,
    Closing,
    InventoryPart,
    InventoryRound,
    InventoryRow,
)
from torg.channels.queries import inventory as read
from torg.desk.queries import my_day
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import Department, User

NOW = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
LAST = date(2026, 9, 30)


@dataclass(frozen=True, slots=True)
class Town:
    """A keeper of the register, and two departments with a lead and two channels each."""

    keeper: User
    culture: Department
    harbour: Department
    lead: User
    channels: list[Channel]


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    municipality = make_ruled_municipality("vallentuna")
    with scope(municipality.pk):
        culture, harbour = (
            make_department(municipality=municipality, name=name) for name in ("Kultur", "Hamnen")
        )
        channels = [make_channel(department=culture) for _ in range(2)]
        make_channel(department=harbour)
        yield Town(
            keeper=make_user(role="register_owner", municipality=municipality),
            culture=culture,
            harbour=harbour,
            lead=make_user(role="account_lead", department=culture),
            channels=channels,
        )


def start(town: Town) -> InventoryRound:
    return actions.start_inventory(last_day=LAST, by=town.keeper, now=NOW)


def part_of(held: InventoryRound, department: Department) -> InventoryPart:
    part: InventoryPart = held.parts.get(department=department)
    return part


def send(user: User, part: InventoryPart, **fields: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse("channels:answer_inventory", args=[part.pk]), fields)


def said(town: Town, first: str, second: str, **more: str) -> dict[str, str]:
    one, two = town.channels
    return {f"answer_{one.pk}": first, f"answer_{two.pk}": second, **more}


@pytest.mark.req("V-120")
def test_every_owning_department_confirms_corrects_or_adds_and_is_reminded_until_closed(
    town: Town,
) -> None:
    held = start(town)
    assert {part.department for part in held.parts.all()} == {town.culture, town.harbour}
    part = part_of(held, town.culture)
    assert my_day(town.lead, NOW).inventory.parts == [part]
    one, two = town.channels
    client = Client()
    client.force_login(town.lead)
    screen = client.get(reverse("channels:answer_inventory", args=[part.pk])).content.decode()
    assert all(channel.name in screen for channel in (one, two))

    fields = said(town, "confirmed", "confirmed", missing="Simhallen på Instagram")
    fields[f"contact_{two.pk}"] = "kultur@kommun.example"
    assert send(town.lead, part, **fields).status_code == 302

    assert {row.channel: row.answer for row in InventoryRow.objects.all()} == {
        one: "confirmed",
        two: "corrected",
    }
    two.refresh_from_db()
    assert two.contact == "kultur@kommun.example"
    assert two.confirmed_on is not None
    assert my_day(town.lead, NOW).inventory.parts == []

    assert actions.remind_departments(held=held, by=town.keeper, now=NOW) == 1
    silent = part_of(held, town.harbour)
    theirs = make_user(role="account_lead", department=town.harbour)
    assert [one.reminders for one in my_day(theirs, NOW).inventory.parts] == [1]
    actions.close_inventory(held=held, by=town.keeper, now=NOW)
    assert my_day(theirs, NOW).inventory.parts == []

    told = timeline(Ref("channels.inventoryround", str(held.pk)))
    verbs = {one.verb for one in told}
    assert {"inventory.started", "inventory.answered", "inventory.reminded"} < verbs
    page = client.get(reverse("channels:show_inventory", args=[held.pk])).content.decode()
    assert "Simhallen på Instagram" in page
    assert "1 av 2 förvaltningar har svarat" in page
    with pytest.raises(Refusal, match="avslutad"):
        actions.answer_inventory(part=silent, said={}, missing="", by=theirs, now=NOW)


def test_a_channel_that_is_not_theirs_waits_for_the_keeper_and_one_to_close_for_its_owner(
    town: Town,
) -> None:
    one, two = town.channels
    part = part_of(start(town), town.culture)
    why = {f"note_{one.pk}": "Hamnens.", f"note_{two.pk}": "Ingen läser den."}
    assert send(town.lead, part, **said(town, "not_ours", "close", **why)).status_code == 302

    assert [row.channel for row in my_day(town.keeper, NOW).inventory.disowned] == [one]
    one.refresh_from_db()
    assert one.confirmed_on is None
    assert Closing.objects.get(channel=two).note == "Ingen läser den."
    Channel.objects.filter(pk=one.pk).update(department=town.harbour)
    assert read.disowned(town.keeper) == []


def test_what_was_typed_stays_when_something_is_missing_and_nothing_is_half_kept(
    town: Town,
) -> None:
    one = town.channels[0]
    part = part_of(start(town), town.culture)
    fields = said(town, "confirmed", "close", **{f"contact_{one.pk}": "ny@kommun.example"})

    answer = send(town.lead, part, **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv varför." in page
    assert 'value="ny@kommun.example"' in page
    one.refresh_from_db()
    assert one.contact == ""
    assert not InventoryRow.objects.exists()


def test_a_channel_that_came_meanwhile_is_told_and_nothing_is_kept(town: Town) -> None:
    part = part_of(start(town), town.culture)
    new = make_channel(department=town.culture)
    known = {channel.pk: actions.Said("confirmed") for channel in town.channels}
    with pytest.raises(Refusal, match=f"{new.name}.*har tillkommit"):
        actions.answer_inventory(part=part, said=known, missing="", by=town.lead, now=NOW)
    assert not InventoryRow.objects.exists()


def test_only_the_keeper_holds_rounds_and_only_the_department_answers(town: Town) -> None:
    with pytest.raises(Denied):
        actions.start_inventory(last_day=LAST, by=town.lead, now=NOW)
    held = start(town)
    with pytest.raises(Denied):
        actions.close_inventory(held=held, by=town.lead, now=NOW)
    with pytest.raises(Denied):
        actions.remind_departments(held=held, by=town.lead, now=NOW)
    assert send(town.lead, part_of(held, town.harbour)).status_code == 403


def test_one_round_at_a_time_and_no_way_back(town: Town) -> None:
    held = start(town)
    with pytest.raises(Refusal, match="pågår redan"):
        start(town)
    actions.close_inventory(held=held, by=town.keeper, now=NOW)
    for again in (
        {"state": "open", "closed_at": None},
        {"state": "open"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            InventoryRound.objects.filter(pk=held.pk).update(**again)
    with pytest.raises(Refusal, match="har redan varit"):
        actions.start_inventory(last_day=LAST - timedelta(days=60), by=town.keeper, now=NOW)
