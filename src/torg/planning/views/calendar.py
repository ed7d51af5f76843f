"""The month and its twin, the list: the same posts, the same filters, in the address."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.planning import queries
from torg.planning.models import DayBooking, Post
from torg.rules.queries import booking_limit

MOST_CARDS = 3


@dataclass(frozen=True)
class Filters:
    """What the address says: month, channel, only mine."""

    first: date
    channel: Channel | None
    mine: bool

    def link(self, name: str, *, first: date | None = None) -> str:
        """The same view, of this month or of another."""
        values = {"manad": (first or self.first).strftime("%Y-%m")}
        if self.channel:
            values["kanal"] = str(self.channel.pk)
        if self.mine:
            values["mina"] = "1"
        return f"{reverse(name)}?{urlencode(values)}"


@require_safe
def show_calendar(request: SignedInRequest) -> HttpResponse:
    """The month, with each booking channel's free days."""
    check_can(request.user, Permission.VIEW_DESK)
    filters = _filters(request)
    weeks = calendar.Calendar().monthdatescalendar(filters.first.year, filters.first.month)
    posts = _posts(request, filters, weeks[0][0], weeks[-1][-1])
    shown = _shared(request, filters, "planning:show_calendar") | {
        "weeks": _weeks(request, filters, weeks, posts),
        "undated": queries.undated(request.user)[:20],
        "status_of": queries.status_of,
    }
    return render(request, "planning/calendar.html", shown)


@require_safe
def list_posts(request: SignedInRequest) -> HttpResponse:
    """The same month as a list: for narrow screens, screen readers and printing."""
    check_can(request.user, Permission.VIEW_DESK)
    filters = _filters(request)
    last = _next_month(filters.first) - timedelta(days=1)
    posts = _posts(request, filters, filters.first, last)
    days: dict[date, list[Post]] = {}
    for post in posts:
        if post.planned_day:
            days.setdefault(post.planned_day, []).append(post)
    shown = _shared(request, filters, "planning:list_posts") | {
        "days": days,
        "status_of": queries.status_of,
        "undated": queries.undated(request.user)[:20],
    }
    return render(request, "planning/list.html", shown)


def _filters(request: SignedInRequest) -> Filters:
    today = timezone.localdate()
    month = queries.day_of(f"{request.GET.get('manad', '')}-01") or today.replace(day=1)
    chosen = request.GET.get("kanal", "")
    channel = next((each for each in open_channels(request.user) if str(each.pk) == chosen), None)
    return Filters(month, channel, request.GET.get("mina") == "1")


def _posts(request: SignedInRequest, filters: Filters, first: date, last: date) -> list[Post]:
    posts = queries.between(request.user, first, last)
    if filters.channel:
        posts = posts.filter(variants__channel=filters.channel)
    if filters.mine:
        posts = posts.filter(author=request.user)
    return list(posts)


def _shared(request: SignedInRequest, filters: Filters, name: str) -> dict[str, Any]:
    today = timezone.localdate().replace(day=1)
    return {
        "filters": filters,
        "channels": open_channels(request.user),
        "previous_url": filters.link(
            name, first=(filters.first - timedelta(days=1)).replace(day=1)
        ),
        "next_url": filters.link(name, first=_next_month(filters.first)),
        "today_url": filters.link(name, first=today),
        "may_write": can(request.user, Permission.WRITE_POSTS),
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


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _weeks(
    request: SignedInRequest, filters: Filters, weeks: list[list[date]], posts: Iterable[Post]
) -> list[list[dict[str, Any]]]:
    by_day: dict[date, list[Post]] = {}
    for post in posts:
        if post.planned_day:
            by_day.setdefault(post.planned_day, []).append(post)
    booked, books = _bookings(request, filters, weeks[0][0], weeks[-1][-1])
    today = timezone.localdate()
    return [
        [
            {
                "day": day,
                "cards": [_card(post) for post in by_day.get(day, [])[:MOST_CARDS]],
                "more": max(0, len(by_day.get(day, [])) - MOST_CARDS),
                "more_url": filters.link("planning:list_posts", first=day.replace(day=1)),
                "today": day == today,
                "past": day < today,
                "outside": day.month != filters.first.month,
                "booking": _booking(booked.get(day), books and day >= today),
                "holder": _holder(booked.get(day)),
                "add_url": _add_url(filters, day),
            }
            for day in week
        ]
        for week in weeks
    ]


def _bookings(
    request: SignedInRequest, filters: Filters, first: date, last: date
) -> tuple[dict[date, list[DayBooking]], bool]:
    if filters.channel is None:
        return {}, False
    rule = booking_limit(request.user.municipality, queries.channel_facts(filters.channel))
    if rule is None:
        return {}, False
    return queries.bookings_between(filters.channel, first, last), True


def _booking(rows: list[DayBooking] | None, books: bool) -> str:
    if rows:
        return "held" if rows[0].post.state in {"draft", "returned"} else "booked"
    return "free" if books else ""


def _holder(rows: list[DayBooking] | None) -> str:
    return f"{rows[0].booked_by} · {rows[0].post.department}" if rows else ""


def _card(post: Post) -> dict[str, Any]:
    status = queries.status_of(post)
    networks = [variant.channel.network for variant in post.variants.all()]
    return {
        "time": post.planned_wall[11:16],
        "network": networks[0] if networks else "",
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
