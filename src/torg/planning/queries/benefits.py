"""Whether anything was received for what we publish: where it is asked, and the year's account."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from torg.channels.models import Channel
from torg.delivery.states import ActState
from torg.kernel.spreadsheets import Cell
from torg.people.models import Municipality, User
from torg.planning.models import Post, Received, Variant
from torg.planning.queries.checking import place_of
from torg.planning.queries.listing import visible_to
from torg.rules.queries import BenefitFacts, Finding, NoPack, adoptions_held, check, check_each


@dataclass(frozen=True, slots=True)
class Asked:
    """The rules that ask, of a channel's posts: for a declaration, and about others' brands."""

    declared: Finding | None
    brands: Finding | None


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Published posts of a month. missing: without a declaration where the rules demand one;
    unasked: without one where they do not; gains: declared that something was received."""

    month: date
    published: int = 0
    declared: int = 0
    missing: int = 0
    unasked: int = 0
    gains: int = 0


@dataclass(frozen=True, slots=True)
class YearAccount:
    """G-51's report. missing: the posts that lack a declaration, in time order."""

    year: int
    months: list[MonthCount]
    total: MonthCount
    missing: list[Post]


@dataclass(frozen=True, slots=True)
class _Published:
    """A post on one channel. on: its local day."""

    post: UUID
    received: str
    channel: UUID
    at: datetime
    on: date


def benefits_asked(
    municipality: Municipality, channels: Iterable[Channel], now: datetime
) -> dict[UUID, Asked]:
    """What is asked of a post, by channel. Empty without rules."""
    asked = {}
    try:
        with adoptions_held():
            for channel in channels:
                found = check(municipality, _nothing_said(channel), now)
                asked[channel.pk] = Asked(_about(found, "received"), _about(found, "media"))
    except NoPack:
        return {}
    return asked


def _nothing_said(channel: Channel) -> BenefitFacts:
    return BenefitFacts(**place_of(channel), brand=True)


def _about(found: Sequence[Finding], field: str) -> Finding | None:
    return next((one for one in found if one.field == field), None)


def account_of(user: User, year: int) -> YearAccount:
    """The year's published posts of the person's municipality, each by the rules of its day.

    A post counts in the month in which it first came out. Raises NoPack.
    """
    rows = _published(user, year)
    lacking = _lacking(user.municipality, [row for row in rows if not row.received])
    first: dict[UUID, _Published] = {}
    for row in rows:
        first.setdefault(row.post, row)
    counts: dict[date, Counter[str]] = {date(year, month, 1): Counter() for month in range(1, 13)}
    for row in first.values():
        counts[row.on.replace(day=1)].update(_marks(row, lacking))
    months = [MonthCount(month, **count) for month, count in counts.items()]
    total = MonthCount(date(year, 1, 1), **sum(counts.values(), Counter[str]()))
    missing = visible_to(user).filter(pk__in=lacking & set(first)).order_by("released_at", "pk")
    return YearAccount(year, months, total, list(missing))


def _marks(row: _Published, lacking: set[UUID]) -> list[str]:
    marks = ["published"]
    if row.received:
        marks.append("declared")
    else:
        marks.append("missing" if row.post in lacking else "unasked")
    return [*marks, "gains"] if row.received == Received.SOMETHING else marks


def _published(user: User, year: int) -> list[_Published]:
    """What came out on a channel in the local year, the earliest first."""
    zone = ZoneInfo(user.municipality.timezone)
    since, until = (datetime.combine(date(at, 1, 1), time(), zone) for at in (year, year + 1))
    found = (
        Variant.objects.filter(
            municipality=user.municipality_id,
            act__state=ActState.LIVE,
            act__done_at__gte=since,
            act__done_at__lt=until,
        )
        .order_by("act__done_at", "pk")
        .values_list("post_id", "post__received", "channel_id", "act__done_at")
    )
    return [
        _Published(post, received, channel, at, at.astimezone(zone).date())
        for post, received, channel, at in found
        if at is not None
    ]


def _lacking(municipality: Municipality, rows: list[_Published]) -> set[UUID]:
    """Posts of which a declaration was demanded on their channel that day."""
    channels = Channel.objects.in_bulk({row.channel for row in rows})
    at = {(row.channel, row.on): row.at for row in rows}
    asked = [(_nothing_said(channels[channel]), when) for (channel, _on), when in at.items()]
    found = check_each(municipality, asked)
    demanded = {
        place for place, told in zip(at, found, strict=True) if _about(told, "received") is not None
    }
    return {row.post for row in rows if (row.channel, row.on) in demanded}


def account_as_table(account: YearAccount, heading: Sequence[str]) -> list[list[Cell]]:
    """The account for a spreadsheet, one month a line."""
    lines: list[list[Cell]] = [
        [
            one.month.strftime("%Y-%m"),
            one.published,
            one.declared,
            one.missing,
            one.unasked,
            one.gains,
        ]
        for one in account.months
    ]
    return [list(heading), *lines]
