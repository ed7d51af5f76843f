"""Where a post stands, as a line of steps, and who does what next."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.planning.models import Post, Review, ReviewVerdict
from torg.planning.queries import status_of
from torg.planning.states import PostState
from torg.ui.moments import long_moment

S = PostState
# How many of the steps draft, review and ready are behind the post in each state.
BEHIND = {S.DRAFT: 0, S.RETURNED: 0, S.SUBMITTED: 1, S.MISSED: 2, S.APPROVED: 2, S.RELEASED: 3}
UNDATED = _("%(who)s väljer dag och tid.")
NEXT = {
    S.DRAFT: _("%(who)s lämnar inlägget till granskning."),
    S.SUBMITTED: _("En kollega läser och godkänner före %(when)s."),
    S.RETURNED: _("%(who)s ändrar inlägget och lämnar det igen."),
    S.APPROVED: _("Går ut av sig självt %(when)s."),
    S.MISSED: _("%(who)s väljer en ny tid eller drar tillbaka inlägget."),
    S.WITHDRAWN: _("Inlägget är taget ur planen och går inte ut."),
}


def _approval(post: Post) -> Review | None:
    return next(
        (
            one
            for one in post.reviews.select_related("reviewer")
            if one.verdict == ReviewVerdict.APPROVED
        ),
        None,
    )


def steps_of(post: Post) -> list[dict[str, Any]]:
    """Utkast, granskning, klart, ute: with who and when, as ui's state line takes them."""
    if post.state == S.WITHDRAWN:
        return []
    review = _approval(post)
    alone = review is None and post.state in {S.APPROVED, S.RELEASED, S.MISSED}
    behind = BEHIND[S(post.state)]
    reading = _("Utan granskning") if alone else _("Granskning")
    reader = review.reviewer.full_name if review else ""
    rows: list[tuple[str | Promise, str, datetime | None]] = [
        (_("Utkast"), "", post.created_at),
        (reading, reader, None),
        (_("Klart att gå ut"), "", post.planned_at if behind >= BEHIND[S.APPROVED] else None),
        (_("Ute"), "", post.released_at),
    ]
    marks = [_mark(post, number, behind) for number in range(len(rows))]
    return [
        {
            "label": status_of(post).text if mark == "failed" else label,
            "who": who,
            "when": when if number <= behind else None,
            "state": mark,
        }
        for number, ((label, who, when), mark) in enumerate(zip(rows, marks, strict=True))
    ]


def _mark(post: Post, number: int, behind: int) -> str:
    if number < behind:
        return "done"
    if number > behind:
        return "todo"
    tone = status_of(post).tone
    if post.state == S.MISSED or (post.state == S.RELEASED and tone == "danger"):
        return "failed"
    return "done" if post.state == S.RELEASED and tone == "success" else "current"


def next_step(post: Post) -> str:
    """One sentence: who does what next; empty once it is released, when the acts tell."""
    sentence = NEXT.get(S(post.state), "")
    if post.state == S.DRAFT and not post.planned_at:
        sentence = UNDATED
    when = long_moment(post.planned_at) if post.planned_at else ""
    return str(sentence) % {"who": post.author.full_name, "when": when}
