from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.planning.models import DayBooking, Post, Variant
from torg.planning.queries import channel_facts
from torg.rules.queries import BookingRule, booking_limit


def book_days(*, post: Post, by: User, now: datetime) -> list[DayBooking]:
    """Take the post's day on each of its channels that books days. Raises Refusal if taken.

    Runs in the caller's transaction, which records it. Two who book at once meet the unique
    constraint (channel, day, slot): one wins, the other is told who has the day (M1-29).
    """
    if post.planned_day is None:
        return []
    booked = []
    for variant in Variant.objects.filter(post=post).select_related("channel"):
        rule = booking_limit(post.municipality, channel_facts(variant.channel), at=now)
        if rule is not None:
            booked.append(_take(post, variant, rule, post.planned_day, by, now))
    return booked


def free_days(*, post: Post) -> int:
    """Give back every day that the post holds; how many. The caller records why."""
    return DayBooking.objects.filter(post=post).delete()[0]


def _take(
    post: Post, variant: Variant, rule: BookingRule, day: date, by: User, now: datetime
) -> DayBooking:
    for slot in range(1, rule.max_per_day + 1):
        try:
            with transaction.atomic():
                booking: DayBooking = DayBooking.objects.create(
                    municipality_id=post.municipality_id,
                    channel=variant.channel,
                    day=day,
                    slot=slot,
                    post=post,
                    booked_by=by,
                    booked_at=now,
                )
                return booking
        except IntegrityError:
            continue
    holder = (
        DayBooking.objects.filter(channel=variant.channel, day=day)
        .select_related("post", "booked_by")
        .first()
    )
    whose = (
        _(" Dagen är bokad av %(who)s för %(title)s.")
        % {"who": holder.booked_by, "title": holder.post.title}
        if holder
        else ""
    )
    raise Refusal(
        rule.message + whose,
        remedy=_("Välj en ledig dag i kalendern, eller be den som ansvarar för kontot om dagen."),
        cite=str(rule.citation),
        field="planned_wall",
    )
