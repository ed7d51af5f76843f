"""Wishes for new channels: one in each state, and a channel that is being prepared."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from torg.channels import actions
from torg.channels.models import ChannelApplication, Outcome
from torg.people.models import User
from torg.site.demo.stage import Stage

STORIES = {
    "vallentuna": (
        ("drafting", "Vallentuna kulturskola"),
        ("sent", "Konsthallen"),
        ("with_manager", "Fritidsgården"),
        ("returned", "Lokalhistoria"),
        ("refused", "Måndagslunchen"),
        ("withdrawn", "Sommarscenen"),
        ("approved", "Ung i Vallentuna"),
    ),
    "malmo": (("with_manager", "Kulturnatten"),),
}


def lay_applications(stage: Stage) -> None:
    """All of the municipality's, written and settled by the people of one department."""
    for state, title in STORIES.get(stage.municipality.slug, ()):
        _lay(stage, state, title)


def _lay(stage: Stage, state: str, title: str) -> None:
    now, people = stage.now, stage.people
    by = people["unit_writer"]
    if by.department is None:
        raise ValueError("whoever applies works somewhere")
    made = actions.start_application(department=by.department, title=title, by=by, now=now)
    words = actions.ApplicationWords(
        title=title,
        network="" if state == "drafting" else "instagram",
        answers=_answers(title) if state != "drafting" else {"purpose": _("Visa vad vi gör.")},
        editors=(str(by.pk), str(people["page"].pk)) if "page" in people else (str(by.pk),),
        weekly_hours=4,
    )
    made = actions.save_application(application=made, words=words, version=1, by=by, now=now)
    if state == "withdrawn":
        actions.withdraw_application(application=made, by=by, now=now)
    elif state != "drafting":
        _take_on(stage, made, state, people)


def _take_on(
    stage: Stage, made: ChannelApplication, state: str, people: Mapping[str, User]
) -> None:
    now = stage.now
    made = actions.send_application(application=made, by=people["unit_writer"], now=now)
    if made.state == state:
        return
    if state == "returned":
        actions.return_application(
            application=made,
            reason=_("Skriv mer om varför webbplatsen inte räcker."),
            by=people["unit_contact"],
            now=now,
        )
        return
    made = actions.pass_on_application(application=made, by=people["unit_contact"], now=now)
    if state == "with_manager":
        return
    approved = state == "approved"
    actions.decide_application(
        application=made,
        outcome=Outcome.APPROVED if approved else Outcome.REFUSED,
        motive=_("Behovet finns och två redaktörer har tid.")
        if approved
        else _("Det ryms i bibliotekets kanal."),
        by=people["manager"],
        now=now,
    )


def _answers(title: str) -> dict[str, str]:
    return {
        "need_ours": _("Vi når inte de unga på webbplatsen."),
        "need_target_group": _("De vill veta vad som händer i veckan."),
        "purpose": _("Visa vad %(what)s gör.") % {"what": title},
        "content_plan": _("Tre inlägg i veckan med bild."),
        "resource_plan": _("Två redaktörer delar på veckan."),
        "plan": _("Tre inlägg i veckan med bild."),
        "goal": _("Fler besök."),
        "municipal_goal": _("En levande fritid för alla."),
        "value_operation": _("Fler besökare."),
        "value_follower": _("Tips i tid."),
        "target_groups": _("Unga mellan 13 och 19 år."),
        "content": _("Bilder, korta filmer och program."),
        "effects": _("Fler hittar hit."),
        "complement": _("Kortare och snabbare än webbplatsen."),
        "website_link": "https://www.exempel.invalid/fritid",
        "owners_read": "yes",
    }
