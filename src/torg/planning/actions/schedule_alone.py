from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.review_steps import held_still
from torg.planning.actions.submit import check_complete, refuse_stops
from torg.planning.models import Post
from torg.planning.permissions import check_can_publish_alone
from torg.planning.queries import content_hash, findings_of, ref_to
from torg.planning.states import PostState


def schedule_alone(
    *, post: Post, confirmed: bool, ticked: Sequence[str] = (), by: User, now: datetime
) -> Post:
    """Plan a post without a second reader, where the rules only recommend one (G-16).

    The author confirms, and the confirmation stands in the record. ticked: the points that the
    rules have ticked first. Raises Denied, Refusal where a rule requires a second reader.
    """
    check_can_publish_alone(by, post)
    with transaction.atomic():
        post = held_still(post)
        check_complete(post, now)
        asked = [found.four_eyes for found in findings_of(post, now, reviewed=False)]
        for demand in asked:
            if demand is not None and demand.required:
                raise Refusal(
                    demand.message,
                    remedy=_("Lämna inlägget till granskning."),
                    cite=str(demand.citation),
                )
        if not confirmed:
            raise Refusal(
                _("En kollega bör läsa inlägget först."),
                remedy=_("Lämna det till granskning, eller bekräfta att det går ut utan."),
                cite=next((str(demand.citation) for demand in asked if demand), ""),
                field="confirmed",
            )
        refuse_stops(post, now, reviewed=True, ticked=ticked)
        moved = Post.objects.filter(
            pk=post.pk, state=PostState.DRAFT, revision=post.revision
        ).update(state=PostState.APPROVED, ticked=list(ticked), submitted_at=now, changed_at=now)
        if not moved:
            raise Refusal(_("Inlägget är inte längre ett utkast."), remedy=_("Ladda om sidan."))
        record(
            municipality=post.municipality,
            verb="post.scheduled_alone",
            summary=_("Planerade %(title)s utan andra läsare, och bekräftade det.")
            % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"content": content_hash(post), "checks": list(ticked)},
        )
    post.refresh_from_db()
    return post
