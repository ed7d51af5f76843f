"""F6, approval: whatever two people do in whatever order, only what was approved goes out.

A model walks approve, return, edit, withdraw, move in time, hold, lift, a lost right and the
clock, and after every step asks the network: is each post that stands there exactly what
somebody other than its author had approved, once, at its minute or later?
"""

import os
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import Desk, make_desk
from tests.factories.planning import TICKED, content

from torg.channels.models import ChannelClass
from torg.delivery.actions import lift_hold, place_hold, start_worker
from torg.delivery.jobs import deliver_due, reap, settle_unknown
from torg.delivery.models import Hold, Worker
from torg.kernel.liveness import FileLock
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import every_municipality
from torg.planning import actions
from torg.planning.jobs import release_due
from torg.planning.models import DayBooking, Post
from torg.planning.queries import content_hash
from torg.ports.errors import Unreachable
from torg.ports.network import ActRequest, ReadBack, Receipt, Seen

STEPS = 40
FULL = os.environ.get("FULL") == "1"
START = datetime.fromisoformat("2026-09-08T06:00+00:00")
DAYS = st.integers(0, 3)
MINUTES = st.sampled_from([1, 10, 45, 180])
MEDDLING = st.sampled_from(["", "edit", "stale edit", "withdraw", "return", "hold"])
OUTCOMES = st.sampled_from(["live", "live", "live", "silent", "lost"])
HOURS = st.sampled_from(["11:30", "16:15", "22:45"])


class Undo(Exception):
    """Ends the example's transaction."""


