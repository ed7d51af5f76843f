"""What a person who leaves has taken among the cases."""

from django.db.models import QuerySet

from torg.moderation.models import Case
from torg.moderation.states import CaseState
from torg.people.models import User


def cases_taken_by(person: User) -> QuerySet[Case]:
    """Cases that the person sees to and has not decided: nobody else is told of them."""
    return Case.objects.filter(accepted_by=person, state=CaseState.SEALED)
