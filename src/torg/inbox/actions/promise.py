from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from torg.channels.models import Channel
from torg.inbox.models import Message
from torg.kernel.refusals import Refusal
from torg.rules.queries import Deadline, InboundFacts, deadlines


def promise(messages: Sequence[Message], channel: Channel) -> None:
    """Put the municipality's promise on messages that have just arrived. Saves nothing.

    Computed once, from the moment each was made available, with its explanation; a message is
    taken in even where no rules are adopted, since what residents write must never be lost.
    """
    arrivals = [
        InboundFacts(
            network=channel.network,
            channel_class=channel.channel_class,
            channel=str(channel.pk),
            arrived_at=message.made_available_at,
            kind=message.kind,
        )
        for message in messages
    ]
    try:
        ruled = deadlines(channel.municipality, arrivals)
    except Refusal as refusal:
        for message in messages:
            message.deadline = {"explanation": [refusal.message]}
        return
    for message, (found, digest) in zip(messages, ruled, strict=True):
        message.pack_digest = digest
        message.due_at = found.due
        message.target_at = found.target
        message.rule_id = found.rule_id
        message.deadline = _explained(found)


def _explained(found: Deadline) -> Mapping[str, Any]:
    return {
        "explanation": list(found.explanation) or [_("Ingen regel ger någon tidsgräns.")],
        "citation": str(found.citation) if found.citation else "",
        "limit": found.limit is not None,
        "local_setting": found.local_setting,
        "help_key": found.help_key,
    }
