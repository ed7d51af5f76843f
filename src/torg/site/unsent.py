"""What was sent after the sign-in had ended: nothing is done, and the words wait for their writer.

The browser's own store does the same where scripts run; this is for where they do not.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from torg.desk.queries import may_draft, words_of
from torg.kernel.scope import scope
from torg.people.actions import keep_draft
from torg.people.actions.keep_draft import MOST_CHARACTERS
from torg.people.models import User

KEY = "unsent"


def hold(request: HttpRequest) -> None:
    """Keep a form's words with the nameless session, when the form is one that is kept."""
    form, about_id, writer = (*request.POST.get("draft_of", "").split("/"), "", "", "")[:3]
    fields = words_of(request.POST)
    if not (_is_id(about_id) and _is_id(writer)):
        return
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        return
    token = request.POST.get("draft_token", "")
    request.session[KEY] = {
        "form": form, "about_id": about_id, "writer": writer, "token": token, "fields": fields,
    }  # fmt: skip


def take_up(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Whoever wrote it has signed in again: it is their draft. Of anybody else, it is gone."""
    held = request.session.pop(KEY, None)
    if held is None or held.pop("writer") != str(user.pk):
        return
    with scope(user.municipality_id):
        if may_draft(user, held["form"], UUID(held["about_id"])):
            keep_draft(**held, by=user, now=timezone.now())


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
