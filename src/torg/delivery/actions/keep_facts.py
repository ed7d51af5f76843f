from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.queries import ref_to
from torg.ledger.actions import record
from torg.people.models import User


def keep_facts(*, acts: Sequence[Act], facts: Sequence[str], by: User, now: datetime) -> None:
    """What may be said in answers about these acts from now on (S-22).

    In the caller's transaction, who has checked the permission.
    """
    Act.objects.filter(pk__in=[act.pk for act in acts]).update(key_facts=list(facts))
    for act in acts:
        record(
            municipality=act.municipality,
            verb="act.facts_kept",
            summary=_("Fick nya fakta att svara med på %(channel)s.") % {"channel": act.channel},
            about=[ref_to(act)],
            by=by,
            now=now,
            facts={"lines": len(facts)},
        )
