"""Many events at once for drills: residents write, change and regret, all by the seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from torg.adapters.networks.practice import accounts, visits
from torg.adapters.networks.practice.accounts import Account
from torg.adapters.networks.practice.site import Site

AT_ONCE = 200
PEOPLE = 40
COMMENTS = 0.7


@dataclass(frozen=True, slots=True)
class Storm:
    """handle: whose page. events: how many in all. edited, deleted: shares of them."""

    handle: str
    events: int
    edited: float = 0.0
    deleted: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class _Written:
    posts: list[tuple[Account, str]] = field(default_factory=list)
    comments: list[tuple[Account, str]] = field(default_factory=list)


def rage(site: Site, storm: Storm) -> Counter[str]:
    """Let it happen; how many of each verb. Each one tells the account of one event."""
    chance = random.Random(storm.seed)  # noqa: S311 - repeatable by design
    channel = accounts.by_handle(site.store, storm.handle)
    written = _Written()
    verbs = iter(_verbs(storm, chance))
    done: Counter[str] = Counter()
    while part := list(islice(verbs, AT_ONCE)):
        with site.store.writing():
            for verb in part:
                done[_one(site, channel, verb, written, chance)] += 1
    return done


def _verbs(storm: Storm, chance: random.Random) -> list[str]:
    shares = (storm.edited, storm.deleted)
    rest = max(0.0, 1.0 - sum(shares))
    return chance.choices(("edit", "delete", "write"), (*shares, rest), k=storm.events)


def _one(
    site: Site, channel: Account, verb: str, written: "_Written", chance: random.Random
) -> str:
    now, number = site.clock(), len(written.posts) + len(written.comments)
    if verb == "edit" and number:
        who, thing_id = chance.choice(written.comments or written.posts)
        visits.change(site.store, who, thing_id, f"Ändrat {chance.random()}", now)
        return verb
    if verb == "delete" and written.comments:
        # A post would take its comments with it untold.
        who, thing_id = written.comments.pop(chance.randrange(len(written.comments)))
        visits.regret(site.store, who, thing_id, now)
        return verb
    name = f"Granne {chance.randrange(PEOPLE)}"
    who = accounts.open_resident(site.store, name=name, now=now)
    if number and chance.random() < COMMENTS:
        near = written.comments if written.comments and chance.random() < 0.5 else written.posts
        _, parent = chance.choice(near)
        made = visits.comment(site.store, who, parent, f"Svar {number}", now)
        written.comments.append((who, made.id))
    else:
        made = visits.write(site.store, who, f"Fråga {number}", now, channel)
        written.posts.append((who, made.id))
    return "write"
