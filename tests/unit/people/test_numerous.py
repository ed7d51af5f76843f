"""Rows by the million bear no index that another one makes idle."""

import pytest
from django.apps import apps
from django.db import connection, models

from torg.people.models import Numerous

pytestmark = pytest.mark.django_db

TABLES = sorted(
    (model for model in apps.get_models() if issubclass(model, Numerous)),
    key=lambda model: model._meta.label,
)


def test_they_are_those_that_comments_and_deeds_are_kept_in() -> None:
    assert [model._meta.label for model in TABLES] == [
        "delivery.Act",
        "delivery.Publication",
        "inbox.Message",
        "inbox.Person",
        "inbox.RawDelivery",
        "inbox.Thread",
        "ledger.Entry",
        "ledger.EntryContent",
        "ledger.EntryRef",
    ]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_no_index_repeats_how_another_begins(model: type[models.Model]) -> None:
    """As the database has them, not as the models wish: migrations drop them by their names."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    every = [*model._meta.indexes, *model._meta.constraints]
    partial = {one.name for one in every if getattr(one, "condition", None) is not None}
    whole = {
        name: told["columns"]
        for name, told in found.items()
        if (told["index"] or told["unique"] or told["primary_key"]) and name not in partial
    }
    assert ["municipality_id"] not in whole.values()
    assert not {
        (name, other)
        for name, columns in whole.items()
        for other, longer in whole.items()
        if len(longer) > len(columns) and longer[: len(columns)] == columns
    }
