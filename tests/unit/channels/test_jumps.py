"""Every deed is refused from every state that it does not start from; nothing moves then.

The database refuses the same jumps (tests/unit/site/test_guards.py). Applications and closings
have theirs in files of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from tests.factories.people import make_user
from tests.unit.channels.test_access import NOW, Keys, make_keys
from tests.unit.site.test_guards import triggers

from torg.channels import actions
from torg.channels.actions import Alarm, ReachWish
from torg.channels.models import AlarmKind, Channel, DepartureTask
from torg.channels.queries.following import Finding
from torg.kernel.moves import ForbiddenMove
from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.site.guards import GUARDED, set_guards

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 10)
Deeds = Mapping[str, tuple[Callable[[], object], set[str]]]


@pytest.fixture
def keys(db: None) -> Iterator[Keys]:
    made = make_keys("vallentuna")
    with scope(made.channel.municipality_id):
        yield made


@contextmanager
def unguarded(model: type[models.Model]) -> Iterator[None]:
    """A row may be put where no move leads."""
    on = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in triggers(model):
            cursor.execute(f"DROP TRIGGER {name}{on}")
    yield
    set_guards(sender=apps.get_app_config("channels"), using="default")


def refuses_jumps(row: models.Model, deeds: Deeds, **filled: Any) -> None:
    """From each state, each deed that does not start there raises and leaves the state."""
    model = type(row)
    rows = model._default_manager.filter(pk=row.pk)
    for state in GUARDED[model._meta.label_lower]:
        if all(str(state) in starts for _deed, starts in deeds.values()):
            continue
        with unguarded(model):
            rows.update(state=state, **filled)
        for name, (deed, starts) in deeds.items():
            if str(state) in starts:
                continue
            with pytest.raises((Refusal, ForbiddenMove)):
                deed()
            assert rows.filter(state=str(state)).exists(), (state, name)


def test_an_access(keys: Keys) -> None:
    row, by = keys.asked(), keys.keeper
    given: dict[str, Any] = {"access": row, "by": by, "now": NOW}
    refuses_jumps(
        row,
        {
            "grant": (lambda: actions.grant_access(note="", **given), {"requested"}),
            "decline": (lambda: actions.decline_access(note="Nej.", **given), {"requested"}),
            "withdraw": (
                lambda: actions.withdraw_access(proof="Borta.", **given), {"granted", "ending"}
            ),
        },
        decided_by=by, decided_at=NOW, decision_note="-", proof="-", withdrawn_by=by,
        withdrawn_at=NOW, due_on=DAY,
    )  # fmt: skip


def test_an_alarm(keys: Keys) -> None:
    finding = Finding(handle="nytt", address="https://facebook.com/nytt")
    row = actions.raise_alarm(
        channel=keys.channel, kind=AlarmKind.RENAMED, finding=finding, before="gammalt", now=NOW
    )
    assert row is not None
    given: dict[str, Any] = {"alarm": row, "reason": "Vi vet.", "by": keys.keeper, "now": NOW}
    refuses_jumps(
        row,
        {
            "accept": (lambda: actions.accept_handle(**given), {"open"}),
            "dismiss": (lambda: actions.dismiss_alarm(**given), {"open"}),
        },
        settled_at=NOW, settled_by=keys.keeper, reason="-",
    )  # fmt: skip


def test_a_playbook_and_its_steps(keys: Keys) -> None:
    alarm = Alarm(seen="Någon annan skriver.", noticed_at=NOW)
    by = keys.keeper
    hijack = actions.begin_hijack(channel=keys.channel, alarm=alarm, by=by, now=NOW)
    step = hijack.steps.first()
    assert step is not None
    told: dict[str, Any] = {"needed": True, "note": "Gjort.", "by": by, "now": NOW}
    take = (lambda: actions.take_hijack_step(step=step, **told), {"open"})
    refuses_jumps(step, {"take": take}, at=NOW, by=by, note="-")
    end = (lambda: actions.end_hijack(hijack=hijack, report="Klart.", by=by, now=NOW), {"running"})
    late = (lambda: actions.take_hijack_step(step=step, **told), {"running"})
    refuses_jumps(hijack, {"end": end, "take": late}, over_at=NOW, over_by=by, report="-")


def test_a_leavers_task(keys: Keys) -> None:
    keys.granted()
    admin = make_user(role="administrator", municipality=keys.channel.municipality)
    departure = actions.leave(user=keys.person, colleague=None, did={}, by=admin, now=NOW)
    task = departure.tasks.get()
    settle = (
        lambda: actions.settle_task(task=task, proof="Borta.", by=keys.keeper, now=NOW), {"open"}
    )  # fmt: skip
    refuses_jumps(task, {"settle": settle}, proof="-", done_at=NOW, done_by=admin)
    assert DepartureTask.objects.count() == 1


def test_a_purchase(keys: Keys) -> None:
    wish = ReachWish(
        what="Öppet hus", value="Fler hittar dit.", audience="Föräldrar", personal_audience=False,
        cost=100, payer="Skolan", starts_on=DAY, ends_on=DAY + timedelta(days=1),
    )  # fmt: skip
    keys.channel.channel_class = "main"
    keys.channel.save()
    row = actions.request_reach(
        channel=keys.channel, department=keys.channel.department, wish=wish, by=keys.keeper, now=NOW
    )
    given: dict[str, Any] = {"purchase": row, "by": keys.keeper, "now": NOW}
    refuses_jumps(
        row,
        {
            "order": (lambda: actions.order_reach(note="", **given), {"requested"}),
            "decline": (lambda: actions.decline_reach(note="Nej.", **given), {"requested"}),
            "withdraw": (lambda: actions.withdraw_reach(**given), {"requested", "ordered"}),
        },
        decided_at=NOW, decided_by=keys.keeper, paid=1, settled_at=NOW, settled_by=keys.keeper,
    )  # fmt: skip


def test_a_channels_life(keys: Keys) -> None:
    channel, by = keys.channel, keys.keeper
    Channel.objects.filter(pk=channel.pk).update(
        channel_class="seasonal", season_first=11, season_last=3
    )
    channel.refresh_from_db()
    rest: dict[str, Any] = {"comments_off": True, "watcher": None}
    refuses_jumps(
        channel,
        {
            "rest": (
                lambda: actions.rest_channel(channel=_now(channel), by=by, now=NOW, **rest),
                {"live"},
            ),
            "wake": (
                lambda: actions.wake_channel(
                    channel=_now(channel), comments_open=True, by=by, now=NOW
                ),
                {"resting"},
            ),
            "start": (
                lambda: actions.start_channel(channel=_now(channel), by=by, now=NOW),
                {"preparing"},
            ),
        },
        closed_on=DAY,
    )


def _now(channel: Channel) -> Channel:
    return Channel.objects.select_related("department", "municipality").get(pk=channel.pk)
