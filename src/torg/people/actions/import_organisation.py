"""A file with the organisation: looked through, carried out whole, or put aside."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from torg.kernel.digests import sha256_hex
from torg.kernel.refusals import Refusal
from torg.people.actions.record import record
from torg.people.models import Department, OrganisationImport, User
from torg.people.models.rows import update_rows
from torg.people.permissions import Permission, check_can_everywhere
from torg.people.queries.organisation import all_units
from torg.people.queries.organisation_file import Fault, read_sheet, text_of
from torg.people.queries.organisation_imports import as_kept, plan_now
from torg.people.queries.organisation_plan import Plan, Target, plan
from torg.people.states import ImportState, move_import

LONGEST_NAME = 200


class WrongFile(Refusal):
    """The file cannot be used. faults: every cell that is wrong, in the file's order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            ngettext(
                "Filen har ett fel. Ingenting är ändrat.",
                "Filen har %(num)d fel. Ingenting är ändrat.",
                len(faults),
            )
            % {"num": len(faults)},
            remedy=_("Rätta raderna i filen och läs in den igen."),
            field="file",
        )
        self.faults = tuple(faults)


def check_organisation(
    *, file: bytes, filename: str, whole: bool, by: User, now: datetime
) -> OrganisationImport:
    """Look the file through and keep it to be carried out; an earlier open one is put aside.

    whole: units that the file leaves out are ended. Raises Denied, WrongFile, Refusal when it
    changes nothing.
    """
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    text, fault = text_of(file)
    if fault:
        raise WrongFile([fault])
    with transaction.atomic():
        found = plan(read_sheet(text), list(all_units(by.municipality_id)), whole=whole)
        if found.faults:
            raise WrongFile(found.faults)
        if not found.changes:
            raise Refusal(_("Filen stämmer redan med organisationen. Det finns inget att ändra."))
        _put_aside(by, now)
        held = OrganisationImport(
            municipality_id=by.municipality_id,
            filename=filename[:LONGEST_NAME] or "organisation.csv",
            text=text,
            digest=sha256_hex(text.encode()),
            whole=whole,
            plan=as_kept(found.changes),
            checked_at=now,
            checked_by=by,
        )
        held.save(force_insert=True)
        said = _("Läste in en fil med organisationen.")
        _tell(held, "organisation.checked", said, found, by, now)
    return held


def apply_organisation(
    *, held: OrganisationImport, seen: str, by: User, now: datetime
) -> dict[str, int]:
    """Carry out what was seen, all of it or nothing; how many changes of each kind.

    seen: Plan.digest of what the person had on the page. Raises Denied, Refusal (settled
    already; the file or the organisation is another than the one that was seen).
    """
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    with transaction.atomic():
        row = _open(held)
        found = plan_now(row)
        _check_same(row, found, seen)
        try:
            with transaction.atomic():
                _write(row, found.targets, now)
        except IntegrityError as error:
            raise _changed_meanwhile() from error
        row.plan = as_kept(found.changes)
        _settle(row, ImportState.APPLIED, by, now)
        by.forget_roles()
        said = _("Ändrade organisationen efter en fil.")
        _tell(row, "organisation.imported", said, found, by, now)
    return found.counts


def drop_organisation(*, held: OrganisationImport, by: User, now: datetime) -> None:
    """Put the file aside; nothing is changed. Raises Denied, Refusal when it is settled."""
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    with transaction.atomic():
        _drop(_open(held), by, now)


def _open(held: OrganisationImport) -> OrganisationImport:
    row: OrganisationImport = OrganisationImport.objects.select_for_update().get(pk=held.pk)
    if row.state == ImportState.APPLIED:
        raise Refusal(_("Filen är redan införd."), remedy=_("Läs organisationen som den är nu."))
    if row.state == ImportState.DROPPED:
        raise Refusal(
            _("Filen är lagd åt sidan: en annan har lästs in sedan dess, eller någon avbröt."),
            remedy=_("Läs in filen igen om den fortfarande ska gälla."),
        )
    return row


def _check_same(row: OrganisationImport, found: Plan, seen: str) -> None:
    if sha256_hex(row.text.encode()) != row.digest:
        raise Refusal(
            _("Filen är inte densamma som lästes in. Ingenting är ändrat."),
            remedy=_("Läs in den igen."),
        )
    if found.faults or found.digest != seen:
        raise _changed_meanwhile()


def _changed_meanwhile() -> Refusal:
    return Refusal(
        _("Organisationen har ändrats sedan du läste förhandsvisningen. Ingenting är infört."),
        remedy=_("Läs vad som skiljer och inför sedan igen."),
        field="seen",
    )


def _write(row: OrganisationImport, targets: Sequence[Target], now: datetime) -> None:
    """Renamed units first let their names go, so that two may swap."""
    today = timezone.localdate(now)
    new = {id(one): _new(row) for one in targets if one.unit is None}
    units = {id(one): one.unit or new[id(one)] for one in targets}
    renamed = [one.unit for one in targets if one.unit and _is_renamed(one.unit, one)]
    for unit in renamed:
        unit.name, unit.code = str(unit.pk), ""
    update_rows(renamed, ("name", "code"))
    for target in targets:
        above = units[id(target.parent)] if target.parent else None
        _put(target, units[id(target)], above, today)
    update_rows(
        [one.unit for one in targets if one.unit and (one.line or one.ended)],
        ("name", "code", "kind", "parent", "ended_on"),
    )
    Department.objects.bulk_create(list(new.values()), batch_size=500)


def _new(row: OrganisationImport) -> Department:
    return Department(municipality_id=row.municipality_id)


def _is_renamed(unit: Department, target: Target) -> bool:
    return (unit.name, unit.code) != (target.name, target.code)


def _put(target: Target, unit: Department, above: Department | None, today: date) -> None:
    unit.name, unit.code, unit.kind = target.name, target.code, target.kind
    unit.parent_id = above.pk if above else None
    unit.ended_on = (unit.ended_on or today) if target.ended else None


def _put_aside(by: User, now: datetime) -> None:
    rows = OrganisationImport.objects.select_for_update()
    earlier = rows.filter(municipality_id=by.municipality_id, state=ImportState.CHECKED.value)
    for row in earlier:
        _drop(row, by, now)


def _drop(row: OrganisationImport, by: User, now: datetime) -> None:
    _settle(row, ImportState.DROPPED, by, now)
    _record(row, "organisation.dropped", _("Lade en fil med organisationen åt sidan."), by, now, {})


def _settle(row: OrganisationImport, to: ImportState, by: User, now: datetime) -> None:
    row.state = move_import(ImportState(row.state), to)
    row.settled_at, row.settled_by = now, by
    row.save(update_fields=["state", "settled_at", "settled_by", "plan"])


def _tell(
    row: OrganisationImport, verb: str, said: str, found: Plan, by: User, now: datetime
) -> None:
    counts = {what: str(number) for what, number in found.counts.items()}
    facts = {"file": row.digest, "changes": found.digest, **counts}
    _record(row, verb, said, by, now, facts)


def _record(
    row: OrganisationImport, verb: str, said: str, by: User, now: datetime, facts: dict[str, str]
) -> None:
    content = {"filename": row.filename}
    record(verb=verb, summary=said, about=row, by=by, now=now, facts=facts, content=content)
