"""Weeks of past life for a demo: the same seed gives the same ids, times and texts."""

import heapq
import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from torg.adapters.networks.practice import accounts, things
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.cast import CAST
from torg.adapters.networks.practice.remarks import Remark, RemarkKind, data, remark_on
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.talks import conversation
from torg.adapters.networks.practice.things import Pen, Thing

OFFICE_OPENS = 6  # UTC: about eight in Sweden
OFFICE_HOURS = 9


@dataclass(frozen=True, slots=True)
class Lived:
    """One thing that happened, oldest first in the list.

    thing: what was made. account: whose page. by_channel: the account wrote it itself.
    remark: the right label of a resident's comment, for tests and for teaching.
    """

    thing: Thing
    account: Account
    author: Account
    by_channel: bool
    remark: RemarkKind | None = None


@dataclass(slots=True)
class _Scene:
    """The story so far and what is still to come, in the order of time."""

    store: Store
    db: sqlite3.Connection
    people: list[Account]
    chance: random.Random
    now: datetime
    lived: list[Lived] = field(default_factory=list)
    _coming: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    _planned: int = 0

    def plan(self, at: datetime, happens: Callable[[datetime], None]) -> None:
        """Let it happen at that moment, unless that is still to come today."""
        if at < self.now:
            self._planned += 1
            heapq.heappush(self._coming, (at, self._planned, happens))

    def play(self) -> None:
        """Everything, oldest first: ids and events come in the order of time."""
        while self._coming:
            at, _, happens = heapq.heappop(self._coming)
            happens(at)

    def pen(self, who: Account, at: datetime) -> Pen:
        return Pen(self.store, self.db, who, at, self.store.new_id("a"))

    def someone(self) -> Account:
        return self.chance.choice(self.people)

    def later(self, at: datetime, hours: float) -> datetime:
        return at + timedelta(seconds=self.chance.uniform(60, hours * 3600))


def seed_history(
    store: Store, channels: Sequence[Account], *, weeks: int, now: datetime, seed: int
) -> list[Lived]:
    """Fill the weeks before `now` with posts, comments, answers, messages and likes.

    Nothing happens when any of the accounts' pages has been written on. One transaction.
    Returns what was written, oldest first, likes left out.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable by design
    before = store.mint
    store.mint = lambda: f"{chance.getrandbits(128):032x}"
    try:
        with store.writing() as db:
            if any(_has_written(db, channel) for channel in channels):
                return []
            people = [
                accounts.open_resident(store, name=role.name, about=role.about, now=now, db=db)
                for role in CAST
            ]
            scene = _Scene(store, db, people, chance, now)
            for channel in channels:
                for week in range(weeks, 0, -1):
                    _week(scene, channel, now - timedelta(weeks=week))
            scene.play()
    finally:
        store.mint = before
    return scene.lived


def _has_written(db: sqlite3.Connection, channel: Account) -> bool:
    row = db.execute("SELECT 1 FROM thing WHERE place_id = ? LIMIT 1", (channel.id,)).fetchone()
    return row is not None


def _week(scene: _Scene, channel: Account, start: datetime) -> None:
    chance = scene.chance
    texts = [text for group in data("history.toml")["posts"].values() for text in group]
    days = sorted(chance.sample(range(7), chance.randint(2, 4)))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    for day, text in zip(days, chance.sample(texts, len(days)), strict=True):
        hours = OFFICE_OPENS + chance.uniform(0, OFFICE_HOURS)
        scene.plan(midnight + timedelta(days=day, hours=hours), _posts(scene, channel, text))
    if chance.random() < 0.5:
        scene.plan(scene.later(start, 150), _asks(scene, channel))
    if chance.random() < 0.5:
        scene.plan(scene.later(start, 150), _visits(scene, channel))


def _posts(scene: _Scene, channel: Account, text: str) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        post = things.make(scene.pen(channel, at), "post", verb="publish", text=text)
        scene.lived.append(Lived(post, channel, channel, by_channel=True))
        remarks = {remark_on(text, scene.chance) for _ in range(scene.chance.randint(0, 6))}
        for remark in sorted(remarks, key=lambda remark: remark.text):
            scene.plan(scene.later(at, 40), _comments(scene, channel, post, remark))
        for who in scene.chance.sample(scene.people, scene.chance.randint(0, 6)):
            scene.plan(scene.later(at, 60), _likes(scene, who, post))

    return happens


def _comments(
    scene: _Scene, channel: Account, post: Thing, remark: Remark
) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        who = scene.someone()
        comment = things.make(
            scene.pen(who, at), "comment", verb="comment", text=remark.text, parent=post
        )
        scene.lived.append(Lived(comment, channel, who, by_channel=False, remark=remark.kind))
        answers = data("history.toml")["replies"].get(remark.kind.value, [])
        if answers and at < scene.now - timedelta(days=1) and scene.chance.random() < 0.8:
            text = scene.chance.choice(answers)
            scene.plan(scene.later(at, 6), _answers(scene, channel, comment, text))

    return happens


def _answers(
    scene: _Scene, channel: Account, comment: Thing, text: str
) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        said = things.make(
            scene.pen(channel, at), "comment", verb="reply", text=text, parent=comment
        )
        scene.lived.append(Lived(said, channel, channel, by_channel=True))

    return happens


def _likes(scene: _Scene, who: Account, post: Thing) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        things.make(scene.pen(who, at), "like", verb="like", parent=post)

    return happens


def _asks(scene: _Scene, channel: Account) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        who = scene.someone()
        text = scene.chance.choice(data("history.toml")["messages"]["texts"])
        message = things.make(
            scene.pen(who, at),
            "message",
            verb="message",
            text=text,
            place_id=channel.id,
            root_id=conversation(channel.id, who.id),
        )
        scene.lived.append(Lived(message, channel, who, by_channel=False))

    return happens


def _visits(scene: _Scene, channel: Account) -> Callable[[datetime], None]:
    def happens(at: datetime) -> None:
        who = scene.someone()
        text = scene.chance.choice(data("history.toml")["visitors"]["texts"])
        post = things.make(scene.pen(who, at), "post", verb="write", text=text, place_id=channel.id)
        scene.lived.append(Lived(post, channel, who, by_channel=False))

    return happens
