from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.queries import limits_of
from torg.kernel.refusals import Refusal
from torg.kernel.text import graphemes, utf8_bytes
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.review_steps import held_still
from torg.planning.models import Post, Received, Variant
from torg.planning.permissions import check_can_write
from torg.planning.queries import content_hash, findings_of, ref_to
from torg.planning.states import PostState
from torg.rules.queries import Verdict


def submit(*, post: Post, by: User, now: datetime) -> Post:
    """Send a draft to a colleague. Raises Denied, Refusal (a stop cites its clause).

    A warning does not stop, but asks for a motive, which follows to the reviewer.
    """
    check_can_write(by, post)
    with transaction.atomic():
        post = held_still(post)
        check_complete(post, now)
        refuse_stops(post, now, reviewed=True)
        moved = Post.objects.filter(
            pk=post.pk, state=PostState.DRAFT, revision=post.revision
        ).update(state=PostState.SUBMITTED, submitted_at=now, changed_at=now)
        if not moved:
            raise Refusal(_("Inlägget är inte längre ett utkast."), remedy=_("Ladda om sidan."))
        record(
            municipality=post.municipality,
            verb="post.submitted",
            summary=_("Lämnade %(title)s till granskning.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"content": content_hash(post), "revision": post.revision},
        )
    post.refresh_from_db()
    return post


def check_complete(post: Post, now: datetime) -> None:
    """Raise Refusal unless the post has a channel, words or image, and a time to come."""
    if not post.variants.all():
        raise Refusal(_("Välj minst en kanal."), field="channels")
    if not post.text.strip() and not post.placed_images.all():
        raise Refusal(_("Inlägget är tomt."), field="text")
    if post.planned_at is None:
        raise Refusal(_("Välj dag och tid för inlägget."), field="planned_wall")
    if post.planned_at <= now:
        raise Refusal(_("Tiden har redan passerat."), field="planned_wall")
    for variant in post.variants.all():
        _check_room(variant, len(post.placed_images.all()))


def _check_room(variant: Variant, images: int) -> None:
    """Raise Refusal when the network would refuse the length or the number of images."""
    limits = limits_of(variant.channel)
    length, size = graphemes(variant.outgoing_text), utf8_bytes(variant.outgoing_text)
    too_long = limits.graphemes is not None and length > limits.graphemes
    if too_long or (limits.text_bytes is not None and size > limits.text_bytes):
        raise Refusal(
            _("Texten får inte plats på %(channel)s: %(length)d tecken, högst %(most)d.")
            % {"channel": variant.channel, "length": length, "most": limits.graphemes or 0},
            remedy=_("Korta texten, eller skriv en egen text för den kanalen."),
            field="text",
        )
    if limits.images is not None and images > limits.images:
        raise Refusal(
            _("%(channel)s tar högst %(most)d bilder.")
            % {"channel": variant.channel, "most": limits.images},
            field="keep",
        )


def refuse_stops(
    post: Post, now: datetime, *, reviewed: bool, ticked: Collection[str] | None = None
) -> None:
    """Raise Refusal at the first stop, or at a warning without a motive, or for a gain.

    ticked: the points ticked by whoever lets it go; None while nobody is asked yet.
    """
    gain = post.received == Received.SOMETHING
    for channel in findings_of(post, now, reviewed=reviewed, ticked=ticked):
        for finding in channel.findings:
            if finding.verdict == Verdict.STOP:
                raise Refusal(
                    f"{channel.channel}: {finding.message}",
                    remedy=_gain_undone() if finding.field == "received" and gain else "",
                    cite=str(finding.citation),
                    field=finding.field,
                )
            if finding.verdict == Verdict.WARN and not post.motive.strip():
                raise Refusal(
                    f"{channel.channel}: {finding.message}",
                    remedy=_("Ändra inlägget, eller skriv ett motiv så att granskaren ser skälet."),
                    cite=str(finding.citation),
                    field="motive",
                )
    if gain:
        raise Refusal(
            _("Någon har fått betalt eller fått något gratis för inlägget, så det går inte ut."),
            remedy=_gain_undone(),
            field="received",
        )


def _gain_undone() -> str:
    return _(
        "Tacka nej till det som erbjudits, eller dra tillbaka inlägget. Blev svaret fel: välj "
        "Ändra och rätta det."
    )
