from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import Questions, enqueue
from torg.delivery.queries import hold_over, kept_from_posting
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.media.queries import is_whole, payload_of
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.planning.actions.review_steps import held_still
from torg.planning.models import Post, Review, ReviewVerdict, Variant
from torg.planning.permissions import can_publish_alone, can_write
from torg.planning.queries import (
    answered_for,
    content_hash,
    findings_of,
    ref_to,
    standing_review,
    ticked_for,
)
from torg.planning.states import PostState
from torg.ports.network import ActKind
from torg.rules.queries import Verdict, adoptions_held

GRACE = timedelta(minutes=15)


def release(
    *, post: Post, now: datetime, by: User | None = None, undo: timedelta = timedelta(0)
) -> Post:
    """Hand an approved post to delivery at its minute, or say why it could not go.

    Rights, approval, holds and rules are read again here, since all of them may have
    changed after the approval (RELIABILITY P15). Nothing that was missed is sent late
    in a burst: it becomes `missed` and waits for a person (P4). by, undo: who sends it before
    its minute (publish_now), and how long that can be taken back.
    """
    with transaction.atomic(), adoptions_held():
        post = held_still(post)
        if post.state != PostState.APPROVED or post.planned_at is None or post.planned_at > now:
            return post
        obstacle = _obstacle(post, now)
        if obstacle:
            return _miss(post, obstacle, now)
        try:
            with transaction.atomic():
                for variant in post.variants.all():
                    _hand_over(variant, post, by or post.author, now, undo)
        except Refusal as refusal:
            return _miss(post, refusal.message, now)
        post.state = PostState.RELEASED
        post.released_at = now
        post.save(update_fields=["state", "released_at"])
        record(
            municipality=post.municipality,
            verb="post.released",
            summary=_("%(title)s lämnades till leverans.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"content": content_hash(post)},
        )
    return post


def _obstacle(post: Post, now: datetime) -> str:
    if post.planned_at is not None and post.planned_at + GRACE < now:
        return _("Tiden passerade medan bakgrundsarbetet stod still.")
    if not can_write(post.author, post):
        return _("Författaren har inte längre rätt att skriva för förvaltningen.")
    held = kept_from_posting(post.municipality_id)
    for variant in post.variants.all():
        hold = hold_over(variant.channel) if held & {None, variant.channel_id} else None
        if hold is not None:
            return _("Publiceringen var pausad: %(reason)s") % {"reason": hold.reason}
    for placed in post.placed_images.all():
        if not is_whole(placed.item):
            return _("Bilden %(name)s saknas eller är skadad på servern. Lägg in den igen.") % {
                "name": placed.item.file_name
            }
    return _rules_against(post, now)


def _rules_against(post: Post, now: datetime) -> str:
    review = standing_review(post)
    reviewed, ticked = review is not None, ticked_for(post, review)
    approvals = Review.objects.filter(post=post, verdict=ReviewVerdict.APPROVED, voided_at=None)
    if not reviewed and approvals.exists():
        return _("Inlägget är inte längre det som godkändes. Läs det och godkänn på nytt.")
    if not reviewed and not can_publish_alone(post.author, post):
        return _("Ingen har godkänt inlägget, och författaren får inte släppa det på egen hand.")
    for channel in findings_of(post, now, reviewed=True, ticked=ticked):
        demand = channel.four_eyes
        if demand is not None and demand.required and not reviewed:
            return _("Inget gällande godkännande: %(rule)s") % {"rule": demand.message}
        for finding in channel.findings:
            if finding.verdict == Verdict.STOP:
                return f"{finding.message} ({finding.citation})"
    return ""


def _hand_over(variant: Variant, post: Post, sender: User, now: datetime, undo: timedelta) -> None:
    variant.act = enqueue(
        channel=variant.channel,
        kind=ActKind.PUBLISH,
        payload={
            "text": variant.outgoing_text,
            "langs": ["sv"],
            "images": [payload_of(placed.item) for placed in post.placed_images.all()],
        },
        origin=Ref("planning.variant", str(variant.pk)),
        by=sender,
        now=now,
        due_at=(post.planned_at or now) + undo,
        questions=_questions(variant, post, now),
        key_facts=post.fact_lines,
    )
    variant.save(update_fields=["act"])


def _questions(variant: Variant, post: Post, now: datetime) -> Questions | None:
    """Whoever is named, as long as the rules for the channel say."""
    span = answered_for(variant.channel, now)
    if post.answerer is None or span is None:
        return None
    if not can(post.answerer, Permission.REPLY, department=post.department):
        return None
    return Questions(department=post.department, answerer=post.answerer, span=span)


def _miss(post: Post, obstacle: str, now: datetime) -> Post:
    post.state = PostState.MISSED
    post.setback = obstacle[:500]
    post.changed_at = now
    post.save(update_fields=["state", "setback", "changed_at"])
    record(
        municipality=post.municipality,
        verb="post.missed",
        summary=_("%(title)s gick inte ut på sin tid.") % {"title": post.title},
        about=[ref_to(post)],
        by=None,
        now=now,
        content={"obstacle": obstacle},
    )
    return post
