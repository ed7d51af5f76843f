"""The shape of pack.toml as pydantic models: unknown or missing keys refuse the pack.

What a kind's `params` and an example's `facts` look like is the kind's own business.
"""

from datetime import date, time
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from torg.kernel.networks import NAMES

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]


def _known_network(key: str) -> str:
    if key not in NAMES:
        raise PydanticCustomError("literal_error", "okänt nätverk", {"expected": ", ".join(NAMES)})
    return key


Network = Annotated[str, AfterValidator(_known_network)]
ChannelClass = Literal["main", "ordinary", "seasonal"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Interval = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d-\d\d:\d\d$")]
DayText = Annotated[
    str,
    StringConstraints(
        pattern=r"^(\d{4}-\d\d-\d\d|\d\d-\d\d|(easter|midsummer|all_saints)([+-]\d{1,2})?)$"
    ),
]


class Strict(BaseModel):
    """Refuses keys it does not know, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Strict):
    """A thing of a list, with the words that people read."""

    key: Key
    label: Text


class Document(Strict):
    """A steering document or guideline that rules cite; the first is the one that is adopted.

    proposed_by, proposed, paragraph: who put it forward, when, and under which paragraph.
    basis: what the decision rests on. headings: clause number to its heading. rests_on: the
    title of the policy that a handbook or a guideline carries out.
    """

    key: Text
    title: Text
    adopted_by: Text | None = None
    reference: str = ""
    adopted: date | None = None
    proposed_by: str = ""
    proposed: date | None = None
    paragraph: str = ""
    basis: str = ""
    headings: dict[str, Text] = Field(default_factory=dict)
    rests_on: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    url: str = ""
    force: str = ""


class Statute(Strict):
    """A law under a stable key; several with one key hold one after the other."""

    key: Text
    title: Text
    section: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


class Head(Strict):
    """[pack]: whose rules these are, and which edition."""

    municipality: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
    name: Text
    version: Text
    summary: str = ""


class FreeDay(Strict):
    """A day off besides the Swedish ones."""

    day: DayText
    name: Text


class ShortDay(Strict):
    """A working day with other hours."""

    day: DayText
    name: Text
    hours: tuple[Interval, ...] = Field(min_length=1)


class Office(Strict):
    """[office]: opening hours per weekday, days added, removed and shortened."""

    hours: dict[Weekday, tuple[Interval, ...]] = Field(min_length=1)
    extra_free_days: tuple[FreeDay, ...] = ()
    removed_free_days: tuple[DayText, ...] = ()
    half_days: tuple[ShortDay, ...] = ()
    zone: Text = "Europe/Stockholm"
    source: str = ""


class AppliesTo(Strict):
    """Which channels a rule is about; an empty list means all."""

    networks: tuple[Network, ...] = ()
    channel_classes: tuple[ChannelClass, ...] = ()
    channels: tuple[Text, ...] = ()


class Cite(Strict):
    """The clause that a rule comes from, and when it holds."""

    document: Text
    section: str = ""
    ledger: tuple[Annotated[str, StringConstraints(pattern=r"^(M1|M2|G|S|V)-\d{2,3}$")], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class Basis(Strict):
    """Law and the municipality's own policy, apart. legal is a statute's key."""

    legal: str = ""
    policy: str = ""


class Example(Strict):
    """A case with its expected answer: the rule's own test, and shown in the handbook.

    on, at: the local day and time at which the rule is asked.
    """

    name: Text
    facts: dict[str, Any]
    expected: str | dict[str, Any]
    on: date = date(2026, 9, 7)
    at: time = time(12)


class Option(Strict):
    """One way to read an ambiguous clause."""

    key: Key
    words: Text


class Choice(Strict):
    """[[choice]]: a clause that can be read in several ways, and the way that holds here.

    proposed: the reading that holds while none is chosen; about: what is unclear, and where.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,40}$")]
    title: Text
    about: Text
    proposed: Key
    chosen: Key | None = None
    option: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _among_options(self) -> Self:
        keys = [option.key for option in self.option]
        if missing := [key for key in (self.proposed, self.chosen) if key and key not in keys]:
            raise ValueError(f"läsarten {missing[0]} finns inte; välj {' eller '.join(keys)}")
        return self

    @property
    def holds(self) -> str:
        """The reading that holds."""
        return self.chosen or self.proposed


class Reading(Strict):
    """The reading of a choice that a rule belongs to: it is silent under any other."""

    choice: Text
    option: Key


class Adjustment(Strict):
    """[[adjustment]]: a value that the municipality changed by a decision of its own.

    of: a rule's id, or a choice's. key: one of the rule's adjustable keys, or "chosen".
    channels: none for the whole municipality; else the channels whose own principle it is,
    which may only make a verdict stricter. where: those channels by name.
    """

    of: Text
    key: Text
    value: Any
    reason: Text
    decided: date
    by: Text
    channels: tuple[Text, ...] = ()
    where: str = ""


class RuleForm(Strict):
    """[[rule]] as written; its params are read by its kind.

    parameter: what it states, by the keys of the catalogue. adjustable: the params, and
    "verdict", that an administrator may change without a new edition.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
    kind: Text
    verdict: Literal["stop", "warn", "advise"] = "advise"
    applies_to: AppliesTo = AppliesTo()
    params: dict[str, Any] = Field(default_factory=dict)
    parameter: tuple[Text, ...] = ()
    reading: Reading | None = None
    adjustable: tuple[Text, ...] = ()
    cite: Cite
    basis: Basis = Basis()
    help: str = ""
    message: Text
    reason: str = ""
    local_setting: str = ""
    example: tuple[Example, ...] = Field(min_length=1)


class PackForm(Strict):
    """A whole pack.toml."""

    pack: Head
    document: tuple[Document, ...] = Field(min_length=1)
    statute: tuple[Statute, ...] = ()
    office: Office
    choice: tuple[Choice, ...] = ()
    rule: tuple[RuleForm, ...] = ()
    adjustment: tuple[Adjustment, ...] = ()
