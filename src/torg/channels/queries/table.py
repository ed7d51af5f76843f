"""The register as a table: what is chosen, in which order, a page at a time."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.channels.queries import lacking, visible_to
from torg.channels.queries.choosing import common_of, common_pairs, narrowed
from torg.channels.queries.columns import COLUMNS, USUAL
from torg.channels.queries.public import standing
from torg.channels.queries.reviews import next_review
from torg.channels.states import HEARD, ChannelState
from torg.people.models import User
from torg.rules.queries import NoPack

PAGE = 50
_PEOPLE = ("responsible", "page_responsible", "accountable_manager", "contact_person")
# In a row of the register -> what it is called, and when it is empty.
MISSING: dict[str, tuple[str | Promise, Q]] = {
    "syfte": (_("Syfte"), Q(purpose="")),
    "malgrupper": (_("Målgrupper"), Q(target_groups="")),
    "adress": (_("Adress"), Q(address="")),
    "kontakt": (_("Kontaktväg för alla"), Q(contact="")),
    "sidregler": (_("Sidregler"), Q(page_rules="")),
    "ansvarig": (_("Ansvarig kommunikatör"), Q(responsible=None)),
    "sidansvarig": (_("Sidansvarig"), Q(page_responsible=None)),
    "chef": (_("Ansvarig chef"), Q(accountable_manager=None)),
    "kontaktperson": (_("Kontaktperson"), Q(contact_person=None)),
}
BY_RULE = "regel"
_NEVER = date(1, 1, 1)
_SEARCHED = ("name", "handle", "department__name")
# Name in the address -> words, what is sorted by, and whether the last comes first.
SORTS: dict[str, tuple[str | Promise, Any, bool]] = {
    "namn": (_("Namn"), F("name"), False),
    "natverk": (_("Nätverk"), F("network"), False),
    "forvaltning": (_("Förvaltning"), F("department__name"), False),
    "lage": (_("Läge"), F("state"), False),
    "granskad": (_("Omprövad längst sedan"), Coalesce("reviewed_on", Value(_NEVER)), False),
    "andrad": (_("Ändrad senast"), F("changed_at"), True),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody has chosen; "" is all. person: an id, or "mina". review: dags | sen."""

    network: str = ""
    department: str = ""
    status: str = ""
    language: str = ""
    missing: str = ""
    person: str = ""
    review: str = ""
    text: str = ""
    sort: str = "namn"
    columns: tuple[str, ...] = USUAL

    @classmethod
    def of(cls, given: QueryDict) -> "Chosen":
        """Out of an address; what is not known there counts as nothing chosen."""
        sort = given.get("sort", "")
        columns = tuple(dict.fromkeys(key for key in given.getlist("kolumn") if key in COLUMNS))
        return cls(
            **common_of({name: given.get(name, "") for name in given}),
            department=_id(given.get("forvaltning", "")),
            missing=given.get("saknar", "") if given.get("saknar") in [*MISSING, BY_RULE] else "",
            person=given.get("vem", "") if given.get("vem") == "mina" else _id(given.get("vem")),
            review=given.get("omprova", "") if given.get("omprova") in ("dags", "sen") else "",
            sort=sort if sort in SORTS else "namn",
            columns=columns or USUAL,
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As an address tells it, without what is as usual."""
        told = [
            *common_pairs(self), ("forvaltning", self.department), ("lage", self.status),
            ("saknar", self.missing), ("vem", self.person), ("omprova", self.review),
            ("sort", "" if self.sort == "namn" else self.sort),
        ]  # fmt: skip
        if self.columns != USUAL:
            told += [("kolumn", key) for key in self.columns]
        return [(name, value) for name, value in told if value]

    @property
    def address(self) -> str:
        """As the query of an address."""
        return urlencode(self.pairs)

    @property
    def narrows(self) -> bool:
        """Whether some channels are left out."""
        return replace(self, sort="namn", columns=USUAL) != Chosen()


def _id(text: str | None) -> str:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""


def rows(user: User, chosen: Chosen, now: datetime, today: date) -> QuerySet[Channel]:
    """All that fits, in the chosen order."""
    found = narrowed(visible_to(user), chosen, _SEARCHED)
    if chosen.department:
        unit = chosen.department
        found = found.filter(Q(department=unit) | Q(department__parent=unit))
    found = standing(found, chosen.status, today)
    found = _of_person(found, chosen.person, user)
    return _ordered(_ruled(found, chosen, user, now), chosen.sort)


def _of_person(found: QuerySet[Channel], person: str, user: User) -> QuerySet[Channel]:
    if not person:
        return found
    pk = user.pk if person == "mina" else person
    held = Q(pk__in=[])
    for role in _PEOPLE:
        held |= Q(**{role: pk})
    return found.filter(held)


def _ruled(
    found: QuerySet[Channel], chosen: Chosen, user: User, now: datetime
) -> QuerySet[Channel]:
    """What lacks something, or is to be reviewed, as the town's rules have it."""
    if chosen.missing == BY_RULE:
        kept = [one.pk for one in found if lacking(one, user)]
        found = found.filter(pk__in=kept)
    elif chosen.missing:
        found = found.filter(MISSING[chosen.missing][1])
    if chosen.review:
        wanted = ("overdue",) if chosen.review == "sen" else ("due", "overdue")
        open_ones = found.filter(state__in=HEARD)
        found = found.filter(pk__in=[one.pk for one in open_ones if _review(one, now) in wanted])
    return found


def _review(channel: Channel, now: datetime) -> str:
    with suppress(NoPack):
        check = next_review(channel, now)
        return str(check.state) if check else ""
    return ""


def _ordered(found: QuerySet[Channel], sort: str) -> QuerySet[Channel]:
    _words, by, backwards = SORTS[sort]
    return found.annotate(sort_key=by).order_by(
        "-sort_key" if backwards else "sort_key", "name", "id"
    )


def page(found: QuerySet[Channel], sort: str, after: str) -> tuple[list[Channel], str]:
    """A page from the mark on ("" is the beginning), and the mark of the next; "" on the last.

    Raises ValueError for a mark that no page of ours has made.
    """
    if after:
        key, name, pk = _unpacked(after, sort)
        beyond = Q(sort_key__lt=key) if SORTS[sort][2] else Q(sort_key__gt=key)
        found = found.filter(
            beyond | Q(sort_key=key, name__gt=name) | Q(sort_key=key, name=name, id__gt=pk)
        )
    shown = list(found[: PAGE + 1])
    return shown[:PAGE], _packed(shown[PAGE - 1]) if len(shown) > PAGE else ""


def _packed(row: Any) -> str:
    key = row.sort_key if isinstance(row.sort_key, str) else row.sort_key.isoformat()
    plain = json.dumps([key, row.name, str(row.pk)])
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _unpacked(packed: str, sort: str) -> tuple[Any, str, str]:
    text = urlsafe_b64decode(packed[:2_000] + "=" * (-len(packed) % 4))
    try:
        plain = json.loads(text)
    except RecursionError as error:
        raise ValueError("not a mark") from error
    if not isinstance(plain, list) or len(plain) != 3 or not all(isinstance(x, str) for x in plain):
        raise ValueError("not a mark")
    if "\0" in "".join(plain):
        raise ValueError("no text that a database takes")
    key, name, pk = plain
    if sort in ("granskad", "andrad"):
        kind = date if sort == "granskad" else datetime
        return kind.fromisoformat(key), name, str(UUID(pk))
    return key, name, str(UUID(pk))


def states() -> list[tuple[str, str | Promise]]:
    """What the desk may narrow by beside what residents see."""
    return [(ChannelState.PREPARING.value, _("Förbereds"))]


def holders(user: User) -> QuerySet[User]:
    """Who has a role for some channel of the municipality, by name."""
    seen = Channel.objects.filter(municipality_id=user.municipality_id).order_by()
    held = Q(pk__in=[])
    for role in _PEOPLE:
        held |= Q(pk__in=seen.exclude(**{role: None}).values(role))
    return User.objects.filter(held).order_by("given_name", "family_name", "pk")
