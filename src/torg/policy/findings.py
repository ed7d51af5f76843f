"""What the rules answer: findings, and the specific answers of some kinds.

Every answer names its rule and its clause. Sentences are Swedish, for people.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    """stop: cannot go on; warn: goes on with a motive; advise: a tip only."""

    STOP = "stop"
    WARN = "warn"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Citation:
    """The clause: document title, section, ledger ids, and from when to when it held.

    note: what a reader should know of it, such as a number that the guideline has wrong.
    """

    document: str
    section: str
    ledger_ids: tuple[str, ...] = ()
    url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def __str__(self) -> str:
        ids = f" ({', '.join(self.ledger_ids)})" if self.ledger_ids else ""
        section = f", {self.section}" if self.section else ""
        return f"{self.document}{section}{ids}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule says something about the facts.

    message: what is wrong and why, in full; reason: the why alone (also part of message).
    field: the part it is about: text, media, day, share, source, signature, greeting,
    closing, second_reader, links, evidence, assessment, ground, relevance, answerer, sender,
    checks, sensitive, model, outcome, acknowledgement, comments, watch, notice, block, status,
    and of an image basis, consent, guardians, ownership, credit, origin, permission; "" for
    the whole.
    legal_basis, policy_basis: two fields, either may be empty.
    """

    rule_id: str
    kind: str
    verdict: Verdict
    message: str
    citation: Citation
    field: str = ""
    help_key: str = ""
    reason: str = ""
    legal_basis: str = ""
    policy_basis: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an answer is due. target: wished for; limit: at the latest; UTC, either may be None.

    explanation: plain sentences, one per step. No rule: both None and rule_id "".
    local_setting: the number is the municipality's own setting, not the clause's.
    """

    target: datetime | None
    limit: datetime | None
    explanation: tuple[str, ...]
    rule_id: str = ""
    citation: Citation | None = None
    help_key: str = ""
    local_setting: bool = False

    @property
    def due(self) -> datetime | None:
        """The instant to count down to: the limit, or the target where there is no limit."""
        return self.limit or self.target


@dataclass(frozen=True, slots=True)
class FollowUp:
    """When we have promised to be back after an interim reply (UTC), and why in plain words."""

    at: datetime
    explanation: tuple[str, ...]
    rule_id: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Frame:
    """How a reply begins and ends. Empty string: the rules ask for none.

    name_found: False when the greeting is the fallback since no first name could be told.
    optional_closing: a signature that may be offered as a button, never demanded.
    """

    greeting: str
    closing: str
    citations: tuple[Citation, ...]
    name_found: bool = True
    optional_closing: str = ""
    explanation: tuple[str, ...] = ()
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookingRule:
    """Days are booked on this channel, at most max_per_day posts each.

    message: the refusal of one more, with its reason. reviewed: bookings are accepted or declined.
    """

    rule_id: str
    max_per_day: int
    message: str
    reason: str
    citation: Citation
    help_key: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class FourEyes:
    """A second reader. level: "required" (stops) or "recommended" (asks to confirm).

    checks: what the reader ticks, of tone, wording, image, meaning.
    """

    rule_id: str
    level: str
    message: str
    citation: Citation
    checks: tuple[str, ...] = ()
    help_key: str = ""

    @property
    def required(self) -> bool:
        """Whether nothing goes out without the second reader."""
        return self.level == "required"


@dataclass(frozen=True, slots=True)
class ApprovalPoint:
    """A point that whoever approves ticks. code: what is stored; label: in the rules' words."""

    code: str
    label: str
    citation: Citation
    help_key: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Watch rounds to do on one local day.

    rounds: how many; by: who, in words ("" = whoever is responsible for the channel).
    spacing_minutes: suggested distance between rounds, None when nothing is said.
    open_hours: UTC intervals under which the channel is to be kept under watch, or ().
    """

    rule_id: str
    day: date
    rounds: int
    by: str
    message: str
    citation: Citation
    spacing_minutes: int | None = None
    open_hours: tuple[tuple[datetime, datetime], ...] = ()
    help_key: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for removal. Law and the municipality's own policy are two fields.

    mandatory: has to go; otherwise a judgement. clock: the removal deadline runs for it.
    assessment: a written assessment is demanded. no_copy: content may not be copied or shown
    (only metadata and digest are kept). police: the checklist for a police report opens.
    hand_over: a named department takes it on (V-69). registered: it becomes a case in the
    municipality's case system (V-101).
    """

    code: str
    label: str
    mandatory: bool
    legal_basis: str
    policy_basis: str
    citation: Citation
    clock: bool = True
    assessment: bool = False
    no_copy: bool = False
    police: bool = False
    law_code: str = ""
    hand_over: bool = False
    registered: bool = False


@dataclass(frozen=True, slots=True)
class RemovalTerms:
    """Everything that governs a removal: grounds, clock, evidence, what is kept.

    deadline: UTC, for the chosen ground (or for any, while none is chosen); None = no number.
    promptly: as soon as possible is demanded. alert_minutes: after sealing, still up -> alert;
    alert_at: that instant, once the evidence is sealed.
    kept_until: the day from which sealed evidence may be disposed of.
    evidence: elements that must be sealed first. assessment: demanded for every removal.
    protected: sentences on what is no ground (criticism). case_system: where grounds that ask
    for it are registered, by name; empty where the rules name none.
    """

    grounds: tuple[Ground, ...]
    deadline: datetime | None
    evidence: tuple[str, ...]
    retention_years: int | None
    citation: Citation | None
    explanation: tuple[str, ...] = ()
    promptly: bool = False
    alert_minutes: int | None = None
    alert_at: datetime | None = None
    assessment: bool = False
    explain_to_author: bool = False
    criticism_protected: bool = False
    protected: tuple[str, ...] = ()
    case_system: str = ""
    kept_until: date | None = None
    retention_citation: Citation | None = None
    rule_ids: tuple[str, ...] = ()
    help_key: str = ""

    @property
    def legal(self) -> tuple[Ground, ...]:
        """Grounds with a basis in law."""
        return tuple(ground for ground in self.grounds if ground.legal_basis)

    @property
    def policy(self) -> tuple[Ground, ...]:
        """Grounds that rest on the municipality's policy alone."""
        return tuple(ground for ground in self.grounds if not ground.legal_basis)
