"""Whose queue something falls into, by the municipality's rules (M1-25, M1-26, A-31)."""

from datetime import datetime

from torg.channels.models import Channel
from torg.inbox.models import MessageKind, Route, ThreadKind
from torg.rules.queries import NoPack, RoutingFacts, channel_rules

_CENTRE = "contact_centre"
# A question that is put without a question mark is one all the same.
_QUESTIONS = frozenset({MessageKind.QUESTION, MessageKind.IMPLICIT, MessageKind.UNKNOWN})


def route_of(channel: Channel, way: ThreadKind, about: str, at: datetime) -> Route:
    """The queue. about: a MessageKind.

    Where the rules name nobody for direct messages, they go to those who may read such.
    """
    if way != ThreadKind.MESSAGE:
        return Route.COMMUNICATORS
    facts = RoutingFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        way="direct",
        kind="question" if about in _QUESTIONS else about,
    )
    try:
        owner = channel_rules(channel.municipality, at).owner(facts)
    except NoPack:
        owner = None
    return Route.CONTACT_CENTRE if owner in {None, _CENTRE} else Route.COMMUNICATORS
