"""Is it really ours? What the register knows of an account that somebody has met."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from torg.channels.models import ChannelMark
from torg.channels.states import HEARD, PUBLIC, ChannelState
from torg.kernel.addresses import Kind, Spoken, read
from torg.kernel.lookalikes import allowed, distance, likeness, pieces_near

# So many lookalikes are shown, nearest first.
MOST = 5
_FIELDS = (
    "mark", "look", "until", "channel_id", "channel__name", "channel__network", "channel__kind",
    "channel__state", "channel__closed_on", "channel__address", "channel__handle",
    "channel__department__name", "channel__municipality__slug", "channel__municipality__name",
)  # fmt: skip


class Verdict(StrEnum):
    """What the register says of an account. unread: the text tells of no account."""

    OFFICIAL = "official"
    FORMER = "former"
    UNKNOWN = "unknown"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Known:
    """A channel of the register. until: since when it is no longer official; None: it is."""

    channel_id: Any
    name: str
    network: str
    address: str
    handle: str
    department: str
    municipality: str
    town: str
    until: date | None
    official: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """verdict, what the text was read as, the channels it is, and those it resembles."""

    verdict: Verdict
    spoken: Spoken
    channels: tuple[Known, ...] = ()
    similar: tuple[Known, ...] = ()


def look_up(text: str, network: str = "") -> Answer:
    """What the register says of an address or a name, in one question where it is registered.

    The open scope says whose channels count. Raises nothing, whatever the text is.
    """
    spoken = read(text, network)
    exact, look = _exact(spoken), likeness(spoken.name)[:200] if spoken.kind != Kind.SITE else ""
    if not exact and not look:
        return Answer(Verdict.UNREAD, spoken)
    held = _rows([exact]) if exact else []
    if held:
        found = tuple(sorted(map(_known, held), key=lambda one: not one.official))
        official = found[0].official
        return Answer(Verdict.OFFICIAL if official else Verdict.FORMER, spoken, found)
    return Answer(Verdict.UNKNOWN, spoken, similar=_similar(look) if allowed(look) else ())


def _rows(marks: list[str], **only: Any) -> list[dict[str, Any]]:
    found = ChannelMark.objects.filter(mark__in=marks, **({"channel__state__in": PUBLIC} | only))
    return list(found.values(*_FIELDS).order_by("channel_id"))


def _exact(spoken: Spoken) -> str:
    """The mark of the account itself; of a bare name, any account that is called so."""
    if spoken.key:
        return f"={spoken.key}"[:220]
    return f"@{spoken.name}"[:220] if spoken.kind == Kind.NAME and spoken.name else ""


def _similar(look: str) -> tuple[Known, ...]:
    """Channels in use with a name that could be taken for this one, nearest first.

    Names are compared before anything else of a channel is read: an ending like "kommun" is
    shared by thousands.
    """
    pieces = [f"#{piece}" for piece in pieces_near(look)]
    names = ChannelMark.objects.filter(mark__in=[f"~{look}", *pieces], until=None)
    near = {
        name: away
        for name in names.values_list("look", flat=True).distinct()
        if (away := distance(look, name, allowed(look))) <= allowed(look)
    }
    closest = sorted(near, key=lambda name: (near[name], name))[:MOST]
    marks = [f"~{name}" for name in closest]
    rows = _rows(marks, until=None, channel__state__in=HEARD) if marks else []
    rows.sort(key=lambda row: (near[row["look"]], row["channel__name"]))
    return tuple(map(_known, rows[:MOST]))


def _known(row: dict[str, Any]) -> Known:
    until = row["until"]
    if row["channel__state"] == ChannelState.CLOSED:
        until = until or row["channel__closed_on"]
    return Known(
        channel_id=row["channel_id"],
        name=row["channel__name"],
        network="web" if row["channel__kind"] == "own_site" else row["channel__network"],
        address=row["channel__address"],
        handle=row["channel__handle"],
        department=row["channel__department__name"],
        municipality=row["channel__municipality__slug"],
        town=row["channel__municipality__name"],
        until=until,
        official=until is None,
    )
