"""Asking a pack: which rules apply, and what they answer together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from torg.policy.facts import (
    ChannelFacts,
    InboundFacts,
    Place,
    PostFacts,
    RemovalFacts,
    ReplyFacts,
)
from torg.policy.findings import (
    ApprovalPoint,
    BookingRule,
    Deadline,
    Duty,
    Finding,
    FollowUp,
    FourEyes,
    Frame,
    RemovalTerms,
    Verdict,
)
from torg.policy.instruments import Instruments
from torg.policy.kinds import (
    KINDS,
    approval_checklist,
    availability,
    crisis_measures,
    day_booking,
    four_eyes,
    holiday_rule,
    interim_reply,
    removal_duty,
    removal_grounds,
    reply_deadline,
    reply_frame,
    watch_rounds,
)
from torg.policy.pack import Pack
from torg.policy.rule import Rule, Setting

_ORDER = {Verdict.STOP: 0, Verdict.WARN: 1, Verdict.ADVISE: 2}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Engine:
    """A pack together with the instruments of its municipality."""

    pack: Pack
    tools: Instruments

    def setting(self, at: datetime) -> Setting:
        """What is judged under at an instant."""
        return Setting(at=at, on=self.tools.clock.local(at).date(), tools=self.tools)

    def rules_for(self, kind: str, place: Place, on: date) -> list[Rule]:
        """Rules of a kind about the channel, in force on the day; a named channel's first."""
        found = [
            rule
            for rule in self.pack.rules_at(place.channel)
            if rule.kind == kind and rule.applies_to.covers(place) and rule.holds(on)
        ]
        return sorted(found, key=lambda rule: rule.applies_to.particular, reverse=True)

    def check(self, facts: Place, at: datetime) -> list[Finding]:
        """Every finding, stops first, then as the pack has them.

        Of rules that answer one question the most particular is asked, and the others not.
        """
        setting = self.setting(at)
        found: list[Finding] = []
        outdoes = self.pack.outdoing
        for rule in self.pack.rules_at(facts.channel):
            judge = KINDS[rule.kind].judge
            if judge is None or not rule.applies_to.covers(facts) or not rule.holds(setting.on):
                continue
            # Hardly any rule has one, and to ask none of them costs as much as the rule.
            outdoing = outdoes.get(rule.id)
            if outdoing and any(
                one.applies_to.covers(facts) and one.holds(setting.on) for one in outdoing
            ):
                continue
            if finding := judge(rule, facts, setting):
                found.append(finding)
        return sorted(found, key=lambda finding: _ORDER[finding.verdict])

    def deadline(self, facts: InboundFacts) -> Deadline:
        """The most particular deadline rule, then the holiday rule."""
        setting = self.setting(facts.arrived_at)
        asked = self.rules_for("reply_deadline", facts, setting.on)
        rule = _first(reply_deadline.about(asked, facts.kind))
        if rule is None:
            return Deadline(None, None, ("Kommunens regler anger ingen svarstid.",))
        found = reply_deadline.answer(rule, facts, setting)
        moved = _first(self.rules_for("holiday_rule", facts, setting.on))
        if moved is None or not reply_deadline.rests(rule):
            return found
        return holiday_rule.moved(moved, facts, found, setting)

    def crisis_deadline(self, facts: InboundFacts) -> Deadline | None:
        """When an answer is due in a crisis; None where the rules state no hours for it."""
        setting = self.setting(facts.arrived_at)
        rules = self.rules_for("crisis_measures", facts, setting.on)
        found = (crisis_measures.answer(rule, facts, setting) for rule in rules)
        return next((each for each in found if each), None)

    def follow_up(self, place: Place, at: datetime) -> FollowUp | None:
        """When we are back after an interim reply sent at the instant, by the rules."""
        rule = _first(self.rules_for("interim_reply", place, self.setting(at).on))
        return interim_reply.follow_up(rule, at, self.tools.clock) if rule else None

    def reply_frame(self, facts: ReplyFacts, at: datetime) -> Frame:
        """Greeting and closing from the most particular rule of each."""
        rules = self.rules_for("reply_frame", facts, self.setting(at).on)
        chosen: dict[str, Rule] = {}
        for rule in rules:
            params = rule.params_as(reply_frame.Params)
            chosen.setdefault("optional" if params.optional else params.part, rule)
        parts = {part: reply_frame.rendered(rule, facts) for part, rule in chosen.items()}
        name_found = bool(reply_frame.first_name(facts.recipient_name))
        explanation: tuple[str, ...] = ()
        if "greeting" in chosen and not name_found:
            explanation = ("Förnamnet går inte att utläsa. Hälsningen är allmän, ändra om du vet.",)
        return Frame(
            greeting=parts.get("greeting", ""),
            closing=parts.get("closing", ""),
            citations=tuple(rule.citation for rule in chosen.values()),
            name_found=name_found,
            optional_closing=parts.get("optional", ""),
            explanation=explanation,
            rule_ids=tuple(rule.id for rule in chosen.values()),
        )

    def booking_limit(self, facts: ChannelFacts, at: datetime) -> BookingRule | None:
        """The most particular day booking rule."""
        rule = _first(self.rules_for("day_booking", facts, self.setting(at).on))
        return day_booking.booking_rule(rule) if rule else None

    def four_eyes(self, facts: PostFacts | ReplyFacts, at: datetime) -> FourEyes | None:
        """The strictest rule that concerns the text."""
        rules = self.rules_for("four_eyes", facts, self.setting(at).on)
        asked = [four_eyes.second_reader(rule) for rule in rules if four_eyes.concerns(rule, facts)]
        return _first(sorted(asked, key=lambda asks: not asks.required))

    def approval_points(self, facts: PostFacts, at: datetime) -> list[ApprovalPoint]:
        """What whoever approves ticks, as the rules have it."""
        rules = self.rules_for("approval_checklist", facts, self.setting(at).on)
        return [point for rule in rules for point in approval_checklist.points(rule)]

    def availability(self, facts: PostFacts, at: datetime) -> timedelta | None:
        """How long somebody answers questions about a post once it is out; None: no rule."""
        rule = _first(self.rules_for("availability", facts, self.setting(at).on))
        return timedelta(hours=rule.params_as(availability.Params).hours) if rule else None

    def watch_duties(self, facts: ChannelFacts, day: date) -> list[Duty]:
        """Every duty of the day."""
        noon = self.tools.clock.instants_of(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 wall time
        setting = self.setting(noon[0])
        duties = (
            watch_rounds.duty(rule, facts, day, setting)
            for rule in self.rules_for("watch_rounds", facts, day)
        )
        return [duty for duty in duties if duty]

    def removal_terms(self, facts: RemovalFacts) -> RemovalTerms:
        """All rules on removal read together, as they stood at discovery."""
        on = self.setting(facts.discovered_at).on
        grounds = tuple(
            ground
            for rule in self.rules_for("removal_grounds", facts, on)
            for ground in removal_grounds.grounds(rule, on)
        )
        chosen = next((ground for ground in grounds if ground.code == facts.ground), None)
        duties = self.rules_for("removal_duty", facts, on)
        clock_runs = chosen is None or chosen.clock
        timed = _those(duties, lambda params: params.hours or params.promptly) if clock_runs else []
        kept = _those(duties, lambda params: params.retention_years)
        protecting = _those(duties, lambda params: params.criticism_protected)
        params = [rule.params_as(removal_duty.Params) for rule in duties]
        alert = min((p.alert_minutes for p in params if p.alert_minutes), default=None)
        sealed = facts.sealed_at
        return RemovalTerms(
            grounds=grounds,
            deadline=min(filter(None, _dues(timed, facts)), default=None),
            evidence=_evidence(params, no_copy=bool(chosen and chosen.no_copy) or facts.no_copy),
            retention_years=max((p.retention_years or 0 for p in params), default=0) or None,
            citation=timed[0].citation if timed else None,
            explanation=_steps(timed, facts, self.tools),
            promptly=clock_runs and any(p.promptly for p in params),
            alert_minutes=alert,
            alert_at=sealed + timedelta(minutes=alert) if alert and sealed else None,
            assessment=any(p.assessment for p in params) or bool(chosen and chosen.assessment),
            explain_to_author=any(p.explain_to_author for p in params),
            criticism_protected=bool(protecting),
            protected=tuple(rule.message.format(missing="") for rule in protecting),
            kept_until=_kept_until(kept, facts, self.tools),
            case_system=next((p.case_system for p in params if p.case_system), ""),
            retention_citation=kept[0].citation if kept else None,
            rule_ids=tuple(rule.id for rule in duties),
            help_key=duties[0].help_key if duties else "",
        )


def _first(found: list[T]) -> T | None:
    return found[0] if found else None


def _those(rules: list[Rule], says: Callable[[removal_duty.Params], object]) -> list[Rule]:
    return [rule for rule in rules if says(rule.params_as(removal_duty.Params))]


def _dues(rules: list[Rule], facts: RemovalFacts) -> list[datetime | None]:
    return [removal_duty.clock_runs_out(rule, facts) for rule in rules]


def _evidence(params: list[removal_duty.Params], *, no_copy: bool) -> tuple[str, ...]:
    wanted = dict.fromkeys(element for each in params for element in each.evidence)
    return tuple(element for element in wanted if not (no_copy and element == "image"))


def _kept_until(rules: list[Rule], facts: RemovalFacts, tools: Instruments) -> date | None:
    days = (removal_duty.kept_until(rule, facts, tools.clock) for rule in rules)
    return max(filter(None, days), default=None)


def _steps(rules: list[Rule], facts: RemovalFacts, tools: Instruments) -> tuple[str, ...]:
    said = (step for rule in rules for step in removal_duty.steps(rule, facts, tools.clock))
    return tuple(dict.fromkeys(said))
