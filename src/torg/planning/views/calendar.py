"""The month and its twin, the list: the same posts, the same filters, in the address."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.people.models import Place
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.people.queries import default_filter, filters_for
from torg.planning import queries
from torg.planning.models import DayBooking, Post
from torg.rules.queries import BookingRule, NoPack, bookings_by_channel
from torg.ui.saved_filters import FilterChip, chips

MOST_CARDS = 3
MOST_ROWS = 200
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Filters:
    """What the address says: month, channel, only mine. channels: those to choose from."""

    first: date
    channel: Channel | None
    mine: bool
    channels: list[Channel]

    def link(self, name: str, *, first: date | None = None, start: date | None = None) -> str:
        """The same view, of this month or of another. start: a list's first day."""
        values = {"manad": (first or self.first).strftime("%Y-%m")}
        if start:
            values["dag"] = start.isoformat()
        if self.channel:
            values["kanal"] = str(self.channel.pk)
        if self.mine:
            values["mina"] = "1"
        return f"{reverse(name)}?{urlencode(values)}"


@dataclass(frozen=True)
class Booked:
    """The bookings of the channel that the month shows as free and booked days, if any."""

    channel: Channel | None = None
    rule: BookingRule | None = None
    by_day: dict[date, list[DayBooking]] = field(default_factory=dict)

    def state(self, day: date, today: date) -> str:
        """The name of the day's look: held, booked, free, or none."""
        rows = self.by_day.get(day, [])
        if self.rule and len(rows) >= self.rule.max_per_day:
            return "held" if rows[0].post.state in {"draft", "returned"} else "booked"
        return "free" if self.rule and day >= today else ""

    def holder(self, day: date) -> str:
        """Who has the day, and for which department."""
        return ", ".join(
            f"{row.booked_by} · {row.post.department}" for row in self.by_day.get(day, [])
        )


@require_safe
def show_calendar(request: SignedInRequest) -> HttpResponse:
    """The month, with each booking channel's free days."""
    check_can(request.user, Permission.VIEW_DESK)
    if first := _default(request, "planning:show_calendar"):
        return first
    filters = _filters(request)
    weeks = calendar.Calendar().monthdatescalendar(filters.first.year, filters.first.month)
    posts = _posts(request, filters, weeks[0][0], weeks[-1][-1])
    counts = queries.count_by_day(posts)
    cards = queries.for_cards(queries.first_of_each_day(posts, MOST_CARDS))
    booked = _booked(request, filters, weeks[0][0], weeks[-1][-1])
    shown = _shared(request, filters, "planning:show_calendar") | {
        "weeks": _weeks(filters, weeks, cards, counts, booked),
        "booked": booked,
        "undated": _undated(request),
        "status_of": queries.status_of,
    }
    return render(request, "planning/calendar.html", shown)


@require_safe
def list_posts(request: SignedInRequest) -> HttpResponse:
    """The same month as a list: for narrow screens, screen readers and printing.

    A full month is shown some whole days at a time, from the day `dag`.
    """
    check_can(request.user, Permission.VIEW_DESK)
    name = "planning:list_posts"
    if first := _default(request, name):
        return first
    filters = _filters(request)
    last = _next_month(filters.first) - timedelta(days=1)
    posts = _posts(request, filters, filters.first, last)
    counts = queries.count_by_day(posts)
    days, following = _days_to_show(counts, queries.day_of(request.GET.get("dag", "")))
    shown = _shared(request, filters, name) | {
        "days": _by_day(queries.for_cards(posts.filter(planned_day__in=days))),
        "following": following,
        "following_url": filters.link(name, start=following) if following else "",
        "whole_url": filters.link(name) if days and days[0] != min(counts) else "",
        "status_of": queries.status_of,
        "undated": _undated(request),
    }
    return render(request, "planning/list.html", shown)


def _days_to_show(counts: dict[date, int], start: date | None) -> tuple[list[date], date | None]:
    """As many whole days as one looks through, and the day that comes after them, if any."""
    if sum(counts.values()) <= MOST_ROWS:
        return list(counts), None
    shown: list[date] = []
    posts = 0
    for day in [one for one in counts if start and one >= start] or list(counts):
        if posts >= MOST_ROWS:
            return shown, day
        shown.append(day)
        posts += counts[day]
    return shown, None


def _undated(request: SignedInRequest) -> QuerySet[Post]:
    return queries.for_cards(queries.undated(request.user))[:20]


def _default(request: SignedInRequest, name: str) -> HttpResponse | None:
    """The person's own first view, when the address asks for nothing."""
    first = None if request.GET else default_filter(request.user, Place.CALENDAR)
    return redirect(f"{reverse(name)}?{first.query}") if first else None


