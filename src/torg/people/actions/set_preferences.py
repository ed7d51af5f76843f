from datetime import datetime

from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.people.models.user import UNDO_CHOICES


def set_preferences(*, shortcuts_on: bool, undo_seconds: int, by: User, now: datetime) -> User:  # noqa: ARG001
    """How the desk works for the person. Raises Refusal."""
    if undo_seconds not in UNDO_CHOICES:
        raise Refusal(_("Välj en av tiderna i listan."), field="undo_seconds")
    by.shortcuts_on, by.undo_seconds = shortcuts_on, undo_seconds
    by.save(update_fields=["shortcuts_on", "undo_seconds"])
    return by
