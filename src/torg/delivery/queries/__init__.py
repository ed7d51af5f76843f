"""Reads of acts, holds and workers."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from torg.channels.models import Channel
from torg.channels.queries import visible_to as channels_visible_to
from torg.channels.states import WORKING
from torg.delivery.models import Act, Breaker, Hold, Publication
from torg.delivery.queries.watch import active_holds
from torg.delivery.states import TIMELY, ActState, BreakerState
from torg.kernel.blobs import BlobStore
from torg.kernel.refs import Ref
from torg.people.models import User
from torg.people.models.prepared import ask, ask_objects, filled
from torg.people.permissions import Permission, can, departments_in_reach
from torg.ports.network import ActKind, ActRequest, Image, Target

_KIND_NAMES = {
    ActKind.PUBLISH: later("inlägget"),
    ActKind.REPLY: later("svaret"),
    ActKind.MESSAGE: later("meddelandet"),
    ActKind.LIKE: later("gillandet"),
    ActKind.REPOST: later("delningen"),
    ActKind.DELETE_OWN: later("borttagningen av vårt inlägg"),
    ActKind.HIDE: later("döljandet"),
    ActKind.DELETE: later("borttagningen"),
    ActKind.MUTE: later("tystandet"),
    ActKind.BLOCK: later("blockeringen"),
    ActKind.REPORT: later("anmälan"),
}


def visible_to(user: User) -> QuerySet[Act]:
    """Posts on every channel, as the plan is open; answers and measures of one's own departments.

    Direct messages only for those who may read messages there (M1-25).
    """
    if not can(user, Permission.VIEW_ACTS):
        return Act.objects.none()
    posts = Q(kind=ActKind.PUBLISH)
    private = Q(kind=ActKind.MESSAGE)
    allowed = (
        posts
        | (~private & _on_channels_of(user, Permission.VIEW_ACTS))
        | (private & _on_channels_of(user, Permission.READ_MESSAGES))
    )
    return Act.objects.filter(allowed, channel__in=channels_visible_to(user)).select_related(
        "channel", "channel__department", "created_by"
    )


def unclear(user: User) -> QuerySet[Act]:
    """Unknown acts, those that ask a person first."""
    return visible_to(user).filter(state=ActState.UNKNOWN).order_by("-asks_person", "id")


def of_origin(origin: Ref) -> QuerySet[Act]:
    """The acts that an object asked for, newest first."""
    return Act.objects.filter(origin_kind=origin.kind, origin_id=origin.id).select_related(
        "channel"
    )


def due(now: datetime, most: int, besides: Collection[UUID] = ()) -> list[Act]:
    """Acts that may be sent now, oldest first: connection verified, not held, not waiting.

    besides: channels whose acts are left out.
    """

    def build(now: datetime, *besides: UUID) -> QuerySet[Act]:
        return _due(now).exclude(channel_id__in=besides)[:most]

    return ask_objects(("delivery.due", most), build, now, *filled(besides))


def _due(now: datetime) -> QuerySet[Act]:
    return (
        _reachable(ActState.DUE)
        .filter(not_before__lte=now)
        .exclude(Q(kind__in=TIMELY) & Exists(_holds_over()))
        .exclude(Exists(_waiting_at(now)))
        .order_by("not_before", "id")
    )


def _reachable(state: ActState) -> QuerySet[Act]:
    """Acts of channels whose connection works, with all that a call needs."""
    acts = Act.objects.filter(state=state, channel__connection__state__in=sorted(WORKING))
    return acts.select_related(
        "channel", "channel__connection", "channel__department", "municipality"
    )


def next_due(now: datetime) -> datetime | None:
    """When the first of those acts is due that are not yet."""
    found = ask("delivery.next", _next_due, now)
    return found[0][0] if found else None


def _next_due(now: datetime) -> QuerySet[Act, Any]:
    waiting = Act.objects.filter(state=ActState.DUE, not_before__gt=now)
    return waiting.order_by("not_before").values_list("not_before")[:1]


def to_read_back(now: datetime) -> QuerySet[Act]:
    """Unknown acts whose window has passed."""
    unclear = _reachable(ActState.UNKNOWN).filter(uncertain_until__lte=now)
    return unclear.order_by("uncertain_until")


def uncertain_from(act: Act, now: datetime) -> datetime:
    """Until when a claimed act's object may still appear, when the call may begin as late as now.

    A worker may be frozen between its claim and its call; counted from the claim the window
    would be over before the call began.
    """
    if act.uncertain_until is None or act.sending_since is None:
        return now
    return max(act.uncertain_until, now + (act.uncertain_until - act.sending_since))


def kept_from_posting(municipality: UUID) -> frozenset[UUID | None]:
    """The channels that holds in force keep posts from; None stands for all of them."""
    return frozenset(channel for (channel,) in ask("delivery.held", _held, municipality))


def _held(municipality: UUID) -> QuerySet[Hold, Any]:
    held = Hold.objects.filter(municipality_id=municipality, lifted_at__isnull=True)
    return held.order_by().values_list("channel_id")


def hold_over(channel: Channel) -> Hold | None:
    """The hold in force over a channel, if any."""
    return (
        active_holds(channel.municipality_id)
        .filter(Q(channel__isnull=True) | Q(channel=channel))
        .first()
    )


def is_ours(channel: Channel, network_id: str) -> bool:
    """Whether an object on the network is one that we put there."""
    return Publication.objects.filter(channel=channel, network_id=network_id).exists()


def belongs_to_another(act: Act, network_id: str) -> bool:
    """Whether an object on the network is known to be another act's."""
    known = Publication.objects.filter(channel_id=act.channel_id, network_id=network_id)
    return known.exclude(act_id=act.pk).exists()


