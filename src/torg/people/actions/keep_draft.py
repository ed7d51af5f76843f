from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.models import Draft, User

MOST_CHARACTERS = 100_000


def keep_draft(
    *,
    form: str,
    about_id: str,
    fields: Mapping[str, Sequence[str]],
    token: str,
    by: User,
    now: datetime,
) -> bool:
    """Keep what the person has typed so far; False when that form was already settled.

    fields: name to values. The caller has checked that the person may use the form there.
    Raises Refusal when it is more than a form holds.
    """
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        raise Refusal(_("Texten är för lång för att sparas som utkast."))
    with transaction.atomic():
        draft = _locked(form, about_id, by, now)
        if token and draft.settled_token == token:
            return False
        draft.fields = {name: list(values) for name, values in fields.items()}
        draft.token = token
        draft.saved_at = now
        draft.save(update_fields=["fields", "token", "saved_at"])
    return True


def drop_draft(*, form: str, about_id: str, token: str, by: User, now: datetime) -> None:
    """Sent, or thrown away: empty it, and refuse what still comes from the same opened form."""
    with transaction.atomic():
        draft = _locked(form, about_id, by, now)
        draft.fields = {}
        draft.settled_token = token or draft.token
        draft.saved_at = now
        draft.save(update_fields=["fields", "settled_token", "saved_at"])


def _locked(form: str, about_id: str, by: User, now: datetime) -> Draft:
    key = {"user": by, "form": form, "about_id": about_id}
    Draft.objects.bulk_create(
        [Draft(municipality_id=by.municipality_id, saved_at=now, **key)], ignore_conflicts=True
    )
    found: Draft = Draft.objects.select_for_update().get(**key)
    return found
