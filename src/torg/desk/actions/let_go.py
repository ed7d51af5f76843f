from datetime import datetime

from django.db import transaction

from torg.channels.actions import leave
from torg.channels.models import Departure
from torg.inbox.actions import hand_back
from torg.moderation.actions import give_back
from torg.people.models import User
from torg.planning.actions import hand_over


def let_go(*, user: User, colleague: User | None, by: User, now: datetime) -> Departure:
    """A person leaves, in every room at once or in none (S-38).

    What the person had planned goes to the colleague and does not go out by itself; answers
    that have not left are stopped; conversations and cases go back to all; sign-in and keys
    end; the rest becomes tasks. Raises Denied, Refusal.
    """
    with transaction.atomic():
        did = hand_over(author=user, to=colleague, by=by, now=now)
        did |= hand_back(person=user, by=by, now=now)
        did["cases"] = give_back(person=user, by=by, now=now)
        return leave(user=user, colleague=colleague, did=did, by=by, now=now)
