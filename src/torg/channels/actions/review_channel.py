from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.start_closing import ask_to_close
from torg.channels.models import Channel, ChannelReview, ClosingOrigin, ReviewOutcome
from torg.channels.permissions import check_can_manage
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import ReviewFacts, channel_rules, check

ENDING = frozenset({ReviewOutcome.NO_EFFECT, ReviewOutcome.CLOSE})


def review_channel(
    *,
    channel: Channel,
    outcome: str,
    purpose_note: str,
    note: str,
    figures: Mapping[str, int],
    by: User,
    now: datetime,
) -> ChannelReview:
    """Settle a review (M1-52, M1-53, V-89); one without effect asks the owner to close (M1-54).

    figures: what the page showed. Raises Denied, Refusal.
    """
    check_can_manage(by, channel.department)
    if outcome not in ReviewOutcome.values:
        raise Refusal(_("Välj vad omprövningen leder till."), field="outcome")
    if not purpose_note.strip():
        raise Refusal(_("Skriv hur kanalen fyller sitt syfte."), field="purpose_note")
    with transaction.atomic():
        row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
        review = ChannelReview(
            municipality_id=row.municipality_id,
            channel=row,
            at=now,
            on=timezone.localdate(now),
            by=by,
            outcome=outcome,
            purpose_note=purpose_note.strip(),
            note=note.strip(),
            figures=dict(figures),
        )
        review.save(force_insert=True)
        row.reviewed_on, row.changed_at = review.on, now
        row.save(update_fields=["reviewed_on", "changed_at"])
        _tell(review, by, now)
        if outcome in ENDING:
            _ask(review, by, now)
    return review


def _ask(review: ChannelReview, by: User, now: datetime) -> None:
    channel = review.channel
    facts = ReviewFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        outcome=review.outcome,
    )
    found = [one for one in check(channel.municipality, facts, now) if one.field == "outcome"]
    ask_to_close(
        channel=channel,
        origin=ClosingOrigin.REVIEW,
        why=found[0].message if found else str(ReviewOutcome(review.outcome).label),
        cited=str(found[0].citation) if found else "",
        checklist=channel_rules(channel.municipality, now).after_review(facts),
        by=by,
        now=now,
    )


def _tell(review: ChannelReview, by: User, now: datetime) -> None:
    record(
        municipality=review.channel.municipality,
        verb="channel.reviewed",
        summary=_("Omprövade %(channel)s: %(outcome)s.")
        % {
            "channel": review.channel,
            "outcome": str(ReviewOutcome(review.outcome).label).lower(),
        },
        about=[Ref("channels.channel", str(review.channel_id))],
        by=by,
        now=now,
        facts={"outcome": review.outcome, **review.figures},
        content={"purpose": review.purpose_note, "note": review.note},
    )
