"""What the municipality's rules say. The rooms above ask here and nowhere else.

Build the facts from your own objects, ask, and show what comes back. Decisions store
`Finding.rule_id` and `pack_in_force(...).digest`, so that they can be explained years later.
Raises NoPack (a Refusal) when the municipality has adopted no rules: nothing goes on unruled.
"""

from datetime import date, datetime

from torg.people.models import Municipality
from torg.policy.facts import (
    ChannelFacts,
    Facts,
    InboundFacts,
    PostFacts,
    RemovalFacts,
    ReplyFacts,
)
from torg.policy.findings import (
    BookingRule,
    Citation,
    Deadline,
    Duty,
    Finding,
    FourEyes,
    Frame,
    Ground,
    RemovalTerms,
    Verdict,
)

__all__ = [
    "BookingRule",
    "ChannelFacts",
    "Citation",
    "Deadline",
    "Duty",
    "Finding",
    "FourEyes",
    "Frame",
    "Ground",
    "InboundFacts",
    "PostFacts",
    "RemovalFacts",
    "RemovalTerms",
    "ReplyFacts",
    "Verdict",
    "booking_limit",
    "check",
    "deadline",
    "four_eyes",
    "removal_terms",
    "reply_frame",
    "watch_duties",
]


def check(municipality: Municipality, facts: Facts, at: datetime) -> list[Finding]:
    """Every finding about the facts under the rules in force at the instant, stops first."""
    raise NotImplementedError


def deadline(municipality: Municipality, facts: InboundFacts) -> Deadline:
    """When an answer is due, under the rules in force when it arrived."""
    raise NotImplementedError


def reply_frame(
    municipality: Municipality, facts: ReplyFacts, *, at: datetime | None = None
) -> Frame:
    """How a reply begins and ends."""
    raise NotImplementedError


def booking_limit(
    municipality: Municipality, facts: ChannelFacts, *, at: datetime | None = None
) -> BookingRule | None:
    """The day booking that the channel has, if any."""
    raise NotImplementedError


def four_eyes(
    municipality: Municipality, facts: PostFacts | ReplyFacts, *, at: datetime | None = None
) -> FourEyes | None:
    """The second reader that is asked for, the strictest rule first; None when none is."""
    raise NotImplementedError


def watch_duties(municipality: Municipality, facts: ChannelFacts, day: date) -> list[Duty]:
    """The watch rounds to do on the channel on a local day."""
    raise NotImplementedError


def removal_terms(municipality: Municipality, facts: RemovalFacts) -> RemovalTerms:
    """Grounds, clock, evidence and retention, under the rules in force at discovery."""
    raise NotImplementedError
