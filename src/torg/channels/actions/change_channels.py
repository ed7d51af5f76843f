from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.change_channel import change_channel
from torg.channels.actions.write_order import order_change
from torg.channels.models import Channel
from torg.kernel.refusals import Refusal
from torg.people.models import User

# What many channels can share without anybody reading each: who answers, and in what language.
SHARED = (
    "language",
    "contact",
    "responsible",
    "page_responsible",
    "accountable_manager",
    "contact_person",
)
MOST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one channel. refusal: why it was left as it is; None: it was not.

    changed: the names of the fields; empty: it held all that already.
    """

    channel: Channel
    changed: tuple[str, ...] = ()
    refusal: Refusal | None = None


def change_channels(
    *, channels: Sequence[Channel], changes: Mapping[str, Any], by: User, now: datetime
) -> list[Outcome]:
    """Correct many rows of the register alike, each for itself and with its own entry.

    One that is refused stays as it is and says why; the others are changed all the same, in
    one transaction with the one letter to the register's owner that names them.
    changes: field of SHARED -> new value. Raises Refusal (nothing chosen, too many).
    """
    if set(changes) - set(SHARED):
        raise ValueError(f"not changed together: {', '.join(sorted(set(changes) - set(SHARED)))}")
    if not channels or not changes:
        raise Refusal(
            _("Inget är valt att ändra."),
            remedy=_("Välj minst en kanal och fyll i minst ett fält."),
        )
    if len(channels) > MOST:
        raise Refusal(_("Högst %(most)d kanaler kan ändras på en gång.") % {"most": MOST})
    with transaction.atomic():
        # In the same order for everybody, so that two at once wait instead of locking each other.
        done = {
            channel.pk: _one(channel, changes, by, now)
            for channel in sorted(set(channels), key=lambda one: one.pk)
        }
        changed = {one.channel: one.changed for one in done.values() if one.changed}
        if changed:
            order_change(changed=changed, by=by, now=now)
    return [done[channel.pk] for channel in channels]


def _one(channel: Channel, changes: Mapping[str, Any], by: User, now: datetime) -> Outcome:
    try:
        changed = change_channel(channel=channel, changes=changes, by=by, now=now, orders=False)
    except Refusal as refusal:
        return Outcome(channel, refusal=refusal)
    return Outcome(channel, tuple(changed))
