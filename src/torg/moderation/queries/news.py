"""What has happened about a case since somebody opened its form."""

from django.utils.translation import gettext as _

from torg.inbox.models import Direction
from torg.kernel.marks import pack, unseen
from torg.moderation.models import Case
from torg.people.models import User
from torg.ui.moments import short_moment


def seen_now(case: Case, user: User) -> str:
    """How things stand now, for the form's hidden field."""
    return pack(["case", *_standing(case, user)])


def news(case: Case, seen: str, user: User) -> list[str]:
    """A sentence for each thing that is not in `seen`. What one did oneself is no news."""
    standing = _standing(case, user)
    return [standing[key] for key in unseen(standing, seen)]


def _standing(case: Case, user: User) -> dict[str, str]:
    message, found = case.message, {}
    if not message.is_current:
        found["edited"] = _("Den som skrev har ändrat sin text. Beviset visar den rapporterade.")
    if message.deleted_upstream_at:
        found["deleted"] = _("Den som skrev har själv tagit bort innehållet.")
    if case.accepted_by is not None and case.accepted_by_id != user.pk:
        told = {"who": case.accepted_by, "when": _when(case)}
        found[f"accepted {case.accepted_by_id}"] = _("%(who)s tog ärendet %(when)s.") % told
    if case.setback:
        found[f"setback {case.setback}"] = _("Nätverket genomförde inte ett tidigare beslut.")
    later = message.thread.messages.filter(
        direction=Direction.IN, is_current=True, captured_at__gt=message.captured_at
    ).exclude(network_id=message.network_id)
    for one in later.order_by("captured_at"):
        found[f"said {one.pk}"] = _("Personen har skrivit mer: ”%(words)s”") % {
            "words": one.text[:160]
        }
    return found


def _when(case: Case) -> str:
    return short_moment(case.accepted_at) if case.accepted_at else ""
