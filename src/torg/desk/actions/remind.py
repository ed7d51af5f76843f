"""Notices of what comes with time and not with a deed: promises, reviews, confirmations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from torg.channels.models import Channel
from torg.channels.permissions import may
from torg.channels.queries.confirmations import confirmations_due
from torg.channels.queries.reviews import all_reviews_due
from torg.channels.queries.teams import on_duty
from torg.inbox.queries.promises import Ending, ending_soon, just_broken
from torg.kernel.refusals import Refusal
from torg.notices.actions import notify
from torg.notices.queries.waiting import noted
from torg.notices.states import Event
from torg.people.models import Municipality, User
from torg.people.permissions import Permission

# Longer than a promise is looked for: before it ends, and for a day after.
REMEMBERED = timedelta(days=3)


def remind_of_promises(*, municipality: Municipality, now: datetime) -> int:
    """Promised answers whose time is about to run out or has; how many groups were new."""
    with transaction.atomic():
        return sum(
            _promises(event, municipality, endings, now)
            for event, endings in (
                (Event.PROMISE_SOON, ending_soon(municipality, now)),
                (Event.PROMISE_BROKEN, just_broken(municipality, now)),
            )
        )


def remind_of_channels(*, municipality: Municipality, now: datetime) -> int:
    """Reviews and confirmations of access whose day has come; how many were new."""
    with transaction.atomic():
        confirm = confirmations_due(municipality, now)
        found = [
            (Event.ACCESS_DUE, f"{channel.pk}:{day}", channel, ())
            for channel, day in confirm.items()
        ]
        return _channels(municipality, [*found, *_reviews(municipality, now)], now)


def _promises(
    event: Event, municipality: Municipality, endings: Iterable[Ending], now: datetime
) -> int:
    known = noted(municipality, event, now - REMEMBERED)
    fresh = [one for one in endings if one.key not in known]
    duty = on_duty({one.channel for one in fresh}, timezone.localdate(now)) if fresh else {}
    for one in fresh:
        notify(
            event=event,
            key=one.key,
            municipality=municipality,
            path=_path(one),
            what=_counted(one),
            department=one.department,
            people=(*one.holders, *_whose_week(one, duty.get(one.channel.pk))),
            widely=one.free or event is Event.PROMISE_BROKEN,
            also=Permission.READ_MESSAGES if one.private else None,
            now=now,
        )
    return len(fresh)


def _whose_week(one: Ending, user: User | None) -> tuple[User, ...]:
    """What nobody has taken waits for whoever has the week, by role or by the team's rights."""
    needs = [Permission.REPLY, *([Permission.READ_MESSAGES] if one.private else [])]
    if user is None or not one.free or not all(may(user, each, one.channel) for each in needs):
        return ()
    return (user,)


def _counted(one: Ending) -> str:
    said = ngettext("%(channel)s: %(n)s svar", "%(channel)s: %(n)s svar", len(one.threads))
    return said % {"channel": one.channel, "n": len(one.threads)}


def _path(one: Ending) -> str:
    if len(one.threads) == 1:
        only: str = reverse("inbox:show_thread", args=[one.threads[0].pk])
        return only
    return f"{reverse('inbox:list_threads')}?{urlencode({'kanal': one.channel.pk})}"


Due = tuple[Event, str, Channel, tuple[User, ...]]


def _reviews(municipality: Municipality, now: datetime) -> list[Due]:
    try:
        due = all_reviews_due(municipality, now)
    except Refusal:
        return []
    return [
        (
            Event.REVIEW_DUE,
            f"{one.channel.pk}:{one.check.on}:{one.check.state}",
            one.channel,
            tuple(filter(None, (one.channel.responsible, one.channel.page_responsible))),
        )
        for one in due
    ]


def _channels(municipality: Municipality, due: Iterable[Due], now: datetime) -> int:
    pages = {
        Event.ACCESS_DUE: "channels:show_access",
        Event.REVIEW_DUE: "channels:show_channel",
    }
    known = {event: noted(municipality, event, None) for event in pages}
    fresh = [one for one in due if one[1] not in known[one[0]]]
    for event, key, channel, people in fresh:
        notify(
            event=event,
            key=key,
            municipality=municipality,
            path=reverse(pages[event], args=[channel.pk]),
            what=str(channel),
            department=channel.department,
            people=people,
            now=now,
        )
    return len(fresh)
