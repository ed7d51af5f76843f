"""Sharing on what a resident wrote: whether it can be done, and what the rules say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Direction, Message, MessageKind, Thread
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ports.network import Capability
from torg.ports.registry import network_for
from torg.rules.queries import Finding, FourEyes, PostFacts, check, four_eyes

# The kinds of rules that speak of others' posts; the rest are about our own words.
ABOUT_OTHERS = frozenset({"sharing", "source_check", "sender_clarity"})
QUESTIONS = frozenset({MessageKind.QUESTION, MessageKind.IMPLICIT})
ORIGIN = "inbox.repost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What is said of a share in the dialog."""

    co_arranged_with: str = ""
    source_checked: bool = False
    motive: str = ""


@dataclass(frozen=True, slots=True)
class Reposting:
    """What the rules say of it. reader: the second reader asked for."""

    findings: list[Finding]
    reader: FourEyes | None


def reposting(message: Message, sharing: Sharing, *, at: datetime) -> Reposting:
    """The message, shared from its thread's channel, under the municipality's rules."""
    channel = message.thread.channel
    municipality = message.thread.municipality
    facts = PostFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        shared_from=message.url or message.network_id,
        co_arranged_with=sharing.co_arranged_with,
        source_checked=sharing.source_checked,
        resident_question=message.kind in QUESTIONS,
        # The network shows whose account shares it.
        sender=str(municipality),
    )
    found = [one for one in check(municipality, facts, at) if one.kind in ABOUT_OTHERS]
    return Reposting(found, four_eyes(municipality, facts, at=at))


def repost_ref(message: Message) -> Ref:
    """How acts and the ledger point at the share of a message."""
    return Ref(ORIGIN, str(message.pk))


def cannot_repost(thread: Thread) -> str:
    """Why nothing of the thread can be shared on; "" where it can."""
    if thread.is_private:
        return _("Det som skrivs direkt till oss delas inte vidare.")
    connection = getattr(thread.channel, "connection", None)
    if connection is None:
        return _("Kanalen är inte ansluten, så inget kan delas från Torg.")
    card = network_for(connection.adapter).card
    if Capability.REPOST not in card.capabilities:
        return _("%(network)s tar inte emot delningar från Torg.") % {"network": card.name}
    return ""


def obstacle(message: Message) -> Refusal | None:
    """Why the message cannot be shared on, as a refusal."""
    why = cannot_repost(message.thread)
    if why:
        return Refusal(why, remedy=_("Skriv hellre ett eget inlägg om samma sak."))
    gone = message.deleted_upstream_at or message.removed_at or message.hidden_at
    if message.direction != Direction.IN or gone or not message.is_current:
        return Refusal(_("Det går inte att dela det här: det står inte längre på nätverket."))
    return None


def reposts_of(messages: Sequence[Message]) -> list[Act]:
    """The shares of the messages that stand or are on their way, oldest first."""
    ids = [str(message.pk) for message in messages]
    acts = Act.objects.filter(origin_kind=ORIGIN, origin_id__in=ids)
    return list(acts.exclude(state=ActState.CANCELLED).select_related("created_by").order_by("id"))
