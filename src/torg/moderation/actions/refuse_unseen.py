from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.moderation.models import Case
from torg.moderation.queries import news
from torg.people.models import User


def refuse_unseen(case: Case, known: str, by: User) -> None:
    """Raise Refusal when something has happened that was not on the page; "" asks nothing."""
    if known and news(case, known, by):
        raise Refusal(
            _("Det har hänt något i ärendet medan du skrev."),
            remedy=_("Läs det nya ovanför din bedömning. Välj sedan Besluta ändå, eller ändra."),
            field="news",
        )
