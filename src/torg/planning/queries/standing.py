"""How a post stands: what was read and approved, and its status in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.delivery.states import ActState
from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
from torg.kernel.refs import Ref
from torg.media.queries import payload_of
from torg.planning.models import Post, Review, ReviewVerdict
from torg.planning.states import PostState


def standing_review(post: Post) -> Review | None:
    """The approval that holds for exactly today's content and time, if any."""
    return (
        Review.objects.filter(
            post=post,
            verdict=ReviewVerdict.APPROVED,
            voided_at__isnull=True,
            content_hash=content_hash(post),
        )
        .select_related("reviewer")
        .first()
    )


def ticked_for(post: Post, review: Review | None) -> frozenset[str]:
    """The points that its reader ticked; its planner's own where nobody else has read it."""
    return frozenset(post.ticked if review is None else review.checks)


def content_hash(post: Post) -> str:
    """SHA-256 over what a reviewer read: texts, images, channels and time, what was declared, and
    the words of its film.

    What a post does not have is left out, so that an older approval still holds.
    """
    film = [post.film_title, post.film_description] if post.is_film else []
    branded = [str(one.item_id) for one in post.placed_images.all() if one.outside_brand]
    return sha256_hex(
        dumps(
            {
                **({"received": post.received} if post.received else {}),
                **({"branded": branded} if branded else {}),
                **({"film": film} if film else {}),
                "text": post.text,
                "planned_wall": post.planned_wall,
                "zone": post.zone,
                "variants": sorted(
                    [str(variant.channel_id), variant.text] for variant in post.variants.all()
                ),
                "images": [payload_of(placed.item) for placed in post.placed_images.all()],
            }
        )
    )


@dataclass(frozen=True, slots=True)
class Status:
    """How a post stands, in words and a tone (never colour alone)."""

    text: str | Promise
    tone: str
    icon: str


PLAN_STATUS = {
    PostState.DRAFT: Status(_("Utkast"), "neutral", "pencil"),
    PostState.SUBMITTED: Status(_("Väntar på granskning"), "warning", "clock"),
    PostState.RETURNED: Status(_("Tillbaka till författaren"), "warning", "reply"),
    PostState.APPROVED: Status(_("Klart att gå ut"), "info", "check"),
    PostState.MISSED: Status(_("Missat"), "danger", "alert-octagon"),
    PostState.WITHDRAWN: Status(_("Tillbakadraget"), "neutral", "x"),
}


def status_of(post: Post) -> Status:
    """The post's status; once released, what its acts say."""
    if post.state != PostState.RELEASED:
        return PLAN_STATUS[PostState(post.state)]
    states = {variant.act.state for variant in post.variants.all() if variant.act}
    if ActState.UNKNOWN in states:
        return Status(_("Oklart om det gick ut"), "danger", "alert-triangle")
    if states == {ActState.LIVE}:
        return Status(_("Ute"), "success", "check-circle")
    if states & {ActState.REFUSED, ActState.CANCELLED}:
        partly = ActState.LIVE in states
        text = _("Delvis ute") if partly else _("Gick inte ut")
        return Status(text, "danger", "alert-octagon")
    return Status(_("Skickas"), "info", "send")


def ref_to(post: Post) -> Ref:
    """How the ledger points at a post."""
    return Ref("planning.post", str(post.pk))
