"""Sharing on what a resident wrote: whether it can be done, and what the rules say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.states import ActState
from torg.inbox.models import Direction, Message, MessageKind, Share, Thread
from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
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
    """What is said of a share in the dialog. known: what stood in the conversation (seen_now)."""

    known: str = ""
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


def sharing_of(share: Share) -> Sharing:
    """What was said of it when it was asked for."""
    return Sharing(
        co_arranged_with=share.co_arranged_with,
        source_checked=share.source_checked,
        motive=share.motive,
    )


def share_digest(share: Share) -> str:
    """SHA-256 over what its reader reads: this edition of the message, where it is shared from,
    who asks, and what was said of it.
    """
    message = share.message
    read = {
        "message": str(message.pk),
        "version": message.version,
        "text": message.text,
        "images": list(message.images),
        "channel": str(message.channel_id),
        "asked_by": str(share.asked_by_id),
        "together": share.co_arranged_with,
        "source_checked": share.source_checked,
        "motive": share.motive,
    }
    return sha256_hex(dumps(read))


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
    if message.direction != Direction.IN or gone:
        return Refusal(_("Det går inte att dela det här: det står inte längre på nätverket."))
    if not message.is_current:
        return Refusal(
            _("Den som skrev har ändrat sin text sedan dess."),
            remedy=_("Läs den nya texten i konversationen, och dela den om den passar."),
        )
    return None


def reposts_of(messages: Iterable[Message]) -> list[Act]:
    """The shares of the messages that stand or are on their way, oldest first."""
    ids = [str(message.pk) for message in messages]
    acts = Act.objects.filter(origin_kind=ORIGIN, origin_id__in=ids)
    return list(acts.exclude(state=ActState.CANCELLED).select_related("created_by").order_by("id"))
