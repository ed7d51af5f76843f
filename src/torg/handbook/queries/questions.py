"""Questions to the communications department."""

from uuid import UUID

from django.db.models import QuerySet

from torg.handbook.models import Question
from torg.handbook.states import Asking
from torg.kernel.refs import Ref

MOST = 20


def questions_of(municipality_id: UUID) -> QuerySet[Question]:
    """Every question of the municipality. The desk narrows it to what a person may see."""
    return Question.objects.filter(municipality_id=municipality_id).select_related(
        "asker", "answered_by", "department"
    )


def asked_about(ref: Ref) -> list[Question]:
    """What was asked of an object and answered, newest first, for whoever may see the object."""
    found = Question.objects.filter(kind=ref.kind, target=ref.id)
    shown = found.exclude(state=Asking.WITHDRAWN).select_related("asker", "answered_by")
    return list(shown[:MOST])
