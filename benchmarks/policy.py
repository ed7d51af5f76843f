"""A thousand rules on one draft, as the editor asks at every pause in typing.

Subject: the engine's own check of a pack of a thousand rules: the four municipalities' rules
about posts, again and again under ids of their own. Limit: the bare loop over the checks of
the rules that concern the channel, picked out beforehand; it asks nothing else. Each draft
differs from the one before by a word, so that nothing is remembered from it. Rows divided by
a hundred are the drafts.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from benchmarks.ingest_words import text
from benchmarks.plan import Line, Plan
from benchmarks.rounds import ratio
from torg.policy.engine import Engine
from torg.policy.facts import PostFacts
from torg.policy.findings import Finding
from torg.policy.kinds import KINDS
from torg.policy.loading import load_folder
from torg.policy.office import instruments_of
from torg.policy.pack import Pack
from torg.policy.rule import Rule

POLICIES = Path(__file__).resolve().parents[1] / "policies"
RULES = 1_000
MOST_MS = 5.0
GATE = 1.5
SEED = 1
DRAFT_WORDS = 120
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bench:
    """An engine of a thousand rules about posts, and those of them that concern the channel."""

    engine: Engine
    concerned: tuple[Rule, ...]

    def subject(self, drafts: list[PostFacts]) -> list[int]:
        """The engine's answers: how many findings each draft gets."""
        return [len(self.engine.check(draft, AT)) for draft in drafts]

    def limit(self, drafts: list[PostFacts]) -> list[int]:
        """The bare loop over the same checks."""
        checks = [(KINDS[rule.kind].judge, rule) for rule in self.concerned]
        setting = self.engine.setting(AT)
        found = []
        for draft in drafts:
            told: list[Finding] = []
            for judge, rule in checks:
                if judge is not None and (finding := judge(rule, draft, setting)):
                    told.append(finding)
            found.append(len(told))
        return found


def run(plan: Plan) -> list[Line]:
    """Every size of the plan."""
    made = bench()
    return [_one(made, rows, plan.rounds) for rows in plan.rows]


def bench() -> Bench:
    """The rules of the four packs, copied until there are a thousand."""
    packs = [load_folder(file.parent) for file in sorted(POLICIES.glob("*/pack.toml"))]
    about_posts = [rule for pack in packs for rule in pack.chosen if _is_about_posts(rule)]
    rules = tuple(
        replace(rule, id=f"{rule.id}-{number}", reading=None)
        for number, rule in enumerate(islice(cycle(about_posts), RULES))
    )
    whole: Pack = replace(packs[0], rules=rules, principles={})
    engine = Engine(whole, instruments_of(whole.office))
    draft, day = drafts(1)[0], engine.setting(AT).on
    concerned = tuple(rule for rule in rules if rule.applies_to.covers(draft) and rule.holds(day))
    return Bench(engine, concerned)


def drafts(count: int) -> list[PostFacts]:
    """Posts of 120 words with a link, each a word away from the one before."""
    chance = random.Random(SEED)
    words: list[str] = []
    while len(words) < DRAFT_WORDS:
        words += text(chance).split()
    words = words[:DRAFT_WORDS]
    made = []
    for number in range(count):
        words[number % DRAFT_WORDS] = f"ord{number}"
        made.append(
            PostFacts(
                channel="kanal", network="facebook", channel_class="main",
                text=" ".join(words) + ". Läs mer på https://kommunen.example/nyheter",
                planned_for=AT.date(), author_given_name="Prov",
                author_full_name="Prov Person",
            )
        )  # fmt: skip
    return made


def _is_about_posts(rule: Rule) -> bool:
    kind = KINDS[rule.kind]
    return kind.judge is not None and PostFacts in kind.facts


def _one(made: Bench, rows: int, rounds: int) -> Line:
    written = drafts(max(1, rows // 100))
    same = made.subject(written) == made.limit(written)
    found = ratio(lambda: made.subject(written), lambda: made.limit(written), rounds)
    each = found.subject / len(written) * 1000
    faults = [
        told
        for told, bad in (
            (f"{each:.2f} ms a draft (gate {MOST_MS:.0f})", each >= MOST_MS),
            ("the engine finds something else than the checks do", not same),
        )
        if bad
    ]
    told = (
        f"{each:.2f} ms a draft under {RULES} rules, {len(made.concerned)} of which concern it; "
        f"bare loop {found.limit / len(written) * 1000:.2f} ms; {len(written)} drafts of "
        f"{DRAFT_WORDS} words, seed {SEED}"
    )
    return Line(rows, found.median, GATE, told, tuple(faults))
