"""The figures beside the places of the main menu."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from torg.desk.queries.frame import Facts
from torg.people.models import User
from torg.planning import queries as planning
from torg.planning.permissions import can_approve

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Figure:
    """count: how many wait for the person. urgent: one of them is late, or goes out soon."""

    count: int
    urgent: bool


def navigation_counts(user: User, known: Facts, now: datetime) -> dict[str, Figure]:
    """By the url name of the place; a place where nothing waits is left out."""
    figures = {
        "inbox:list_threads": Figure(known.to_answer, known.answers_late),
        "planning:show_calendar": _to_approve(user, known, now),
        "moderation:list_cases": Figure(known.cases, known.cases_late),
    }
    return {name: figure for name, figure in figures.items() if figure.count}


def _to_approve(user: User, known: Facts, now: datetime) -> Figure:
    """Who may approve a post is decided post by post."""
    if not known.to_approve:
        return Figure(0, urgent=False)
    waiting = planning.to_approve(user).prefetch_related(None)
    mine = [post for post in waiting if can_approve(user, post)]
    soon = any(post.planned_at and post.planned_at < now + SOON for post in mine)
    return Figure(len(mine), urgent=soon)
