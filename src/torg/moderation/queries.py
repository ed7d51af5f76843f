"""Reads of cases and their evidence."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from torg.delivery.models import Act
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.models import Message
from torg.inbox.queries import visible_to as threads_visible_to
from torg.kernel.refs import Ref
from torg.moderation.models import Case, Measure
from torg.moderation.states import OPEN, CaseState
from torg.people.models import User
from torg.people.permissions import Permission, can
from torg.ports.network import Capability
from torg.ports.registry import network_for
from torg.rules.queries import Ground, RemovalFacts, RemovalTerms, removal_terms

ABLE = {Measure.HIDE: Capability.HIDE, Measure.DELETE: Capability.DELETE_OTHERS}


def visible_to(user: User) -> QuerySet[Case]:
    """Cases whose evidence the person may see, in threads that they may read."""
    if not can(user, Permission.SEE_EVIDENCE):
        return Case.objects.none()
    return Case.objects.filter(message__thread__in=threads_visible_to(user)).select_related(
        "message__channel__department__parent",
        "message__channel__connection",
        "message__thread__publication__act",
        "message__person",
        "message__municipality",
        "evidence__sealed_by",
        "reported_by",
        "decided_by",
    )


def open_cases(user: User) -> QuerySet[Case]:
    """Cases with something left to do, the nearest deadline first, then the oldest (V-64)."""
    return (
        visible_to(user)
        .filter(state__in=[state.value for state in OPEN])
        .order_by(F("deadline").asc(nulls_last=True), "discovered_at")
    )


def reportable(user: User) -> QuerySet[Message]:
    """Messages from residents that the person may report."""
    return Message.objects.filter(
        thread__in=threads_visible_to(user), direction="in", is_current=True
    ).select_related(
        "channel__department__parent",
        "thread__publication__act",
        "person",
        "raw",
        "municipality",
    )


def terms_of(case: Case) -> RemovalTerms:
    """Grounds, clock and evidence for the case, under the rules at discovery."""
    return removal_terms(case.message.municipality, facts_of(case.message, case.discovered_at))


def facts_of(message: Message, discovered_at: datetime) -> RemovalFacts:
    """The message as the rules are told about it."""
    return RemovalFacts(
        network=message.channel.network,
        channel_class=message.channel.channel_class,
        channel=str(message.channel_id),
        discovered_at=discovered_at,
        published_at=message.made_available_at,
    )


def ground_of(case: Case, code: str) -> Ground | None:
    """The ground of that code in the municipality's register."""
    return next((ground for ground in terms_of(case).grounds if ground.code == code), None)


def able(case: Case, measure: Measure) -> bool:
    """Whether the network can do it for us."""
    connection = getattr(case.message.channel, "connection", None)
    return (
        connection is not None
        and ABLE[measure] in network_for(connection.adapter).card.capabilities
    )


def can_block(case: Case) -> bool:
    """Whether the network can keep somebody out for us."""
    connection = getattr(case.message.channel, "connection", None)
    return (
        connection is not None
        and Capability.BLOCK in network_for(connection.adapter).card.capabilities
    )


def acts_of(case: Case) -> QuerySet[Act]:
    """What the case asked the network to do, newest first."""
    return of_origin(ref_to(case))


def awaiting_network() -> QuerySet[Case]:
    """Decided cases in scope whose act may have come to an end."""
    return Case.objects.filter(state=CaseState.DECIDED).select_related(
        "message__municipality", "message__channel"
    )


def ended(act: Act) -> bool:
    """Whether the network has given its last word."""
    return act.state in {ActState.LIVE, ActState.REFUSED, ActState.CANCELLED}


def ref_to(case: Case) -> Ref:
    """How the ledger and acts point at a case."""
    return Ref("moderation.case", str(case.pk))


def drafted_notice(case: Case) -> str:
    """What the author may be told (V-65): what went, why, and that criticism is welcome."""
    return _(
        "Hej! Vi har tagit bort eller dolt det du skrev, eftersom det inte får finnas på vår "
        "sida: %(ground)s. Du är välkommen att skriva igen, och du får gärna vara kritisk mot "
        "kommunen."
    ) % {"ground": case.ground_label.lower()}
