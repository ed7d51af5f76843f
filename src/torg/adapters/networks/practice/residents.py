"""Residents that talk by themselves in demo mode."""

import random
import sqlite3
import threading
from contextlib import suppress
from datetime import timedelta

from torg.adapters.networks.practice import accounts, visits
from torg.adapters.networks.practice.cast import CAST
from torg.adapters.networks.practice.refusal import No
from torg.adapters.networks.practice.remarks import data, remark_on
from torg.adapters.networks.practice.site import Site
from torg.adapters.networks.practice.stamps import stamp
from torg.adapters.networks.practice.store import Store
from torg.adapters.networks.practice.things import Thing

RECENT = 20
SECONDS_AN_HOUR = 3600.0
# A post is news for a while: somebody looks this often (seconds), and that eagerly.
NEWS = timedelta(minutes=20)
LOOK = 15.0
EAGER = 0.3


def speak(site: Site, chance: random.Random) -> Thing | None:
    """One resident does one thing: mostly a comment on a recent post of a channel.

    None when there is nothing to talk about or the account has shut the person out.
    """
    who = accounts.open_resident(site.store, name=chance.choice(CAST[1:]).name, now=site.clock())
    posts = _recent(site.store)
    channels = accounts.channels(site.store)
    dice = chance.random()
    try:
        if channels and (dice < 0.1 or not posts):
            text = chance.choice(data("history.toml")["messages"]["texts"])
            return visits.ask(site.store, who, chance.choice(channels), text, site.clock())
        if channels and dice < 0.2:
            text = chance.choice(data("history.toml")["visitors"]["texts"])
            channel = chance.choice(channels)
            return visits.write(site.store, who, text, site.clock(), channel)
        if not posts:
            return None
        post = chance.choice(posts)
        if dice < 0.35:
            return visits.mark(site.store, who, post["id"], "like", site.clock())
        text = remark_on(post["text"], chance).text
        return visits.comment(site.store, who, post["id"], text, site.clock())
    except No:
        return None


def react(site: Site, chance: random.Random) -> Thing | None:
    """Somebody comments the newest post that nobody has commented yet; None without one."""
    since = stamp(site.clock() - NEWS)
    row = (
        site.store.reading()
        .execute(
            "SELECT t.id, t.text FROM thing t JOIN account a ON a.id = t.author_id"
            " WHERE t.kind = 'post' AND a.is_channel = 1 AND t.deleted_at IS NULL"
            " AND t.created_at > ? AND NOT EXISTS"
            " (SELECT 1 FROM thing c WHERE c.root_id = t.id AND c.kind = 'comment')"
            " ORDER BY t.created_at DESC LIMIT 1",
            (since,),
        )
        .fetchone()
    )
    if row is None:
        return None
    who = accounts.open_resident(site.store, name=chance.choice(CAST[1:]).name, now=site.clock())
    text = remark_on(row["text"], chance).text
    try:
        return visits.comment(site.store, who, row["id"], text, site.clock())
    except No:
        return None


def _recent(store: Store) -> list[sqlite3.Row]:
    return (
        store.reading()
        .execute(
            "SELECT t.id, t.text FROM thing t JOIN account a ON a.id = t.author_id"
            " WHERE t.kind = 'post' AND a.is_channel = 1 AND t.deleted_at IS NULL"
            " ORDER BY t.created_at DESC LIMIT ?",
            (RECENT,),
        )
        .fetchall()
    )


class Talker(threading.Thread):
    """Speaks at random moments, on average as often as the settings say, and of news sooner."""

    def __init__(self, site: Site) -> None:
        super().__init__(name="practice-talker", daemon=True)
        self._site = site
        self._stopped = threading.Event()

    def run(self) -> None:
        """Until stop."""
        settings = self._site.store.settings
        chance = random.Random(settings.seed)  # noqa: S311 - repeatable by design
        pace = settings.talk_per_hour / SECONDS_AN_HOUR
        left = chance.expovariate(pace)
        while not self._stopped.wait(min(left, LOOK)):
            left -= LOOK
            # A file that others hold for long: somebody else speaks another time.
            with suppress(sqlite3.OperationalError):
                if left <= 0:
                    left = chance.expovariate(pace)
                    speak(self._site, chance)
                elif chance.random() < EAGER:
                    react(self._site, chance)
        self._site.store.close()

    def stop(self) -> None:
        """End after the remark under way."""
        self._stopped.set()
