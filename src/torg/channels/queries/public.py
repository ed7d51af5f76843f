"""What everybody may see of the register: no person, and nothing that is still prepared.

Each page asks the database once. Whoever calls has opened the scope of every municipality, since
the register is one list over the whole installation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel, ChannelKind, Closing
from torg.channels.queries.choosing import common_of, common_pairs, narrowed
from torg.channels.states import HEARD, PUBLIC, ChannelState, ClosingState
from torg.kernel.addresses import Kind, Spoken, read
from torg.kernel.networks import NAMES
from torg.people.models import Municipality

PAGE = 50
_PEOPLE = ("contact_person", "responsible", "page_responsible", "accountable_manager")
_SHOWN = (
    "name", "kind", "network", "channel_class", "state", "address", "handle", "account_id",
    "language", "comments_open", "contact", "purpose", "target_groups", "page_rules",
    "not_trusted_since", "live_since", "reviewed_on", "confirmed_on", "closed_on", "changed_at",
    "municipality__slug", "municipality__name", "municipality__website", "department__name",
    "connection__handle", "connection__account_url",
    *(f"{person}__{name}" for person in _PEOPLE for name in ("given_name", "family_name")),
)  # fmt: skip
_SEARCHED = ("name", "department__name", "municipality__name", "handle")
LANGUAGES = {
    "sv": "Svenska", "en": "Engelska", "fi": "Finska", "se": "Nordsamiska", "sma": "Sydsamiska",
    "fit": "Meänkieli", "rom": "Romska", "yi": "Jiddisch", "ar": "Arabiska", "fa": "Persiska",
    "so": "Somaliska", "uk": "Ukrainska", "de": "Tyska", "pl": "Polska", "da": "Danska",
    "sgn": "Svenskt teckenspråk",
}  # fmt: skip


class Status(StrEnum):
    """How a channel stands, as residents are told."""

    LIVE = "live"
    RESTING = "resting"
    REVIEWED = "under_review"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader chose; "" is all. text: in name, owner or municipality."""

    network: str = ""
    status: str = ""
    language: str = ""
    department: str = ""
    text: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Filters":
        """Out of an address; what is not known there counts as nothing chosen."""
        return cls(department=given.get("forvaltning", "")[:120], **common_of(given))

    @property
    def address(self) -> str:
        """As the query of an address."""
        told = [*common_pairs(self), ("lage", self.status), ("forvaltning", self.department)]
        return urlencode([(name, value) for name, value in told if value])

    @property
    def are_set(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.address)


def shown() -> QuerySet[Channel]:
    """Every channel that is or has been in use, in the order of the list."""
    return (
        Channel.objects.filter(state__in=PUBLIC)
        .select_related("municipality", "department", "connection", *_PEOPLE)
        .only(*_SHOWN)
        .order_by("municipality__name", "name", "id")
    )


def of_municipality(slug: str) -> list[Channel]:
    """All of one municipality's."""
    return list(shown().filter(municipality__slug=slug))


def chosen(rows: Iterable[Channel], filters: Filters, today: date) -> list[Channel]:
    """Those that the reader wants to see."""
    return [row for row in rows if _fits(row, filters, today)]


def _fits(row: Channel, filters: Filters, today: date) -> bool:
    text = f"{row.name} {row.department.name} {row.handle} {row.municipality.name}".casefold()
    return (
        filters.network in ("", network_of(row))
        and filters.status in ("", status_of(row, today))
        and filters.language in ("", row.language)
        and filters.department in ("", row.department.name)
        and filters.text.casefold() in text
    )


def page_of_all(filters: Filters, after: str, today: date, size: int = PAGE) -> list[Channel]:
    """So many and one more, from the mark on (mark_after); "" is the beginning."""
    rows, towns = _filtered(shown(), filters, today), Municipality.objects.order_by("name", "id")
    if after:
        town, name, pk = after.split("\n")
        towns = towns.filter(name__gte=town)
        rows = rows.filter(
            Q(municipality__name__gt=town)
            | Q(municipality__name=town, name__gt=name)
            | Q(municipality__name=town, name=name, id__gt=pk)
        )
    # Each of these towns has a row at least, so no other town can be on the page: the database
    # puts theirs in order and not the whole country's.
    there = rows.order_by().filter(municipality=OuterRef("pk"))
    return list(rows.filter(municipality__in=towns.filter(Exists(there))[: size + 1])[: size + 1])


