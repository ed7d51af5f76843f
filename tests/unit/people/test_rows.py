"""Rows written many at a time stand as `save` would have written them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, models, transaction
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event

from torg.inbox.actions import store_webhook
from torg.inbox.models import Message, Person, RawDelivery, Thread
from torg.kernel.identifiers import uuid7
from torg.kernel.scope import scope
from torg.people.models import Department, DepartmentKind
from torg.people.models.rows import (
    MOST_AT_ONCE,
    Where,
    change_row,
    change_rows,
    insert_rows,
    insert_values,
    new_row,
    update_rows,
)

AT = datetime(2026, 9, 8, 23, 30, 0, 1, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk("malmo")


def stored(model: type[models.Model], pk: object) -> list[object]:
    """The columns of one row as the driver gives them, without its key."""
    fields = [field for field in model._meta.concrete_fields if field.name != "id"]
    names = ", ".join(f'"{field.column}"' for field in fields)
    key = model._meta.pk.get_db_prep_value(pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {model._meta.db_table} WHERE id = %s", [key])
        return list(cursor.fetchone())


def test_a_row_stands_as_save_writes_it(desk: Desk) -> None:
    with scope(desk.municipality.pk):
        message = arrive(desk.channel, make_event(text="Å ä ö 🙂 och “citat”"))
        message.made_available_at, message.images = AT, ["https://bild.example/å"]
        pair = []
        for number, write in ((1, Message.save), (2, lambda row: insert_rows([row]))):
            message.pk, message.version = uuid7(), f"v{number}"
            message.is_current = False
            message._state.adding = True
            write(message)
            pair.append(stored(Message, message.pk))
    one, other = pair
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    assert differing == [("v1", "v2")]


def test_an_update_writes_the_named_fields_only(desk: Desk) -> None:
    with scope(desk.municipality.pk):
        thread = arrive(desk.channel).thread
        thread.due_at, thread.latest, thread.root_id = AT, None, "another"
        update_rows([thread], ("due_at", "latest"))
        found = Thread.objects.get(pk=thread.pk)
    assert (found.due_at, found.latest_id) == (AT.astimezone(UTC), None)
    assert found.root_id != "another"


NOON = datetime(2026, 9, 8, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stands", "changes"),
    [
        ((), True),
        ((Where("state", ("new", "taken")), Where("due_at", (NOON,), at_most=True)), True),
        ((Where("latest_id", (None,)), Where("root_id", ("another", "post-1"))), True),
        ((Where("due_at", (None, NOON)),), True),
        ((Where("state", ("done",)),), False),
        ((Where("due_at", (NOON - timedelta(seconds=1),), at_most=True),), False),
        ((Where("state", ("new",)), Where("due_at", (None,))), False),
    ],
)
def test_a_row_changes_only_while_it_stands_as_told(
    desk: Desk, stands: tuple[Where, ...], changes: bool
) -> None:
    """And the object follows the row, or is left as it was."""
    with scope(desk.municipality.pk):
        thread, other = (
            arrive(desk.channel, make_event(number, root=number)).thread for number in "12"
        )
        as_read = Thread.objects.filter(pk=thread.pk)
        as_read.update(state="new", due_at=NOON, latest=None, root_id="post-1")
        assert change_row(thread, {"root_id": "mine", "due_at": AT}, *stands) is changes
        found = Thread.objects.get(pk=thread.pk)
        assert (found.root_id, found.due_at) == (("mine", AT) if changes else ("post-1", NOON))
        assert (thread.root_id == "mine") is changes
        assert Thread.objects.get(pk=other.pk).root_id == other.root_id


def test_the_databases_constraints_hold(desk: Desk) -> None:
    with scope(desk.municipality.pk):
        message = arrive(desk.channel)
        message.pk = uuid7()
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_rows([message])


def test_a_forgotten_column_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="other columns"):
        insert_values(Message, ("id", "text"), [[uuid7(), ""]])


@pytest.mark.parametrize("model", [Message, Person, Thread])
def test_a_new_row_is_what_the_constructor_makes(model: type[models.Model]) -> None:
    given = {name: uuid7() for name in ("id", "municipality_id", "channel_id")}
    quick, plain = new_row(model, **given), model(**given)
    own = {**vars(plain), "_state": None}
    assert {**vars(quick), "_state": None} == own
    assert quick._state.adding
    assert quick._state is not new_row(model, **given)._state
    with pytest.raises(TypeError):
        new_row(model, nonsense=1)


@pytest.mark.django_db(transaction=True)
def test_what_many_threads_bring_at_once_stands_once() -> None:
    desk = make_desk("malmo")

    def deliver(number: int) -> bool:
        with scope(desk.municipality.pk):
            try:
                return store_webhook(
                    municipality_id=desk.municipality.pk, channel_id=desk.channel.pk,
                    body=b"%d" % (number % 40), now=AT,
                )  # fmt: skip
            finally:
                connection.close()

    with ThreadPoolExecutor(8) as pool:
        stored_once = list(pool.map(deliver, range(80)))
    assert sum(stored_once) == 40
    with scope(desk.municipality.pk):
        assert RawDelivery.objects.count() == 40


@pytest.mark.parametrize("number", [1, 2, 3, MOST_AT_ONCE, 2 * MOST_AT_ONCE + 7])
def test_each_of_many_rows_stands_as_it_was_given(desk: Desk, number: int) -> None:
    own = desk.municipality
    made = [
        Department(municipality=own, name=f"Enhet {at} %s $1", code=f"%{at}")
        for at in range(number)
    ]
    with scope(own.pk):
        insert_rows(made)
        stand = dict(Department.objects.filter(code__startswith="%").values_list("pk", "name"))
    assert stand == {one.pk: one.name for one in made}


def test_the_same_is_written_to_those_of_many_that_stand_so(desk: Desk) -> None:
    own = desk.municipality
    with scope(own.pk):
        made = [Department(municipality=own, name=f"Enhet {at}") for at in range(7)]
        insert_rows(made)
        change_rows(made[:2], {"code": ""}, Where("kind", (DepartmentKind.BOARD,)))
        Department.objects.filter(pk=made[5].pk).update(kind=DepartmentKind.BOARD)
        change_rows(made[:6], {"kind": "company"}, Where("kind", (DepartmentKind.DEPARTMENT,)))
        kinds = Department.objects.filter(pk__in=[one.pk for one in made]).order_by("name")
        assert list(kinds.values_list("kind", flat=True)) == [
            *["company"] * 5, "board", "department",
        ]  # fmt: skip


def test_nothing_of_ours_is_run_in_a_broken_transaction(desk: Desk) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            insert_rows([Department(municipality=desk.municipality, name="Enhet")])
