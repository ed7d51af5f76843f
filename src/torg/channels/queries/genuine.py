"""Is it really ours? What the register knows of an account that somebody has met."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Max, When

from torg.channels.models import ChannelMark
from torg.channels.states import HEARD, PUBLIC, ChannelState
from torg.kernel.addresses import Kind, Spoken, read
from torg.kernel.lookalikes import allowed, distance, likeness, stumps_near

# So many lookalikes are shown, nearest first.
MOST = 5
_FIELDS = (
    "look", "until", "channel_id", "channel__name", "channel__network", "channel__kind",
    "channel__state", "channel__closed_on", "channel__address", "channel__handle",
    "channel__department__name", "channel__municipality__slug", "channel__municipality__name",
    "channel__not_trusted_since",
)  # fmt: skip


class Verdict(StrEnum):
    """What the register says of an account. unread: the text tells of no account.

    not_trusted: it is registered as ours, and somebody else may have taken it.
    """

    OFFICIAL = "official"
    FORMER = "former"
    NOT_TRUSTED = "not_trusted"
    UNKNOWN = "unknown"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Known:
    """A channel of the register. until: since when it is no longer official; None: it is.

    doubt: since when somebody else may have taken it, while that is so.
    """

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
    doubt: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """verdict, what the text was read as, the channels it is, and those it resembles."""

    verdict: Verdict
    spoken: Spoken
    channels: tuple[Known, ...] = ()
    similar: tuple[Known, ...] = ()


def look_up(text: str, network: str = "") -> Answer:
    """What the register says of an address or a name, in one question.

    The open scope says whose channels count. Raises nothing, whatever the text is.
    """
    spoken = read(text, network)
    exact, look = _exact(spoken), likeness(spoken.name)[:200] if spoken.kind != Kind.SITE else ""
    if not exact and not look:
        return Answer(Verdict.UNREAD, spoken)
    rows = _rows(exact, look)
    held = tuple(_known(row) for row in rows if row["itself"])
    if held:
        found = tuple(sorted(held, key=lambda one: not one.official))
        return Answer(_verdict(found), spoken, found)
    return Answer(Verdict.UNKNOWN, spoken, similar=_similar(look, rows))


def _verdict(found: tuple[Known, ...]) -> Verdict:
    if any(one.official and one.doubt for one in found):
        return Verdict.NOT_TRUSTED
    return Verdict.OFFICIAL if found[0].official else Verdict.FORMER


def _rows(exact: str, look: str) -> list[dict[str, Any]]:
    """The account's own rows (itself = 1), and those of names with a stump in common."""
    itself = Case(When(mark=exact, then=1), default=0)
    found = ChannelMark.objects.filter(
        mark__in=[exact, *(f"#{stump}" for stump in stumps_near(look))],
        channel__state__in=PUBLIC,
    )
    return list(found.values(*_FIELDS).annotate(itself=Max(itself)).order_by("channel_id"))


def _exact(spoken: Spoken) -> str:
    """The mark of the account itself; of a bare name, any account that is called so."""
    if spoken.key:
        return f"={spoken.key}"[:220]
    return f"@{spoken.name}"[:220] if spoken.kind == Kind.NAME and spoken.name else ""


def _similar(look: str, rows: list[dict[str, Any]]) -> tuple[Known, ...]:
    """Channels in use with a name that could be taken for this one, nearest first."""
    most = allowed(look)
    used = [row for row in rows if row["until"] is None and row["channel__state"] in HEARD]
    away = {name: distance(look, name, most) for name in {row["look"] for row in used}}
    near = [row for row in used if away[row["look"]] <= most]
    near.sort(key=lambda row: (away[row["look"]], row["channel__name"]))
    return tuple({row["channel_id"]: _known(row) for row in near[: 2 * MOST]}.values())[:MOST]


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
        doubt=row["channel__not_trusted_since"],
    )
