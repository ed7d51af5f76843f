"""Applications for channels: who sees them, what the rules ask of them, and whom they wait for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from torg.channels.models import (
    ApplicationDecision,
    ApplicationNote,
    ApplicationReading,
    Channel,
    ChannelApplication,
    NoteKind,
    Outcome,
)
from torg.channels.states import HEARD, WAITING, ApplicationState
from torg.kernel.refusals import Refusal
from torg.people.models import Department, DepartmentKind, HeldRole, Municipality, User
from torg.people.permissions import ROLES, Permission, can, departments_in_reach, roles_for
from torg.people.queries import senders_for
from torg.rules.queries import (
    ApplicationFacts,
    DecidedBy,
    Finding,
    NoPack,
    Question,
    Verdict,
    channel_rules,
    check,
)

HEARD_AS = frozenset({NoteKind.CONSULTATION.value, NoteKind.PASSED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An application under the rules. findings: of its next step. open: the network may be
    chosen; locked: what stands before that, else None.
    """

    questions: tuple[Question, ...]
    findings: list[Finding]
    decided_by: DecidedBy
    locked: Finding | None


def may_follow(user: User) -> bool:
    """Whether the person applies for channels, or is named by a rule on who starts them."""
    return can(user, Permission.APPLY_FOR_CHANNELS) or bool(_named(user))


def visible_applications(user: User) -> QuerySet[ChannelApplication]:
    """Those of the departments for which the person may apply or is named by a rule, and own."""
    if not may_follow(user):
        return ChannelApplication.objects.none()
    rows = ChannelApplication.objects.filter(municipality_id=user.municipality_id)
    reach = departments_in_reach(user, Permission.APPLY_FOR_CHANNELS)
    for held in _named(user):
        reach = None if reach is None or held.departments is None else reach | held.departments
    if reach is not None:
        rows = rows.filter(Q(department_id__in=reach) | Q(applicant=user))
    return rows.select_related("department", "applicant", "municipality", "changed_by")


def _named(user: User) -> list[HeldRole]:
    """The roles that let nobody apply, but that a rule names: theirs is to decide or advise."""
    apply = Permission.APPLY_FOR_CHANNELS
    others = [
        held
        for held in (user.roles_held() if user.is_active else ())
        if held.role in ROLES and apply not in ROLES[held.role].permissions
    ]
    if not others:
        return []
    try:
        named = channel_rules(user.municipality).roles_in("start")
    except NoPack:
        return []
    return [held for held in others if held.role in named]


def waiting_applications(user: User) -> list[ChannelApplication]:
    """Those that wait for the person to pass them on or decide, the oldest first."""
    rows = visible_applications(user).filter(state__in=WAITING).order_by("sent_at")
    return [row for row in rows if may_pass_on(user, row) or may_decide(user, row)]


def facts_of(application: ChannelApplication, step: str, **more: object) -> ApplicationFacts:
    """The application as the rules are told of it; more: what is tried with it now."""
    decided = application.decisions.filter(
        round=application.round, outcome=Outcome.APPROVED
    ).values_list("role", "person_id")
    notes = application.notes.filter(kind__in=HEARD_AS).values_list("role", flat=True)
    given: dict[str, object] = {
        "network": application.network,
        "channel_class": application.channel_class,
        "step": step,
        "answers": application.answers,
        "live_on_network": _live(application.municipality, application.network),
        "editors": len(application.editors),
        "weekly_hours": application.weekly_hours,
        "consulted": frozenset(notes),
        "decisions": {role: str(person) for role, person in decided},
    }
    return ApplicationFacts(**given | more)  # type: ignore[arg-type]


def standing(application: ChannelApplication, at: datetime) -> Standing:
    """What the form asks, and what the rules say of the application's next step. Raises NoPack."""
    rules = channel_rules(application.municipality, at)
    step = "decide" if application.state == ApplicationState.WITH_MANAGER else "send"
    facts = facts_of(application, step)
    return Standing(
        questions=rules.application(facts),
        findings=check(application.municipality, facts, at),
        decided_by=rules.decision(facts),
        locked=first_stop(application.municipality, facts_of(application, "platform"), at),
    )


