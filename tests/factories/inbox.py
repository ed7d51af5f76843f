"""Municipalities with their real rules, residents' messages, and the people who answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tests.factories.delivery import make_channel
from tests.factories.network import make_event
from tests.factories.people import make_department, make_municipality, make_user

from torg.channels.models import Channel
from torg.inbox.actions import Words, take_in
from torg.inbox.models import Message, Thread
from torg.kernel.scope import scope
from torg.people.models import Department, Municipality, User
from torg.ports.network import Event
from torg.rules.actions import adopt_pack

PACKS = Path(__file__).resolve().parents[2] / "policies"
ADOPTED = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass
class Desk:
    """One municipality with a channel, its rules, a communicator, a colleague and a lead."""

    municipality: Municipality
    department: Department
    channel: Channel
    writer: User
    colleague: User
    lead: User
    centre: User


def make_desk(pack: str = "malmo", *, network: str = "facebook") -> Desk:
    """A municipality ruled by the pack of that name."""
    municipality = make_municipality(slug=pack, name=f"{pack.capitalize()} (prov)")
    department = make_department(municipality=municipality, name=f"Kommunikation {pack}")
    adopt_pack(municipality=municipality, by=None, now=ADOPTED, folder=PACKS / pack)
    return Desk(
        municipality=municipality,
        department=department,
        channel=make_channel(department=department, network=network),
        writer=_person("communicator", department, "Omar", "kommunikatör"),
        colleague=_person("communicator", department, "Sara", "kommunikatör"),
        lead=_person("account_lead", department, "Lena", "ansvarig kommunikatör"),
        centre=_person("contact_centre", department, "Kim", "kommunvägledare"),
    )


def _person(role: str, department: Department, name: str, title: str) -> User:
    user = make_user(
        municipality=department.municipality, department=None, given_name=name, title=title
    )
    user.department = department
    user.save()
    with scope(department.municipality_id):
        from_all = user.grants.model.objects.create(
            municipality=department.municipality, user=user, role=role, department=None
        )
    assert from_all.role == role
    return user


def arrive(channel: Channel, event: Event | None = None, *, now: datetime | None = None) -> Message:
    """Take an event in and return its message."""
    event = event or make_event()
    with scope(channel.municipality_id):
        take_in(
            channel_id=channel.pk,
            parcels=[(None, [event])],
            now=now or event.made_available_at,
        )
        return Message.objects.select_related("thread").get(
            channel=channel, network_id=event.network_id, version=event.version
        )


def words(thread: Thread, text: str, **more: object) -> Words:
    """What a freshly opened form sends, when the newest message is on the page."""
    newest = thread.messages.filter(direction="in", is_current=True).last()
    given = {"form_token": uuid4().hex, "seen": newest.pk if newest else None, **more}
    return Words(text=text, **given)  # type: ignore[arg-type]
