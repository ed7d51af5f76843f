"""How many rows there are, counted no further than anybody reads."""

from typing import Any

from django.db.models import IntegerField, Model, QuerySet, Subquery

from torg.ui.numbers import MOST_COUNTED


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"


def counted(rows: QuerySet[Model, Any]) -> Subquery:
    """The number of rows as a part of another question; MOST_COUNTED + 1 stands for all more.

    None, as of every subquery, where the rows are none whatever stands there.
    """
    some = rows.order_by().values("pk")[: MOST_COUNTED + 1]
    return _Counted(some, output_field=IntegerField())
