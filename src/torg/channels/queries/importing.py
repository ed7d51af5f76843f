"""What an import of somebody's table would do, row by row, before anything is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from torg.channels.models import Channel, ChannelImport
from torg.channels.queries.import_columns import (
    FIELDS,
    language_of_text,
    network_of_text,
    told,
)
from torg.channels.queries.public import accounts_of
from torg.channels.queries.written_days import day_of
from torg.kernel.addresses import Kind, Spoken, read
from torg.kernel.unfolding import ROW
from torg.people.models import Department, User

LEFT_KEPT = timedelta(days=30)
NEW, SAME, CHANGED, DOUBLE, FAULTY = "new", "same", "changed", "double", "faulty"
# What a row may correct of a channel that is there already; an empty cell corrects nothing.
CORRECTED = ("address", "handle", "language", "purpose", "target_groups", "contact", "responsible")
LONGEST = {"name": 120, "handle": 200, "account_id": 200, "contact": 200, "address": 500}


@dataclass(slots=True)
class Row:
    """One row of the file. number: as the file counts. outcome: NEW, SAME, CHANGED, DOUBLE or
    FAULTY. faults: (column's label, reason). differs: (label, before, after). of: the channel that
    is there already; double_of: the number of the row that it repeats."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    outcome: str = NEW
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differs: list[tuple[str, str, str]] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    of: Channel | None = None
    double_of: int = 0

    def fault(self, key: str, reason: str) -> None:
        """Note that a cell cannot be used."""
        self.outcome = FAULTY
        self.faults.append((str(FIELDS[key].label), reason))


class Plan:
    """Every row of an opened file against the register as it stands."""

    def __init__(self, opened: ChannelImport) -> None:
        town = opened.municipality_id
        self.opened = opened
        self.departments = {
            unit.name.casefold(): unit for unit in Department.objects.filter(municipality=town)
        }
        people = User.objects.filter(municipality=town, is_active=True)
        self.people = {key: one for one in people for key in (one.email.casefold(), _name(one))}
        self.by_key: dict[str, Channel] = {}
        self.by_name: dict[tuple[str, str], Channel] = {}
        known = Channel.objects.filter(municipality=town).select_related(
            "connection", "responsible"
        )
        for channel in known:
            self.by_name[channel.network, channel.name.casefold()] = channel
            self.by_key |= {account.key: channel for account in accounts_of(channel)}
        self.seen: dict[str, int] = {}
        self.rows = [self._row(number, cells) for number, cells in _body(opened)]

    def count(self, outcome: str) -> int:
        """How many rows come out so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def telling(self) -> list[Row]:
        """What a person has to look at: every row but those that agree, the faulty first."""
        rows = [row for row in self.rows if row.outcome != SAME]
        return sorted(rows, key=lambda row: row.outcome != FAULTY)

    def _row(self, number: int, cells: list[str]) -> Row:
        row = Row(number)
        given = {key: cells[at] for key, at in self.opened.columns.items() if 0 <= at < len(cells)}
        account = self._account(row, given)
        self._plain(row, given)
        self._person(row, given.get("responsible", ""))
        if row.outcome != FAULTY:
            self._compare(row, account, given)
        if row.of is not None:
            row.values["department"] = row.of.department
        elif row.outcome in (NEW, FAULTY):
            self._owner(row, given.get("department", ""))
        return row

    def _account(self, row: Row, given: dict[str, str]) -> Spoken:
        named = given.get("network", "")
        network = network_of_text(named)
        address, handle = given.get("address", ""), given.get("handle", "")
        spoken = read(address or handle, "" if address else network)
        if named and not network:
            self._unknown(row, named[:80], spoken)
        if address and spoken.kind not in (Kind.ACCOUNT, Kind.SITE):
            row.fault(
                "address", _("”%(text)s” leder inte till ett konto.") % {"text": address[:80]}
            )
        at = spoken.network if spoken.kind == Kind.ACCOUNT else ""
        self._place(row, at, network)
        row.values["network"] = at or network
        row.values["address"] = spoken.address if at and address else ""
        row.values["handle"] = handle.lstrip("@") or (spoken.handle if at else "")
        row.values["account_id"] = given.get("account_id", "") or (spoken.account_id if at else "")
        return spoken

    def _unknown(self, row: Row, named: str, spoken: Spoken) -> None:
        """A network that nobody knows, unless the address says which it is."""
        if spoken.kind == Kind.ACCOUNT and spoken.network:
            words = _("Nätverket ”%(text)s” är inte känt; adressen säger %(name)s.")
            row.notes.append(words % {"text": named, "name": told("network", spoken.network)})
        else:
            row.fault("network", _("Nätverket ”%(text)s” är inte känt.") % {"text": named})

    def _place(self, row: Row, at: str, network: str) -> None:
        if at and network and at != network:
            row.fault("network", _("Adressen hör till ett annat nätverk än det som står."))
        if not (at or network) and row.outcome != FAULTY:
            row.fault("network", _("Varken nätverket eller adressen säger var kontot finns."))

    def _plain(self, row: Row, given: dict[str, str]) -> None:
        row.values["name"] = given.get("name", "") or row.values["handle"]
        if not row.values["name"]:
            row.fault("name", _("Raden har inget namn."))
        for key in ("purpose", "target_groups", "contact"):
            row.values[key] = given.get(key, "")
        for key, of in (("language", language_of_text), ("live_since", day_of)):
            try:
                row.values[key] = of(given.get(key, ""))
            except ValueError:
                row.fault(key, _("”%(text)s” går inte att läsa.") % {"text": given[key][:80]})
        for key, most in LONGEST.items():
            if len(row.values[key]) > most:
                row.fault(key, _("Texten är längre än %(most)d tecken.") % {"most": most})

    def _person(self, row: Row, person: str) -> None:
        row.values["responsible"] = self.people.get(person.casefold())
        if person and row.values["responsible"] is None:
            row.notes.append(
                _("%(who)s finns inte bland personerna; fältet lämnas som det är.")
                % {"who": person[:80]}
            )

    def _owner(self, row: Row, unit: str) -> None:
        found, instead = self.departments.get(unit.casefold()), self.opened.department
        row.values["department"] = found or instead
        if found is None and instead is None:
            words = _("”%(text)s” finns inte i organisationen.") if unit else _("Ägaren saknas.")
            row.fault("department", words % {"text": unit[:80]} if unit else words)
        elif found is None and unit:
            row.notes.append(
                _("”%(text)s” finns inte i organisationen; %(unit)s blir ägare.")
                % {"text": unit[:80], "unit": instead}
            )

    def _compare(self, row: Row, account: Spoken, given: dict[str, str]) -> None:
        keys = [account.key] if account.key else []
        if row.values["account_id"]:
            keys.append(f"{row.values['network']}:id:{row.values['account_id']}")
        named = (row.values["network"], row.values["name"].casefold())
        mine = [*keys, "\n".join(named)]
        row.double_of = next((self.seen[key] for key in mine if key in self.seen), 0)
        self.seen |= {key: row.number for key in mine if key not in self.seen}
        if row.double_of:
            row.outcome = DOUBLE
            return
        row.of = next((self.by_key[key] for key in keys if key in self.by_key), None)
        same_name = self.by_name.get(named)
        if row.of is None and same_name is not None:
            if keys and accounts_of(same_name):
                row.fault("name", _("Namnet finns redan på nätverket, med ett annat konto."))
                return
            row.of = same_name
        if row.of is not None:
            self._differ(row, row.of, given)

    def _differ(self, row: Row, channel: Channel, given: dict[str, str]) -> None:
        held = {one.key for one in accounts_of(channel)}
        for key in CORRECTED:
            value, before = row.values[key], getattr(channel, key)
            known = key in ("address", "handle") and before and _same(row, key, held)
            if given.get(key) and value and value != before and not known:
                row.changes[key] = value
                row.differs.append((str(FIELDS[key].label), told(key, before), told(key, value)))
        row.outcome = CHANGED if row.changes else SAME


def _same(row: Row, key: str, held: Iterable[str]) -> bool:
    """Whether another way to write it speaks of the account that the channel has."""
    return read(row.values[key], row.values["network"]).key in held


def _body(opened: ChannelImport) -> list[tuple[int, list[str]]]:
    """Each row below the heading with its number in the file."""
    rows = list(enumerate(opened.rows, 1))[opened.heading + 1 :]
    if opened.rows and opened.rows[opened.heading][-1:] == [ROW]:
        rows = [(int(cells[-1]), cells[:-1]) for _n, cells in rows]
    return [(number, cells) for number, cells in rows if any(cells)]


def _name(person: User) -> str:
    return person.full_name.casefold()


def outcome_words() -> dict[str, tuple[str, str, str]]:
    """Outcome -> (words, tone, icon)."""
    return {
        NEW: (_("Ny"), "success", "plus"),
        CHANGED: (_("Ändras"), "warning", "pencil"),
        SAME: (_("Stämmer redan"), "neutral", "check-circle"),
        DOUBLE: (_("Dubblett"), "neutral", "copy"),
        FAULTY: (_("Kan inte läsas"), "danger", "alert-octagon"),
    }


def left_tables(now: datetime) -> list[ChannelImport]:
    """Files that were opened and not taken in for as long as a draft is kept."""
    return list(ChannelImport.objects.filter(at__lt=now - LEFT_KEPT).select_related("by"))


def opened_by(user: User) -> ChannelImport | None:
    """The file that the person has open, if any."""
    return ChannelImport.objects.filter(by=user).select_related("department").first()