def decided_by(application: ChannelApplication, at: datetime) -> DecidedBy:
    """Who gets it first, who is asked and who decides. Raises NoPack."""
    facts = facts_of(application, "decide")
    return channel_rules(application.municipality, at).decision(facts)


def may_pass_on(user: User, application: ChannelApplication) -> bool:
    """Whether it waits for the person as the department's communicator."""
    if application.state != ApplicationState.SENT:
        return False
    says = decided_by(application, application.sent_at or application.created_at)
    return bool(roles_for(user, application.department) & {*says.receives})


def deciding_roles(user: User, application: ChannelApplication, says: DecidedBy) -> frozenset[str]:
    """The named roles in which the person can still decide; {""} where no rule names any."""
    if not says.roles:
        manages = can(user, Permission.MANAGE_CHANNELS, department=application.department)
        return frozenset({""}) if manages else frozenset()
    taken = application.decisions.filter(round=application.round).values_list("role", "person")
    if says.different_people and user.pk in {person for _role, person in taken}:
        return frozenset()
    return (roles_for(user, application.department) & {*says.roles}) - {role for role, _p in taken}


def may_decide(user: User, application: ChannelApplication) -> bool:
    """Whether it waits for the person's decision."""
    if application.state != ApplicationState.WITH_MANAGER:
        return False
    says = decided_by(application, application.sent_at or application.created_at)
    return bool(deciding_roles(user, application, says))


def thread_of(application: ChannelApplication) -> list[ApplicationNote]:
    """Advice, consultations and what was sent back, oldest first."""
    return list(application.notes.select_related("person", "by"))


def readings_of(application: ChannelApplication) -> dict[str, ApplicationReading]:
    """Who has read what the rules want read, by the form's key."""
    return {one.key: one for one in application.readings.select_related("person")}


def decisions_of(application: ChannelApplication) -> list[ApplicationDecision]:
    """Every decision, oldest first."""
    return list(application.decisions.select_related("person"))


def first_stop(municipality: Municipality, facts: object, at: datetime) -> Finding | None:
    """The first stop that the rules have for the facts."""
    found = check(municipality, facts, at)  # type: ignore[arg-type]
    return next((one for one in found if one.verdict is Verdict.STOP), None)


def refuse_stopped(municipality: Municipality, facts: object, at: datetime) -> list[Finding]:
    """Raise Refusal at the first stop; what else the rules say comes back."""
    found = check(municipality, facts, at)  # type: ignore[arg-type]
    for one in found:
        if one.verdict is Verdict.STOP:
            raise refusal_of(one)
    return found


def refusal_of(finding: Finding) -> Refusal:
    """A stop as a refusal, with its clause."""
    return Refusal(finding.message, cite=str(finding.citation), field=finding.field)


def name_taken(municipality: Municipality, network: str, name: str) -> bool:
    """Whether a channel of that name is on the network already."""
    rows = Channel.objects.filter(municipality=municipality)
    return rows.filter(network=network, name=name).exists()


def departments_to_apply_for(user: User, units: QuerySet[Department]) -> QuerySet[Department]:
    """Of the units, those for which the person may apply; of operations, their own (M1-03)."""
    reach = departments_in_reach(user, Permission.APPLY_FOR_CHANNELS)
    mine = units if reach is None else units.filter(pk__in=reach)
    own = [each.operation.pk for each in senders_for(user)]
    return mine.filter(~Q(kind=DepartmentKind.OPERATION) | Q(pk__in=own))


def no_decider() -> str:
    """What is said where no rule names who decides."""
    return _("Inte reglerat här: den som förvaltar förvaltningens kanaler beslutar, med ett skäl.")


def _live(municipality: Municipality, network: str) -> int:
    if not network:
        return 0
    rows = Channel.objects.filter(municipality=municipality, network=network)
    return rows.filter(state__in=HEARD).count()