def _saved(request: SignedInRequest, filters: Filters, name: str) -> list[FilterChip]:
    """With how many posts of this month each shows."""
    first = timezone.localdate().replace(day=1)
    last = _next_month(first) - timedelta(days=1)
    known = {str(channel.pk) for channel in filters.channels}

    def rows(query: QueryDict) -> QuerySet[Post]:
        posts = queries.between(request.user, first, last)
        if (channel := str(query.get("kanal", ""))) in known:
            posts = posts.filter(variants__channel_id=channel)
        if query.get("mina") == "1":
            posts = posts.filter(author=request.user)
        return posts

    return chips(filters_for(request.user, Place.CALENDAR), reverse(name), request.GET, rows)


def _filters(request: SignedInRequest) -> Filters:
    today = timezone.localdate()
    asked = queries.day_of(f"{request.GET.get('manad', '')}-01")
    month = asked if asked and asked.year in YEARS else today
    chosen = request.GET.get("kanal", "")
    channels = list(open_channels(request.user).select_related(None))
    channel = next((each for each in channels if str(each.pk) == chosen), None)
    return Filters(month.replace(day=1), channel, request.GET.get("mina") == "1", channels)


def _posts(request: SignedInRequest, filters: Filters, first: date, last: date) -> QuerySet[Post]:
    posts = queries.between(request.user, first, last)
    if filters.channel:
        posts = posts.filter(variants__channel=filters.channel)
    if filters.mine:
        posts = posts.filter(author=request.user)
    return posts


def _shared(request: SignedInRequest, filters: Filters, name: str) -> dict[str, Any]:
    today = timezone.localdate().replace(day=1)
    return {
        "filters": filters,
        "previous_url": filters.link(
            name, first=(filters.first - timedelta(days=1)).replace(day=1)
        ),
        "next_url": filters.link(name, first=_next_month(filters.first)),
        "today_url": filters.link(name, first=today),
        "may_write": can(request.user, Permission.WRITE_POSTS),
        "saved": _saved(request, filters, name),
        "new_filter_url": _new_filter(filters),
        "tabs": [
            {
                "label": label,
                "url": filters.link(each),
                "current": each == name,
            }
            for label, each in (
                (_("Månad"), "planning:show_calendar"),
                (_("Lista"), "planning:list_posts"),
            )
        ],
    }


def _new_filter(filters: Filters) -> str:
    chosen = {"kanal": str(filters.channel.pk)} if filters.channel else {}
    if filters.mine:
        chosen["mina"] = "1"
    page = reverse("desk:new_filter", kwargs={"place": Place.CALENDAR})
    return f"{page}?{urlencode(chosen)}" if chosen else ""


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _weeks(
    filters: Filters,
    weeks: list[list[date]],
    posts: Iterable[Post],
    counts: dict[date, int],
    booked: Booked,
) -> list[list[dict[str, Any]]]:
    by_day = _by_day(posts)
    return [
        [
            _cell(filters, day, by_day.get(day, []), booked)
            | {"more": max(0, counts.get(day, 0) - MOST_CARDS)}
            for day in week
        ]
        for week in weeks
    ]


def _by_day(posts: Iterable[Post]) -> dict[date, list[Post]]:
    days: dict[date, list[Post]] = {}
    for post in posts:
        if post.planned_day:
            days.setdefault(post.planned_day, []).append(post)
    return days


def _cell(filters: Filters, day: date, posts: list[Post], booked: Booked) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "day": day,
        "cards": [_card(post) for post in posts],
        "more_url": f"{filters.link('planning:list_posts', first=day, start=day)}#dag-{day}",
        "today": day == today,
        "past": day < today,
        "outside": day.month != filters.first.month,
        "booking": booked.state(day, today),
        "holder": booked.holder(day),
        "add_url": _add_url(filters, day),
    }


def _booked(request: SignedInRequest, filters: Filters, first: date, last: date) -> Booked:
    """Of the chosen channel; when none is chosen, of the one channel that books its days."""
    channels = [filters.channel] if filters.channel else filters.channels
    facts = [queries.channel_facts(channel) for channel in channels]
    try:
        rules = bookings_by_channel(request.user.municipality, facts)
    except NoPack:
        return Booked()
    booking = [(one, rule) for one, rule in zip(channels, rules, strict=True) if rule]
    if len(booking) != 1:
        return Booked()
    channel, rule = booking[0]
    return Booked(channel, rule, queries.bookings_between(channel, first, last))


def _card(post: Post) -> dict[str, Any]:
    status = queries.status_of(post)
    return {
        "time": post.planned_wall[11:16],
        "networks": list(dict.fromkeys(variant.channel.network for variant in post.variants.all())),
        "title": post.title,
        "url": reverse("planning:show_post", args=[post.pk]),
        "status": status.text,
        "tone": status.tone,
        "failed": status.tone == "danger",
        "draft": post.state == "draft",
    }


def _add_url(filters: Filters, day: date) -> str:
    values = {"dag": day.isoformat()}
    if filters.channel:
        values["kanal"] = str(filters.channel.pk)
    return f"{reverse('planning:new_post')}?{urlencode(values)}"
