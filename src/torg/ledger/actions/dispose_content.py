"""Delete the text of an entry under a disposal decision; the proof stays whole."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.ledger.actions.record import record
from torg.ledger.models import Entry, EntryContent
from torg.people.models import User


def dispose_content(*, entry: Entry, decision: str, by: User | None, now: datetime) -> Entry:
    """Delete body and salt of the entry's content and record that it was done.

    decision: the number of the decision on disposal (gallringsbeslut); nothing is
    deleted without one. Permission is the caller's to check. Raises Refusal.
    """
    if not decision.strip():
        raise Refusal(
            _("Texten gallrades inte, för det finns inget gallringsbeslut angivet."),
            remedy=_("Ange beslutets nummer."),
            field="decision",
        )
    with transaction.atomic(), scope(entry.municipality_id):
        if not EntryContent.objects.filter(entry=entry).delete()[0]:
            raise Refusal(_("Posten har ingen text att gallra."))
        return record(
            municipality=entry.municipality,
            verb="ledger.content_disposed",
            summary=_("Texten i loggpost %(seq)d gallrades.") % {"seq": entry.seq},
            about=[Ref("ledger.entry", str(entry.pk)), *entry.about],
            by=by,
            now=now,
            facts={"decision": decision.strip(), "entry": entry.seq},
        )
