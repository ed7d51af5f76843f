from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.change_channel import change_channel
from torg.channels.models import ChannelImport
from torg.channels.permissions import check_can_keep_register
from torg.channels.queries.import_columns import guess
from torg.channels.queries.importing import CHANGED, NEW, Plan, Row
from torg.kernel.grids import CannotRead, Fault, head_of
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.table_files import read_table
from torg.people.models import Department, User

_GIVEN = (
    "address", "handle", "account_id", "purpose", "target_groups", "contact", "responsible",
)  # fmt: skip


def open_table(*, content: bytes, name: str, by: User, now: datetime) -> ChannelImport:
    """Read somebody's table and keep it for them alone, until it is taken in or another is opened.

    Nothing of the register changes. Raises Denied, Refusal (cannot be read).
    """
    check_can_keep_register(by)
    try:
        rows = read_table(content)
    except CannotRead as error:
        cause, remedy = _words()[error.fault]
        raise Refusal(cause, remedy=remedy, field="file") from error
    top = head_of(rows)
    heading = max(range(min(10, len(rows))), key=lambda n: (len(guess(rows[n])), n == top))
    with transaction.atomic():
        drop_table(by=by, now=now)
        opened: ChannelImport = ChannelImport.objects.create(
            municipality_id=by.municipality_id,
            by=by,
            name=name[:200],
            rows=rows,
            heading=heading,
            columns=guess(rows[heading]),
            at=now,
        )
    return opened


def match_columns(
    *,
    opened: ChannelImport,
    columns: Mapping[str, int],
    department: Department | None,
    by: User,
    now: datetime,  # noqa: ARG001
) -> None:
    """Say which column is what; nothing of the register changes. Raises Denied, Refusal."""
    check_can_keep_register(by)
    if len(set(columns.values())) < len(columns):
        raise Refusal(_("Samma kolumn är vald två gånger."), remedy=_("Välj en för varje uppgift."))
    opened.columns, opened.department = dict(columns), department
    opened.save(update_fields=["columns", "department"])


def drop_table(*, by: User, now: datetime) -> None:  # noqa: ARG001
    """Forget the table that the person has open."""
    ChannelImport.objects.filter(by=by).delete()


def import_channels(
    *, opened: ChannelImport, reason: str, change: bool, by: User, now: datetime
) -> tuple[int, int]:
    """Take in what the preview said, all of it or nothing; (new, changed) channels.

    change: correct those that are there already too. Each channel has its own entry.
    Raises Denied, Refusal (of which row).
    """
    check_can_keep_register(by)
    new = changed = 0
    with transaction.atomic():
        kept = ChannelImport.objects.select_for_update(of=("self",)).filter(pk=opened.pk).first()
        if kept is None:
            raise Refusal(_("Filen är redan inläst."), remedy=_("Öppna registret och se efter."))
        for row in Plan(kept).rows:
            if row.outcome == NEW:
                _tried(row, lambda row=row: _add(row, reason, by, now))
                new += 1
            elif row.outcome == CHANGED and change and row.of is not None:
                _tried(row, lambda row=row: _change(row, by, now))
                changed += 1
        kept.delete()
    return new, changed


def _tried(row: Row, act: Any) -> None:
    try:
        act()
    except Denied:
        raise
    except Refusal as refusal:
        raise Refusal(
            _("Rad %(number)d: %(why)s Inget är ändrat.") % {"number": row.number, "why": refusal},
            remedy=refusal.remedy,
        ) from refusal


def _add(row: Row, reason: str, by: User, now: datetime) -> None:
    known = {key: row.values[key] for key in _GIVEN if row.values[key]}
    if row.values["language"]:
        known["language"] = row.values["language"]
    if row.values["live_since"]:
        known["live_since"] = row.values["live_since"]
    add_channel(
        department=row.values["department"],
        name=row.values["name"],
        network=row.values["network"],
        reason=reason,
        by=by,
        now=now,
        **known,
    )


def _change(row: Row, by: User, now: datetime) -> None:
    assert row.of is not None  # noqa: S101 # nosec B101 CHANGED has its channel
    change_channel(channel=row.of, changes=row.changes, by=by, now=now)


def _words() -> dict[Fault, tuple[str, str]]:
    save = _("Spara tabellen som CSV eller XLSX och välj den filen.")
    return {
        Fault.LARGE: (_("Filen är för stor."), _("Ta bort bilder och andra blad. Högst 5 MB.")),
        Fault.EMPTY: (_("Filen har ingen tabell med rader."), save),
        Fault.MACROS: (
            _("Filen har makron, och sådana öppnas inte här."),
            _("Spara den som XLSX utan makron."),
        ),
        Fault.LOCKED: (
            _("Filen är skyddad med lösenord."),
            _("Ta bort lösenordet i kalkylprogrammet och spara filen igen."),
        ),
        Fault.OLD: (_("Filen är i ett äldre format (XLS)."), save),
        Fault.STRANGE: (_("Filen är varken CSV, XLSX eller en webbsida med en tabell."), save),
        Fault.DAMAGED: (_("Filen är skadad och går inte att läsa."), save),
        Fault.MANY: (
            _("Tabellen är för stor: högst tusen rader och sextio kolumner."),
            _("Dela den i flera filer, eller ta bort det som inte är kanaler."),
        ),
    }
