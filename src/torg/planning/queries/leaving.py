"""What a person who leaves has planned."""

from django.db.models import Q, QuerySet

from torg.delivery.states import ActState
from torg.people.models import User
from torg.planning.models import Post
from torg.planning.states import EDITABLE, PostState


def posts_left_by(author: User) -> QuerySet[Post]:
    """Not out yet: everything that can be changed, and what delivery has not sent."""
    open_states = [state.value for state in EDITABLE]
    waiting = Q(state=PostState.RELEASED, variants__act__state=ActState.DUE)
    ids = Post.objects.filter(Q(state__in=open_states) | waiting, author=author)
    return Post.objects.filter(pk__in=ids.order_by().values("pk")).order_by("planned_at", "pk")
