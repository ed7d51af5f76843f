"""What a person who leaves has planned."""

from django.db.models import Q, QuerySet

from torg.delivery.states import ActState
from torg.people.models import User
from torg.planning.models import Post
from torg.planning.states import EDITABLE, PostState


def posts_left_by(author: User) -> QuerySet[Post]:
    """Not out yet: everything that can be changed, and what delivery has not sent."""
    ids = Post.objects.filter(_not_out(), author=author)
    return Post.objects.filter(pk__in=ids.order_by().values("pk")).order_by("planned_at", "pk")


def posts_naming(person: User) -> QuerySet[Post]:
    """Colleagues' posts, not out yet, whose questions the person was to answer."""
    ids = Post.objects.filter(_not_out(), answerer=person).exclude(author=person)
    return Post.objects.filter(pk__in=ids.order_by().values("pk")).order_by("planned_at", "pk")


def _not_out() -> Q:
    open_states = [state.value for state in EDITABLE]
    return Q(state__in=open_states) | Q(state=PostState.RELEASED, variants__act__state=ActState.DUE)
