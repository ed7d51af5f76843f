"""Every read of people and departments."""

from torg.people.queries.demo import DemoGroup, DemoPerson, demo_groups, demo_user
from torg.people.queries.organisation import (
    Sender,
    all_units,
    departments_visible_to,
    organisation_for,
    own_departments,
    senders_for,
)
from torg.people.queries.organisation_imports import (
    differences,
    imports_visible_to,
    organisation_as_file,
    plan_now,
)
from torg.people.queries.persons import (
    administrators,
    counted_with,
    grants_visible_to,
    open_token,
    people_with,
    roles_held_at,
    tokens_of,
    users_visible_to,
)
from torg.people.queries.work import (
    PRESENT_FOR,
    Kept,
    default_filter,
    filters_for,
    kept_for,
    others_at,
)

__all__ = [
    "PRESENT_FOR",
    "DemoGroup",
    "DemoPerson",
    "Kept",
    "Sender",
    "administrators",
    "all_units",
    "counted_with",
    "default_filter",
    "demo_groups",
    "demo_user",
    "departments_visible_to",
    "differences",
    "filters_for",
    "grants_visible_to",
    "imports_visible_to",
    "kept_for",
    "open_token",
    "organisation_as_file",
    "organisation_for",
    "others_at",
    "own_departments",
    "people_with",
    "plan_now",
    "roles_held_at",
    "senders_for",
    "tokens_of",
    "users_visible_to",
]
