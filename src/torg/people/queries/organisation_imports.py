"""Files with the organisation: the open one, earlier ones, and what has changed meanwhile."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from torg.kernel.spreadsheets import written_csv
from torg.people.models import Department, OrganisationImport, User
from torg.people.permissions import Permission, can_everywhere
from torg.people.queries.organisation import all_units, organisation_for
from torg.people.queries.organisation_file import COLUMNS, read_sheet
from torg.people.queries.organisation_plan import Change, Plan, plan


def imports_visible_to(user: User) -> QuerySet[OrganisationImport]:
    """Every file of the municipality, the newest first, to whoever keeps its people."""
    if not can_everywhere(user, Permission.MANAGE_PEOPLE):
        return OrganisationImport.objects.none()
    rows = OrganisationImport.objects.filter(municipality_id=user.municipality_id)
    return rows.select_related("checked_by", "settled_by").defer("text")


def plan_now(held: OrganisationImport) -> Plan:
    """What the file would change in the organisation as it is at this moment."""
    units = list(all_units(held.municipality_id))
    return plan(read_sheet(held.text), units, whole=held.whole)


def as_kept(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Changes as the row keeps them."""
    return [asdict(change) for change in changes]


def differences(held: OrganisationImport, now: Plan) -> tuple[list[Change], list[Change]]:
    """Changes that were shown and no longer would be, and those that are new since."""
    shown = [Change(**each) for each in held.plan]
    would = set(now.changes)
    gone = [change for change in shown if change not in would]
    return gone, [change for change in now.changes if change not in set(shown)]


def organisation_as_file(user: User) -> str:
    """The organisation in the shape that is read, to correct and send in again."""
    heading = [str(COLUMNS[key]) for key in ("code", "name", "kind", "parent")]
    tree: list[Department] = [unit for _depth, unit in organisation_for(user)]
    return written_csv(
        [
            heading,
            *(
                [
                    unit.code,
                    unit.name,
                    unit.get_kind_display().lower(),
                    unit.parent.name if unit.parent else "",
                ]
                for unit in tree
            ),
        ]
    )
