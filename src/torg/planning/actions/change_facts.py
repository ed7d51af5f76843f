from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import keep_facts
from torg.delivery.models import Act
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.planning.actions.write_post import check_facts
from torg.planning.models import Post
from torg.planning.permissions import check_can_change_facts
from torg.planning.queries import ref_to
from torg.planning.states import PostState


def change_facts(*, post: Post, facts: str, revision: int, by: User, now: datetime) -> Post:
    """Other facts to answer with, on a post that is out or on its way (S-22); nothing that was
    published changes. facts: a line each. revision: the one that the person started from.

    Raises Denied, Refusal (too many or too long, somebody else was first, not released yet).
    """
    check_can_change_facts(by, post)
    with transaction.atomic():
        taken = Post.objects.filter(pk=post.pk, revision=revision, state=PostState.RELEASED).update(
            revision=revision + 1
        )
        before = post.key_facts
        post.refresh_from_db()
        if not taken:
            raise _not_taken(post)
        post.key_facts = facts
        check_facts(post)
        post.save(update_fields=["key_facts"])
        acts = list(
            Act.objects.filter(**_asked_by(post))
            .select_related("municipality", "channel")
            .order_by("pk")
        )
        keep_facts(acts=acts, facts=post.fact_lines, by=by, now=now)
        record(
            municipality=post.municipality,
            verb="post.facts_changed",
            summary=_("Ändrade fakta att svara med till %(title)s.") % {"title": post.title},
            about=[ref_to(post)],
            by=by,
            now=now,
            facts={"lines": len(post.fact_lines)},
            content={"before": before, "after": post.key_facts},
        )
    return post


def _asked_by(post: Post) -> dict[str, object]:
    variants = [str(variant.pk) for variant in post.variants.all()]
    return {"origin_kind": "planning.variant", "origin_id__in": variants}


def _not_taken(post: Post) -> Refusal:
    if post.state != PostState.RELEASED:
        return Refusal(
            _("Inlägget har inte gått ut."),
            remedy=_("Ändra fakta i inlägget, så följer de med när det går ut."),
        )
    return Refusal(
        _("Någon annan har ändrat fakta sedan du öppnade sidan."),
        remedy=_("Läs det som står nu ovanför. Det du skrev står kvar; spara igen om det gäller."),
        field="key_facts",
    )
