"""What readers have said of the pages."""

from django.db.models import QuerySet

from torg.handbook.models import Remark
from torg.handbook.permissions import roles_looked_after
from torg.people.models import User


def visible_to(user: User) -> QuerySet[Remark]:
    """The remarks that the person looks after, or has sent."""
    found = Remark.objects.filter(municipality=user.municipality_id).select_related(
        "author", "closed_by"
    )
    roles = roles_looked_after(user)
    if roles is None:
        return found
    return found.filter(owner__in=roles) | found.filter(author=user)
