"""What the rules say of a channel's life, as the channels room asks: typed answers to questions.

Whether something may be done is asked of `Engine.check`; here stands what is to be done.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from torg.policy.channel_facts import (
    AccessFacts,
    ApplicationFacts,
    CheckFacts,
    ClosingFacts,
    DecisionFacts,
    LaunchFacts,
    RegisterFacts,
    ReviewFacts,
    RoutingFacts,
)
from torg.policy.channel_findings import (
    ClosingPlan,
    CrisisTerms,
    DecidedBy,
    LaunchItem,
    NextCheck,
    Question,
    ReachTerms,
    Responsibility,
)
from torg.policy.engine import Engine
from torg.policy.facts import Place
from torg.policy.findings import Citation, Finding, Verdict
from torg.policy.kinds import (
    bought_reach,
    channel_count,
    channel_register,
    closing_notice,
    closing_steps,
    consultation,
    crisis_measures,
    deciders,
    inbox_owner,
    launch_checklist,
    measure,
    network_responsibility,
    orientation,
    recurring_check,
    register_entry,
    review_outcome,
    snapshots,
    start_form,
)
from torg.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """The rules as they stand at an instant."""

    engine: Engine
    at: datetime

    def application(self, facts: ApplicationFacts) -> tuple[Question, ...]:
        """The form, each question once, those of the exception where one is needed."""
        found: dict[str, Question] = {}
        for rule in self._rules("start_form", facts):
            params = rule.params_as(start_form.Params)
            for each in params.fields:
                asked = _question(rule, each.key, each.label, each.kind, params.before)
                asked = replace(asked, text=each.text)
                found[each.key] = _sooner(found.get(each.key), asked)
        for rule in self._rules("channel_count", facts):
            for question in _of_exception(rule, facts):
                found.setdefault(question.key, question)
        return tuple(found.values())

    def launch(self, facts: LaunchFacts) -> tuple[LaunchItem, ...]:
        """The checklist."""
        return tuple(
            LaunchItem(
                each.key,
                each.label,
                rule.verdict is Verdict.STOP,
                rule.params_as(launch_checklist.Params).by or "",
                rule.citation,
                rule.help_key,
            )
            for rule in self._rules("launch_checklist", facts)
            if facts.comments_open or not rule.params_as(launch_checklist.Params).open_comments
            for each in rule.params_as(launch_checklist.Params).items
        )

    def decision(self, facts: DecisionFacts) -> DecidedBy:
        """Who decides and who is asked; no roles where no rule says it."""
        matter = "start" if isinstance(facts, ApplicationFacts) else "close"
        named = [
            rule
            for rule in self._rules("deciders", facts)
            if rule.params_as(deciders.Params).matter == matter
        ]
        asked = [
            params
            for rule in self._rules("consultation", facts)
            if (params := rule.params_as(consultation.Params)).matter == matter
            and consultation.concerns(params, facts)
        ]
        says = named[0].params_as(deciders.Params) if named else None
        return DecidedBy(
            roles=says.roles if says else (),
            own_department=bool(says and says.own_department),
            different_people=bool(says and says.different_people),
            motive=bool(says and says.motive),
            outstanding=deciders.outstanding(says, facts) if says else "",
            consulted=tuple(role for each in asked if not each.receives for role in each.roles),
            receives=tuple(role for each in asked if each.receives for role in each.roles),
            citation=named[0].citation if named else None,
        )

    def roles_in(self, matter: str) -> frozenset[str]:
        """Everybody whom some rule lets decide on, receive or be asked about starts or closings."""
        on = self.engine.setting(self.at).on
        said = (rule.params for rule in self.engine.pack.chosen if rule.holds(on))
        return frozenset(
            role
            for each in said
            if isinstance(each, deciders.Params | consultation.Params) and each.matter == matter
            for role in each.roles
        )

    def closing(self, facts: ClosingFacts) -> ClosingPlan:
        """Steps, reasons and notices, read together."""
        steps = [r.params_as(closing_steps.Params) for r in self._rules("closing_steps", facts)]
        told = [r.params_as(closing_notice.Params) for r in self._rules("closing_notice", facts)]
        counted = next((each for each in told if each.notices), None)
        on = self.engine.setting(self.at).on
        excepted = bool(counted and closing_notice.silent(counted, facts, on))
        first = None
        if counted and facts.closing_on and not excepted:
            first = facts.closing_on - timedelta(days=counted.first_days_before)
        return ClosingPlan(
            steps=next((each.steps for each in steps if each.steps), ()),
            reasons=tuple((one.key, one.label) for each in steps for one in each.reasons),
            notices=counted.notices if counted and not excepted else 0,
            first=first,
            excepted=excepted,
            template=next((each.template for each in told if each.template), ""),
        )

    def after_review(self, facts: ReviewFacts) -> tuple[str, ...]:
        """What is done with the material when the outcome asks for a closing (M1-54)."""
        said = [r.params_as(review_outcome.Params) for r in self._rules("review_outcome", facts)]
        asked = [each for each in said if each.outcome == facts.outcome]
        return tuple(item.label for each in asked for item in each.checklist)

    def next_check(self, facts: CheckFacts) -> NextCheck | None:
        """When it is next done; None where no rule speaks of it."""
        for rule in self._rules("recurring_check", facts):
            params = rule.params_as(recurring_check.Params)
            if params.what == facts.what:
                today = self.engine.setting(self.at).on
                due = recurring_check.due(params, facts, today)
                return NextCheck(rule.id, due.on, due.late, due.state(today), rule.citation)
        return None

    def access(self, facts: AccessFacts) -> list[Finding]:
        """What is wrong with one person's way into a channel (M1-42, S-37, S-38)."""
        return self.engine.check(facts, self.at)

    def responsibility(self, place: Place) -> Responsibility:
        """Whether we answer for what others publish there."""
        for rule in self._rules("network_responsibility", place):
            says = rule.params_as(network_responsibility.Params)
            return Responsibility(says.responsible, rule.id, rule.citation)
        return Responsibility(responsible=True)

    def register(self, place: Place) -> channel_register.Params | None:
        """Owner and openness of the register, read together; None where no rule speaks of it."""
        said = [
            r.params_as(channel_register.Params) for r in self._rules("channel_register", place)
        ]
        if not said:
            return None
        merged = {key: value for each in reversed(said) for key, value in each if value}
        return channel_register.Params.model_validate(merged)

    def required(self, facts: RegisterFacts) -> tuple[tuple[str, str, Citation], ...]:
        """(key, words, clause) of what the register needs at the moment in hand."""
        return tuple(
            (part, register_entry.LABELS[part], rule.citation)
            for rule in self._rules("register_entry", facts)
            if rule.params_as(register_entry.Params).at in {"save", facts.moment}
            for part in rule.params_as(register_entry.Params).required
        )

    def orientation(self, place: Place) -> tuple[str, ...]:
        """What the channel is for."""
        for rule in self._rules("orientation", place):
            return rule.params_as(orientation.Params).items
        return ()

    def snapshots_per_year(self, place: Place) -> int | None:
        """How many images of the channel are kept a year; None where no rule says it."""
        for rule in self._rules("snapshots", place):
            return rule.params_as(snapshots.Params).per_year
        return None

    def figures(self, place: Place) -> tuple[str, ...]:
        """The measures that are followed, each once."""
        rules = self._rules("measure", place)
        found = (figure for rule in rules for figure in rule.params_as(measure.Params).figures)
        return tuple(dict.fromkeys(found))

    def owner(self, facts: RoutingFacts) -> str | None:
        """The role that takes what came in; "" when the rules leave it to the others, None when
        they say nothing about the way that it came."""
        rules = [rule.params_as(inbox_owner.Params) for rule in self._rules("inbox_owner", facts)]
        mine = [params for params in rules if params.way == facts.way]
        if not mine:
            return None
        return next((each.owner for each in mine if inbox_owner.takes(each, facts)), "")

    def reach(self, place: Place) -> ReachTerms | None:
        """Who orders bought reach and what a request says; None where no rule speaks of it."""
        rules = self._rules("bought_reach", place)
        if not rules:
            return None
        said = [(rule, rule.params_as(bought_reach.Params)) for rule in rules]
        orders = [(rule, params) for rule, params in said if params.ordered_by]
        return ReachTerms(
            ordered_by=tuple(
                dict.fromkeys(role for _r, each in orders for role in each.ordered_by)
            ),
            required=tuple(dict.fromkeys(part for _, each in said for part in each.required)),
            citation=(orders[0][0] if orders else rules[0]).citation,
        )

    def crisis(self, place: Place) -> CrisisTerms:
        """What changes on the channel in a crisis."""
        rules = self._rules("crisis_measures", place)
        said = [rule.params_as(crisis_measures.Params) for rule in rules]
        return CrisisTerms(
            reply_hours=min((each.reply_hours for each in said if each.reply_hours), default=None),
            broadcast=any(each.broadcast for each in said),
            pause=any(each.pause for each in said),
            tone=next((each.tone for each in said if each.tone), ""),
            tasks=tuple((one.key, one.label) for each in said for one in each.tasks),
            digest=tuple(dict.fromkeys(role for each in said for role in each.digest)),
            exercises=tuple((one.key, one.label) for each in said for one in each.exercises),
            backup=tuple(dict.fromkeys(role for each in said for role in each.backup)),
            rule_ids=tuple(rule.id for rule in rules),
        )

    def _rules(self, kind: str, place: Place) -> list[Rule]:
        return self.engine.rules_for(kind, place, self.engine.setting(self.at).on)


def _question(rule: Rule, key: str, label: str, kind: str, before: str) -> Question:
    required = rule.verdict is Verdict.STOP
    return Question(key, label, kind, before, required, rule.citation, rule.help_key)


def _sooner(first: Question | None, other: Question) -> Question:
    """A question that two rules ask is answered at the earlier step, and stops if one stops."""
    if first is None:
        return other
    order = deciders.ORDER["start"]
    before = min(first.before, other.before, key=order.index)
    return replace(first, before=before, required=first.required or other.required)


def _of_exception(rule: Rule, facts: ApplicationFacts) -> Iterator[Question]:
    """What has to be answered to get one channel more, where there are enough already."""
    params = rule.params_as(channel_count.Params)
    if facts.live_on_network < params.most:
        return
    for asked in (*params.exception, *params.never):
        yield _question(rule, asked.key, asked.label, "yes_no", "send")
    for plan in params.plans:
        yield _question(rule, plan.key, plan.label, "text", "send")
