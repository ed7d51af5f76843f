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


def the_municipality(side: Side) -> Municipality:
    return side.municipality


MAKERS: dict[str, Callable[[Side], Scoped | Municipality]] = {
    "channels.channel": make_own_channel,
    "channels.application": make_own_application,
    "channels.municipality": the_municipality,
}