def mark_after(row: Channel) -> str:
    """Where the page ends that this row is last on."""
    return f"{row.municipality.name}\n{row.name}\n{row.pk}"


def _filtered(rows: QuerySet[Channel], filters: Filters, today: date) -> QuerySet[Channel]:
    if filters.department:
        rows = rows.filter(department__name=filters.department)
    rows = narrowed(rows, filters, _SEARCHED)
    return standing(rows, filters.status, today)


def standing(rows: QuerySet[Channel], status: str, today: date) -> QuerySet[Channel]:
    """Those that stand so; "" is all."""
    last = untouched_from(today)
    fresh = Q(confirmed_on__gt=last) | Q(reviewed_on__gt=last) | Q(live_since__gt=last)
    midnight = datetime.combine(last + timedelta(days=1), time.min)
    fresh |= Q(changed_at__gte=timezone.make_aware(midnight))
    if status == Status.REVIEWED:
        return rows.filter(state=ChannelState.LIVE).exclude(fresh)
    if status == Status.LIVE:
        return rows.filter(fresh, state=ChannelState.LIVE)
    return rows.filter(state=status) if status else rows


def status_of(row: Channel, today: date) -> Status:
    """How the channel stands; live and long untouched is under review, and still public."""
    if row.state != ChannelState.LIVE:
        return Status(row.state)
    days = (timezone.localdate(row.changed_at), row.confirmed_on, row.reviewed_on, row.live_since)
    touched = max(day for day in days if day)
    return Status.REVIEWED if touched <= untouched_from(today) else Status.LIVE


def untouched_from(today: date) -> date:
    """Neither changed, confirmed nor reviewed after this day: it is said to be looked over."""
    return today - timedelta(days=settings.UNTOUCHED_DAYS)


def status_words() -> dict[str, str]:
    """What each status is called."""
    return {
        Status.LIVE: _("Aktiv"),
        Status.RESTING: _("Vilar"),
        Status.REVIEWED: _("Ses över"),
        Status.CLOSED: _("Avslutad"),
    }


def network_of(row: Channel) -> str:
    """The network's key; "web" for the municipality's own pages (M2-06)."""
    return "web" if row.kind == ChannelKind.OWN_SITE else row.network


def network_words(key: str) -> str:
    """What the network is called."""
    return NAMES.get(key, _("Webbplats"))


def accounts_of(channel: Channel) -> list[Spoken]:
    """The account as the register knows it: by address, by name and by the network's id."""
    told = [read(channel.address)]
    if channel.kind == ChannelKind.ACCOUNT:
        told.append(read(handle_of(channel), channel.network))
    if channel.account_id:
        told.append(Spoken(Kind.ACCOUNT, channel.network, account_id=channel.account_id))
    return [one for one in told if one.key]


def handle_of(channel: Channel) -> str:
    """The account's name: as registered, else as the network told when it was connected."""
    connection = getattr(channel, "connection", None)
    return channel.handle or (connection.handle if connection else "")


def address_of(channel: Channel) -> str:
    """Where the account is; "" when the register does not know."""
    connection = getattr(channel, "connection", None)
    if channel.address or (connection and connection.account_url):
        return channel.address or str(connection.account_url if connection else "")
    return next((one.address for one in accounts_of(channel) if one.address), "")


def successor_of(channel: Channel) -> Channel | None:
    """Where followers of a closed channel find the municipality now, while that is in use."""
    if channel.state != ChannelState.CLOSED:
        return None
    ended = Closing.objects.filter(
        channel=channel, state=ClosingState.DONE, merge_into__isnull=False
    )
    row = ended.order_by("-begun_at").values_list("merge_into", flat=True).first()
    return None if row is None else shown().filter(pk=row, state__in=HEARD).first()


def contact_of(channel: Channel) -> str:
    """The function that answers about the account; the owner, where a person's name stands."""
    told = channel.contact.strip()
    people = [getattr(channel, name) for name in _PEOPLE]
    names = [part for one in people if one for part in (one.given_name, one.family_name)]
    low = told.casefold()
    if not told or any(name and name.casefold() in low for name in names):
        return channel.department.name
    return told


def last_change(rows: Sequence[Channel]) -> datetime | None:
    """When what is shown changed last."""
    return max((row.changed_at for row in rows), default=None)


def local_today() -> date:
    """The day in Sweden."""
    return timezone.localdate()
