"""A municipality always has somebody who can let others in."""

from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people import queries
from torg.people.models import Municipality, User


def lock_people(municipality: Municipality) -> None:
    """Hold the municipality's row, so that two who remove each other go one after the other."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)


def refuse_no_administrator(municipality: Municipality, *, besides: User | None = None) -> None:
    """Raises Refusal when nobody (but `besides`, who is about to go) may manage people."""
    left = queries.administrators(municipality)
    if besides is not None:
        left = left.exclude(pk=besides.pk)
    if not left.exists():
        raise Refusal(
            _("Kommunen måste ha minst en systemadministratör kvar."),
            remedy=_("Ge först rollen till någon annan för hela kommunen."),
        )
