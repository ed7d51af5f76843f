from collections.abc import Callable

from tests.factories.applications import NOW
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.people import make_user
from tests.web.matrix.world import Side

from torg.channels.actions import start_application
from torg.channels.models import (
    ApplicationNote,
    Channel,
    ChannelApplication,
    NoteKind,
    TeamMember,
)
from torg.people.models import Municipality, Scoped


def make_own_channel(side: Side) -> Channel:
    wire_scripted()
    return make_channel(department=side.department, name=f"Kanal {side.canary}")


def make_own_application(side: Side) -> ChannelApplication:
    """Somebody else's, begun in the department."""
    applicant = make_user(municipality=side.municipality, role="administrator")
    made = start_application(
        department=side.department, title=f"Ansökan {side.canary}", by=applicant, now=NOW
    )
    made.answers = {"purpose": side.canary}
    made.save(update_fields=["answers"])
    ApplicationNote.objects.create(
        municipality=side.municipality,
        application=made,
        kind=NoteKind.ADVICE,
        person=applicant,
        text=side.canary,
        by=applicant,
        at=NOW,
    )
    return made


def make_member(side: Side) -> TeamMember:
    """In the team of the side's own channel."""
    channel = side.get("channels.channel")
    return TeamMember.objects.create(
        municipality=side.municipality,
        channel=channel,
        user=make_user(municipality=side.municipality, family_name=f"Lag {side.canary}"),
        reply=True,
    )


def the_municipality(side: Side) -> Municipality:
    return side.municipality


MAKERS: dict[str, Callable[[Side], Scoped | Municipality]] = {
    "channels.channel": make_own_channel,
    "channels.application": make_own_application,
    "channels.municipality": the_municipality,
    "channels.member": make_member,
}
