"""Applications for channels, at any point of their way, and the people who take part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.factories.people import make_department, make_user
from tests.factories.rules import make_ruled_municipality

from torg.channels import actions
from torg.channels.actions import ApplicationWords
from torg.channels.models import Channel, ChannelApplication, Outcome
from torg.kernel.scope import scope
from torg.people.models import Department, Municipality, User

NOW = datetime(2026, 9, 8, 9, tzinfo=UTC)
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "vallentuna": {
        "need_ours": "Nå de unga.",
        "need_target_group": "Veta vad som händer.",
        "purpose": "Visa fritiden.",
        "content_plan": "Tre inlägg i veckan.",
        "resource_plan": "Två redaktörer delar på veckan.",
        "municipal_goal": "Fler unga i rörelse.",
        "value_operation": "Fler besök.",
        "value_follower": "Tips i tid.",
        "target_groups": "Unga mellan 13 och 19.",
        "content": "Bilder och filmer.",
        "complement": "Kortare än webbplatsen.",
        "website_link": "https://www.vallentuna.se/fritid",
        "effects": "Fler besök.",
        "owners_read": "yes",
    },
    "malmo": {"purpose": "Visa filmer.", "goal": "Nå fler.", "plan": "En film i veckan."},
}


@dataclass(frozen=True, slots=True)
class Office:
    """A department with everybody who takes part in starting a channel."""

    municipality: Municipality
    department: Department
    applicant: User
    communicator: User
    manager: User
    adviser: User


def make_office(slug: str = "vallentuna", municipality: Municipality | None = None) -> Office:
    """A department under the municipality's own rules."""
    town = municipality or make_ruled_municipality(slug)
    unit = make_department(municipality=town)

    def person(role: str) -> User:
        return make_user(role=role, municipality=town, department=unit)

    return Office(
        town,
        unit,
        person("communicator"),
        person("department_communicator"),
        person("nearest_manager"),
        make_user(role="communications_department", municipality=town),
    )


def words(office: Office, **more: object) -> ApplicationWords:
    """Every answer that the municipality asks for."""
    given: dict[str, object] = {
        "title": "Fritid",
        "network": "facebook",
        "answers": ANSWERS[office.municipality.slug],
        "editors": (str(office.applicant.pk), str(office.communicator.pk)),
        "weekly_hours": 4,
    }
    return ApplicationWords(**given | more)  # type: ignore[arg-type]


def make_application(office: Office, to: str = "drafting", **more: object) -> ChannelApplication:
    """An application on its way: drafting (all answered), sent, with_manager or approved."""
    steps = ("drafting", "sent", "with_manager", "approved")
    with scope(office.municipality.pk):
        made = actions.start_application(
            department=office.department, title="Fritid", by=office.applicant, now=NOW
        )
        made = actions.save_application(
            application=made, words=words(office, **more), version=1, by=office.applicant, now=NOW
        )
        if steps.index(to) >= 1:
            made = actions.send_application(application=made, by=office.applicant, now=NOW)
        if steps.index(to) >= 2 and made.state == "sent":
            made = actions.pass_on_application(application=made, by=office.communicator, now=NOW)
        if steps.index(to) >= 3:
            made = actions.decide_application(
                application=made,
                outcome=Outcome.APPROVED,
                motive="Behovet finns.",
                by=office.manager,
                now=NOW,
            )
    return made


def make_prepared(office: Office) -> Channel:
    """A channel that is decided and not started."""
    with scope(office.municipality.pk):
        made = make_application(office, "approved")
        found: Channel = Channel.objects.get(application=made)
    return found