class Plan(RuleBasedStateMachine):
    """Two writers and a lead on one main page; `said` is the model: what was approved when."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.everyone = every_municipality()
        self.everyone.__enter__()
        self.folder = TemporaryDirectory()
        self.network = wire_scripted()
        self.clock = START
        self.number = 0
        self.said: dict[str, tuple[str, datetime, Any]] = {}
        self.outcome = "live"
        self.stands: list[tuple[str, datetime]] = []
        self.network.answer, self.network.look = self.answer, self.look

    @initialize()
    def furnish(self) -> None:
        self.desk: Desk = make_desk("malmo")
        self.channel = make_channel(
            department=self.desk.department, channel_class=ChannelClass.MAIN
        )
        self.lock = FileLock(Path(self.folder.name))
        self.worker: Worker = start_worker(lock=self.lock, now=self.clock)

    def answer(self, request: ActRequest) -> Receipt:
        """The network takes it, or takes it and does not answer, or never gets it."""
        if self.outcome != "lost":
            self.stands.append((request.text, self.clock))
        if self.outcome != "live":
            raise Unreachable("timeout", maybe_done=True)
        return self.network.receipt(request)

    def look(self, request: ActRequest) -> ReadBack:
        """What stands there, truly."""
        if any(text == request.text for text, _ in self.stands):
            return ReadBack(Seen.FOUND, "Det syns.", self.network.receipt(request))
        return ReadBack(Seen.ABSENT, "Det syns inte.")

    def posts(self) -> list[Post]:
        return list(Post.objects.order_by("id"))

    def some(self, pick: int) -> Post:
        posts = self.posts()
        return posts[pick % len(posts)]

    def told(self, day: int, hour: str) -> Any:
        self.number += 1
        return content(
            self.channel,
            text=f"Nummer {self.number} på https://kommun.example/bad",
            planned_wall=f"{(self.clock + timedelta(days=day)).date()}T{hour}",
            motive="Övning.",
        )

    def attempt(self, verb: Any, **given: Any) -> bool:
        """Do it as people do: a refusal is an answer, anything else a defect."""
        try:
            with transaction.atomic():
                verb(**given, now=self.clock)
        except (Refusal, Denied):
            return False
        return True

    @rule(day=DAYS, hour=HOURS)
    def write(self, day: int, hour: str) -> None:
        self.attempt(
            actions.write_post,
            department=self.desk.department,
            content=self.told(day, hour),
            by=self.desk.writer,
        )

    @rule(day=DAYS, hour=HOURS)
    def prepare(self, day: int, hour: str) -> None:
        """The common way, so that there is something to meddle with."""
        self.write(day, hour)
        if self.posts():
            self.submit(-1)
            self.approve(-1, "now", False)

    @rule(day=DAYS, hour=HOURS, how=MEDDLING, outcome=OUTCOMES)
    def meddle(self, day: int, hour: str, how: str, outcome: str) -> None:
        """One thing happens between the approval and the minute."""
        self.lift()
        self.prepare(day, hour)
        if how in {"edit", "stale edit"} and self.posts():
            self.edit(-1, day, hour, how == "stale edit")
        elif how == "withdraw" and self.posts():
            self.withdraw(-1)
        elif how == "return" and self.posts():
            self.give_back(-1)
        elif how == "hold":
            self.hold(True)
        if Post.objects.filter(state="approved").exists():
            self.reach_the_minute(outcome)

    @precondition(lambda self: self.posts())
    @rule(pick=st.integers(0, 9), day=DAYS, hour=HOURS, stale=st.booleans())
    def edit(self, pick: int, day: int, hour: str, stale: bool) -> None:
        """New words or a new time; sometimes from an old copy of the page."""
        post = self.some(pick)
        revision = post.revision - stale
        told = self.told(day, hour)
        self.attempt(
            actions.edit_post, post=post, content=told, revision=revision, by=self.desk.writer
        )

    @precondition(lambda self: self.posts())
    @rule(pick=st.integers(0, 9))
    def submit(self, pick: int) -> None:
        self.attempt(actions.submit, post=self.some(pick), by=self.desk.writer)

    @precondition(lambda self: self.posts())
    @rule(pick=st.integers(0, 9), seen=st.sampled_from(["now", "before"]), own=st.booleans())
    def approve(self, pick: int, seen: str, own: bool) -> None:
        """By the lead or, forbidden, by the author; of what stands there or of an old text."""
        post = self.some(pick)
        read = content_hash(post) if seen == "now" else "0" * 64
        by = self.desk.writer if own else self.desk.lead
        if self.attempt(actions.approve, post=post, content=read, checks=TICKED, by=by):
            assert not own, "nobody approves their own"
            assert seen == "now", "nobody approves what they have not read"
            assert post.planned_at is not None
            self.said[post.text] = (str(post.pk), post.planned_at, self.clock)

    @precondition(lambda self: self.posts())
    @rule(pick=st.integers(0, 9))
    def give_back(self, pick: int) -> None:
        self.attempt(
            actions.return_post, post=self.some(pick), reason="Skriv om.", by=self.desk.lead
        )

    @precondition(lambda self: self.posts())
    @rule(pick=st.integers(0, 9))
    def withdraw(self, pick: int) -> None:
        post = self.some(pick)
        if self.attempt(actions.withdraw, post=post, by=self.desk.writer):
            self.said.pop(post.text, None)

    @rule(wide=st.booleans())
    def hold(self, wide: bool) -> None:
        self.attempt(
            place_hold,
            municipality=self.desk.municipality,
            channel=None if wide else self.channel,
            reason="Olycka",
            by=self.desk.lead,
        )

    @rule()
    def lift(self) -> None:
        hold = Hold.objects.filter(lifted_at__isnull=True).first()
        if hold is not None:
            self.attempt(lift_hold, hold=hold, by=self.desk.lead)

    @rule(minutes=MINUTES, outcome=OUTCOMES)
    def go_on(self, minutes: int, outcome: str) -> None:
        """Time passes; the network answers, or takes it and is silent, or never gets it."""
        self.clock += timedelta(minutes=minutes)
        self.go_round(outcome)

    @precondition(lambda self: Post.objects.filter(state="approved").exists())
    @rule(outcome=OUTCOMES)
    def reach_the_minute(self, outcome: str) -> None:
        """The next approved post's minute comes."""
        post = Post.objects.filter(state="approved").earliest("planned_at")
        assert post.planned_at is not None
        self.clock = max(self.clock, post.planned_at)
        self.go_round(outcome)

    def go_round(self, outcome: str) -> None:
        """The worker's round."""
        self.outcome = outcome
        before = len(self.stands)
        release_due(clock=lambda: self.clock)
        reap(self.lock, clock=lambda: self.clock)
        settle_unknown(clock=lambda: self.clock)
        deliver_due(self.worker, self.lock, clock=lambda: self.clock, slots=1)
        if Hold.objects.filter(lifted_at__isnull=True).exists():
            assert len(self.stands) == before, "a hold holds"

    @invariant()
    def only_what_was_approved_stands(self) -> None:
        texts = [text for text, _ in self.stands]
        assert len(texts) == len(set(texts)), "twice"
        for text, at in self.stands:
            assert text in self.said, f"never approved, or withdrawn: {text}"
            assert at >= self.said[text][1], "before its minute"

    @invariant()
    def one_slot_is_one_post(self) -> None:
        days = list(DayBooking.objects.values_list("day", flat=True))
        assert len(days) == len(set(days))

    def teardown(self) -> None:
        self.lock.release()
        self.folder.cleanup()
        self.everyone.__exit__(None, None, None)
        try:
            raise Undo
        except Undo as error:
            self.transaction.__exit__(Undo, error, error.__traceback__)


@pytest.mark.drill
@pytest.mark.django_db
def test_only_what_was_approved_goes_out() -> None:
    """240 steps in CI, 10,000 with FULL=1."""
    run_state_machine_as_test(
        Plan,
        settings=settings(
            max_examples=250 if FULL else 6,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
