"""What the rules and the network allow in a case."""

from datetime import datetime

from torg.inbox.models import Message
from torg.moderation.models import Case, Measure
from torg.ports.network import Capability
from torg.ports.registry import network_for
from torg.rules.queries import Ground, RemovalFacts, RemovalTerms, clause_of, removal_terms

ABLE = {Measure.HIDE: Capability.HIDE, Measure.DELETE: Capability.DELETE_OTHERS}


def terms_of(case: Case, ground: str = "") -> RemovalTerms:
    """Grounds, clock and evidence for the case, under the rules at discovery."""
    facts = facts_of(
        case.message, case.discovered_at, sealed_at=case.evidence.sealed_at, ground=ground
    )
    return removal_terms(case.message.municipality, facts)


def facts_of(
    message: Message,
    discovered_at: datetime,
    *,
    sealed_at: datetime | None = None,
    ground: str = "",
    assessment: str = "",
    evidence: frozenset[str] = frozenset(),
    no_copy: bool = False,
) -> RemovalFacts:
    """The message as the rules are told about it."""
    return RemovalFacts(
        network=message.channel.network,
        channel_class=message.channel.channel_class,
        channel=str(message.channel_id),
        discovered_at=discovered_at,
        published_at=message.made_available_at,
        sealed_at=sealed_at,
        ground=ground,
        assessment=assessment,
        evidence=evidence,
        no_copy=no_copy,
    )


def registration_clause(case: Case, at: datetime) -> str:
    """Where the municipality says that evidence becomes a case of its own; "" where it does not."""
    message = case.message
    return clause_of(
        message.municipality,
        "removal_duty",
        facts_of(message, case.discovered_at),
        at,
        states="case_system",
    )


def evidence_clause(message: Message, at: datetime) -> str:
    """Where the municipality says what is sealed before anything is removed, or ""."""
    place = facts_of(message, at)
    return clause_of(message.municipality, "removal_duty", place, at, states="evidence")


def ground_of(case: Case, code: str) -> Ground | None:
    """The ground of that code in the municipality's register."""
    return next((ground for ground in terms_of(case).grounds if ground.code == code), None)


def able(case: Case, measure: Measure) -> bool:
    """Whether the network can do it for us."""
    return _has(case, ABLE[measure])


def able_to_block(case: Case) -> bool:
    """Whether the network can keep the person out for us."""
    return case.message.person is not None and _has(case, Capability.BLOCK)


def able_to_tell(case: Case) -> bool:
    """Whether the network can carry a word to the author."""
    return case.message.person is not None and _has(case, Capability.MESSAGE)


def _has(case: Case, capability: Capability) -> bool:
    connection = getattr(case.message.channel, "connection", None)
    return (
        connection is not None and capability in network_for(connection.adapter).card.capabilities
    )
