"""What the municipality's rules say of a channel's life: start, register, review and closing.

Whether something may be done is asked of `check` with the facts; here stands what is to be done.
"""

from datetime import datetime

from django.utils import timezone

from torg.people.models import Municipality
from torg.policy.channel_answers import ChannelRules
from torg.rules.queries.in_force import engine_in_force


def channel_rules(municipality: Municipality, at: datetime | None = None) -> ChannelRules:
    """The rules on channels under the edition in force at the instant (default now).

    Raises NoPack. One look for the rules, however many questions.
    """
    at = at or timezone.now()
    return ChannelRules(engine_in_force(municipality, at), at)
