from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.states import ActState
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import Permission, can, check_can_everywhere
from torg.planning.models import Post, Review
from torg.planning.permissions import can_write
from torg.planning.queries import ref_to, with_parts
from torg.planning.queries.leaving import posts_left_by, posts_naming
from torg.planning.states import PostState, move

# Ready, or waiting for a reader: it would go out without its author.
ON_ITS_WAY = frozenset({PostState.APPROVED, PostState.SUBMITTED})


def hand_over(*, author: User, to: User | None, by: User, now: datetime) -> dict[str, int]:
    """Give what a leaver has planned to a colleague; what would have gone out waits for them.

    posts: how many were given; acts: how many publications were taken back; named: colleagues'
    posts whose questions the leaver was to answer. Raises Denied, Refusal.
    """
    with transaction.atomic():
        check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        rows = list(with_parts(posts_left_by(author)).select_for_update(of=("self",)))
        if rows and to is None:
            raise Refusal(_("Välj vem som tar över det som är planerat."), field="colleague")
        taken_back = sum(_give(post, author, to, by, now) for post in rows if to is not None)
        named = list(posts_naming(author).select_related("author", "department"))
        for post in named:
            _name(post, to, now)
    return {"posts": len(rows), "acts": taken_back, "named_posts": len(named)}


def _name(post: Post, to: User | None, now: datetime) -> None:
    """Whoever takes over answers, else the post's author; nobody where neither may."""
    may = [one for one in (to, post.author) if one and _answers(one, post)]
    Post.objects.filter(pk=post.pk).update(answerer=may[0] if may else None, changed_at=now)


def _answers(person: User, post: Post) -> bool:
    return person.is_active and can(person, Permission.REPLY, department=post.department)


def _give(post: Post, author: User, to: User, by: User, now: datetime) -> int:
    if to.pk == author.pk or not can_write(to, post):
        raise Refusal(
            _("%(name)s får inte skriva för %(department)s, där %(title)s är planerat.")
            % {"name": to.full_name, "department": post.department, "title": post.title},
            remedy=_("Välj en kollega som får skriva där, eller ge personen rollen först."),
            field="colleague",
        )
    stopped = _take_back(post, by, now)
    if post.answerer_id == author.pk:
        post.answerer = to
    post.author, post.changed_at = to, now
    if post.state in ON_ITS_WAY:
        Review.objects.filter(post=post, voided_at__isnull=True).update(voided_at=now)
        post.state = move(PostState(post.state), PostState.RETURNED)
        post.setback = _("Den som skrev har slutat. Läs inlägget och skicka det på nytt.")
    post.save(update_fields=["author", "answerer", "state", "setback", "changed_at"])
    record(
        municipality=post.municipality,
        verb="post.handed_over",
        summary=_("%(title)s togs över av en kollega, den som skrev har slutat.")
        % {"title": post.title},
        about=[ref_to(post)],
        by=by,
        now=now,
        facts={"from": str(author.pk), "to": str(to.pk), "state": post.state},
    )
    return stopped


def _take_back(post: Post, by: User, now: datetime) -> int:
    """Publications that were handed to delivery and have not left."""
    acts = [variant.act for variant in post.variants.all() if variant.act]
    cause = _("Den som skrev har slutat. En kollega läser först.")
    return sum(
        cancel(act=act, cause=cause, by=by, now=now) for act in acts if act.state == ActState.DUE
    )
