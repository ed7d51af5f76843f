"""The figures beside the places of the main menu: at most three questions a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from torg.desk.queries.day import STILL_UP
from torg.inbox import queries as inbox
from torg.moderation import queries as moderation
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.planning import queries as planning
from torg.planning.permissions import can_approve

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Figure:
    """count: how many wait for the person. urgent: one of them is late, or goes out soon."""

    count: int
    urgent: bool


def navigation_counts(user: User, now: datetime) -> dict[str, Figure]:
    """By the url name of the place; a place where nothing waits is left out."""
    figures = {
        "inbox:list_threads": _to_answer(user, now),
        "planning:show_calendar": _to_approve(user, now),
        "moderation:list_cases": _cases(user, now),
    }
    return {name: figure for name, figure in figures.items() if figure.count}


def _to_answer(user: User, now: datetime) -> Figure:
    if not can(user, Permission.REPLY):
        return Figure(0, urgent=False)
    found = (
        inbox.to_answer(user, now)
        .select_related(None)
        .order_by()
        .aggregate(all=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    )
    return Figure(found["all"], urgent=found["late"] > 0)


def _to_approve(user: User, now: datetime) -> Figure:
    waiting = planning.to_approve(user).prefetch_related(None)
    mine = [post for post in waiting if can_approve(user, post)]
    soon = any(post.planned_at and post.planned_at < now + SOON for post in mine)
    return Figure(len(mine), urgent=soon)


def _cases(user: User, now: datetime) -> Figure:
    if not can(user, Permission.SEE_EVIDENCE):
        return Figure(0, urgent=False)
    found = (
        moderation.open_cases(user)
        .select_related(None)
        .order_by()
        .aggregate(
            all=Count("id"), late=Count("id", filter=Q(deadline__lt=now, state__in=STILL_UP))
        )
    )
    return Figure(found["all"], urgent=found["late"] > 0)
