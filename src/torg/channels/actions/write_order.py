"""The letter to the register's owner, laid with the order that it tells of (G-67, G-68)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from torg.channels.models import REGISTER_LABELS, Channel
from torg.channels.queries.register_owner import page_of, register_owner
from torg.kernel.refs import Ref
from torg.notices.actions import write_letter
from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere


class Order(StrEnum):
    """What is ordered of the register's owner."""

    NEW = "new"
    CHANGE = "change"
    DEREGISTER = "deregister"


def write_order(
    *,
    order: Order,
    channel: Channel,
    key: str,
    by: User,
    now: datetime,
    fields: Sequence[str] = (),
) -> bool:
    """Lay the letter in the outbox, in the caller's transaction; False where no mailbox is set.

    key: of this order alone. fields: Swedish names of what was changed. It names the orderer
    and the channel, and nobody else.
    """
    owner = register_owner()
    if owner is None or not owner.mailbox:
        return False
    kind = _kinds()[order]
    return write_letter(
        municipality=channel.municipality,
        key=f"order:{order}:{key}",
        to=owner.mailbox,
        subject=f"{kind}: {channel}",
        text=_text(kind, channel, by, fields),
        about=Ref("channels.channel", str(channel.pk)),
        now=now,
    )


def order_change(*, changed: Mapping[Channel, Sequence[str]], by: User, now: datetime) -> bool:
    """One letter of a change, however many channels it befell; False where none is laid.

    changed: each channel and the names of its changed fields, at least one. Whoever keeps the
    register has no need of a letter about what they did themselves.
    """
    if can_everywhere(by, Permission.KEEP_REGISTER):
        return False
    words = {
        channel: [str(REGISTER_LABELS[name]) for name in fields]
        for channel, fields in changed.items()
    }
    first, *others = words
    key = f"{first.pk}:{now.isoformat()}"
    if not others:
        return write_order(
            order=Order.CHANGE, channel=first, key=key, by=by, now=now, fields=words[first]
        )
    owner = register_owner()
    if owner is None or not owner.mailbox:
        return False
    return write_letter(
        municipality=first.municipality,
        key=f"order:{Order.CHANGE}:{key}",
        to=owner.mailbox,
        subject=_("Beställning av ändring: %(n)d kanaler") % {"n": len(words)},
        text=_text_of_many(words, by),
        about=Ref("channels.channel", str(first.pk)),
        now=now,
    )


def _text_of_many(changed: Mapping[Channel, Sequence[str]], by: User) -> str:
    head = [
        f"{_('Beställning')}: {_kinds()[Order.CHANGE]}",
        f"{_('Beställare')}: {by.full_name}, {by.email}",
    ]
    channels = [
        f"{channel}, {channel.department.name}\n{_('Ändrat')}: {', '.join(fields)}\n"
        f"{page_of(channel)}"
        for channel, fields in changed.items()
    ]
    return "\n\n".join(["\n".join(head), *channels, ""])


def _kinds() -> dict[Order, str]:
    return {
        Order.NEW: _("Beställning av ny kanal"),
        Order.CHANGE: _("Beställning av ändring"),
        Order.DEREGISTER: _("Beställning av avregistrering"),
    }


def _text(kind: str, channel: Channel, by: User, fields: Sequence[str]) -> str:
    told = [
        (_("Beställning"), kind),
        (_("Kanal"), channel.name),
        (_("Nätverk"), channel.get_network_display()),
        (_("Ägare"), channel.department.name),
        (_("Adress"), channel.address),
        (_("Ändrat"), ", ".join(fields)),
        (_("Beställare"), f"{by.full_name}, {by.email}"),
    ]
    lines = [f"{label}: {value}" for label, value in told if value]
    ending = _("Läs mer och ta emot beställningen i Torg:")
    return "\n".join([*lines, "", ending, page_of(channel), ""])
