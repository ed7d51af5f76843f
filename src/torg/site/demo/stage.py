"""The clock of the story, the order of what happens, and everyone who takes part."""

import heapq
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from torg.channels.models import Channel
from torg.delivery.jobs import Step, deliver_due, no_step
from torg.delivery.models import Worker
from torg.inbox.actions import store_webhook
from torg.inbox.jobs import process_spool
from torg.inbox.models import Message
from torg.kernel.liveness import Lock
from torg.kernel.worktime import OfficeCalendar
from torg.people.models import Department, Municipality, User
from torg.rules.queries import calendar
from torg.site.demo.script import Script

if TYPE_CHECKING:
    from torg.site.wiring import Rehearsal

Happening = Callable[[], object]


@dataclass(slots=True)
class Clock:
    """What time it is in the story. Calling it tells."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Stage:
    """One municipality's story. end: the real now, where it meets the visitor."""

    municipality: Municipality
    script: Script
    network: "Rehearsal"
    clock: Clock
    end: datetime
    chance: random.Random
    worker: Worker
    lock: Lock
    units: Mapping[str, Department] = field(default_factory=dict)
    people: Mapping[str, User] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    _coming: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _planned: int = 0
    _newcomers: int = 0
    _residents: list[str] = field(default_factory=list)
    _office: OfficeCalendar | None = None
    _gone: set[str] = field(default_factory=set)

    @property
    def now(self) -> datetime:
        """The story's time."""
        return self.clock.now

    @property
    def office(self) -> OfficeCalendar:
        """The municipality's working time, asked for once: the rules do not change meanwhile."""
        if self._office is None:
            self._office = calendar(self.municipality, self.end)
        return self._office

    def plan(self, at: datetime, happens: Happening) -> None:
        """Let it happen then; what would be after `end` is still to come and never does."""
        if at < self.end:
            self._planned += 1
            heapq.heappush(self._coming, (max(at, self.now), self._planned, happens))

    def play(self) -> None:
        """Everything, in the order of time."""
        while self._coming:
            at, _, happens = heapq.heappop(self._coming)
            self.clock.now = max(self.now, at)
            happens()
        self.clock.now = self.end
        # The next municipality's desk knows none of these accounts.
        self.hear()

    def at(self, day_from_now: int, wall: str) -> datetime:
        """The instant of a wall time so many days from the end."""
        day = self.office.local(self.end).date() + timedelta(days=day_from_now)
        return self.office.instants_of(datetime.combine(day, time.fromisoformat(wall)))[0]

    def at_work(self, after: datetime, minutes: float) -> datetime:
        """When somebody has had so many minutes of office time since."""
        return self.office.add_office_minutes(after, max(1, round(minutes)))

    def soon(self, low: float, high: float) -> datetime:
        """Some minutes from now, around the clock."""
        return self.now + timedelta(minutes=self.chance.uniform(low, high))

    def resident(self) -> str:
        """The next of the residents; everybody has had a turn before somebody comes again."""
        if not self._residents:
            self._residents = [who for who in self.script.residents if who not in self._gone]
            self.chance.shuffle(self._residents)
        return self._residents.pop()

    def newcomer(self) -> str:
        """Somebody who has written nothing yet and will write no more."""
        self._newcomers += 1
        return self.script.recent[self._newcomers - 1]

    def shut_out(self, name: str) -> None:
        """Somebody whom the municipality has blocked is heard no more."""
        self._gone.add(name)
        self._residents = [who for who in self._residents if who != name]

    def deliver(self, step: Step = no_step) -> None:
        """Let the worker send what is due."""
        deliver_due(self.worker, self.lock, clock=self.clock, slots=1, step=step)

    def hear(self) -> None:
        """Take in what the network has to tell, as by webhook."""
        by_account = {row.connection.account_id: row for row in self.channels.values()}
        for account_id, body in self.network.deliveries():
            row = by_account[account_id]
            store_webhook(
                municipality_id=row.municipality_id, channel_id=row.pk, body=body, now=self.now
            )
        process_spool(clock=self.clock)

    def message(self, network_id: str) -> Message:
        """What is in the inbox under the network's id."""
        return Message.objects.select_related(
            "thread__channel__department", "thread__municipality", "thread__person"
        ).get(network_id=network_id, is_current=True)