def request_of(act: Act) -> ActRequest:
    """The act as adapters take it: the same bytes each time. Raises kernel.blobs errors."""
    blobs = BlobStore(settings.BLOBS)
    payload = act.payload
    return ActRequest(
        kind=ActKind(act.kind),
        key=act.key,
        text=payload.get("text", ""),
        langs=tuple(payload.get("langs", ("sv",))),
        images=tuple(
            Image(
                content=blobs.get(image["digest"]),
                mime=image["mime"],
                alt=image["alt"],
                width=image["width"],
                height=image["height"],
            )
            for image in payload.get("images", ())
        ),
        target=Target(**payload.get("target", {})),
        reason=payload.get("reason", ""),
    )


def ref_to(act: Act) -> Ref:
    """How the ledger points at an act."""
    return Ref("delivery.act", str(act.pk))


def kind_name(act: Act) -> str:
    """The act's kind as Swedish says it inside a sentence."""
    return str(_KIND_NAMES[ActKind(act.kind)])


def page(acts: QuerySet[Act], before: str, size: int) -> tuple[list[Act], str]:
    """One page of acts, newest first, and where the next one starts ("" at the end)."""
    try:
        acts = acts.filter(pk__lt=UUID(before)) if before else acts
    except ValueError:
        acts = acts.none()
    rows = list(acts.order_by("-id")[: size + 1])
    return rows[:size], str(rows[size - 1].pk) if len(rows) > size else ""


def state_name(act: Act) -> tuple[str, str, str]:
    """The act's state in plain Swedish: text, tone, icon."""
    return {
        ActState.DUE: (_("Väntar på att skickas"), "info", "clock"),
        ActState.SENDING: (_("Skickas"), "info", "send"),
        ActState.LIVE: (_("Klart på nätverket"), "success", "check-circle"),
        ActState.REFUSED: (_("Gick inte ut"), "danger", "alert-octagon"),
        ActState.UNKNOWN: (_("Oklart"), "danger", "alert-triangle"),
        ActState.CANCELLED: (_("Inte skickat"), "warning", "pause"),
    }[ActState(act.state)]


def waiting_channels(user: User) -> QuerySet[Breaker]:
    """Breakers of the channels that the person may see and that wait for their network."""
    if not can(user, Permission.VIEW_ACTS):
        return Breaker.objects.none()
    return (
        Breaker.objects.filter(channel__in=channels_visible_to(user))
        .exclude(state=BreakerState.CLOSED)
        .select_related("channel")
        .order_by("opened_at")
    )


def _on_channels_of(user: User, permission: Permission) -> Q:
    reach = departments_in_reach(user, permission)
    return ~Q(pk__in=[]) if reach is None else Q(channel__department_id__in=reach)


def _waiting_at(now: datetime) -> QuerySet[Breaker]:
    return Breaker.objects.filter(channel_id=OuterRef("channel_id"), retry_at__gt=now)


def _holds_over() -> QuerySet[Hold]:
    return Hold.objects.filter(
        Q(channel__isnull=True) | Q(channel_id=OuterRef("channel_id")),
        municipality_id=OuterRef("municipality_id"),
        lifted_at__isnull=True,
    )


def active_on() -> dict[UUID, date]:
    """The local day of our latest post or reply on each channel in scope."""
    ours = Act.objects.filter(state=ActState.LIVE, kind__in=[ActKind.PUBLISH, ActKind.REPLY])
    latest = ours.order_by().values_list("channel").annotate(at=Max("done_at"))
    return {channel: timezone.localdate(at) for channel, at in latest if at}


def posts_by_day(since: datetime) -> dict[UUID, dict[date, int]]:
    """Our posts on each channel in scope since then, by local day."""
    posts = Act.objects.filter(state=ActState.LIVE, kind=ActKind.PUBLISH, done_at__gte=since)
    found: dict[UUID, dict[date, int]] = {}
    days = posts.order_by().annotate(day=TruncDate("done_at")).values_list("channel", "day")
    for channel, day, number in days.annotate(n=Count("pk")):
        found.setdefault(channel, {})[day] = number
    return found
