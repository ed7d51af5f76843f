from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.add_channel import add_channel
from torg.channels.actions.tell_application import tell_applicant
from torg.channels.actions.write_order import Order, write_order
from torg.channels.models import (
    ApplicationDecision,
    Channel,
    ChannelApplication,
    Outcome,
    functions_of,
)
from torg.channels.queries.applications import (
    decided_by,
    deciding_roles,
    facts_of,
    first_stop,
    refuse_stopped,
)
from torg.channels.states import ApplicationState, move_application
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.people.permissions import roles_for
from torg.rules.queries import DecidedBy, Finding, pack_in_force


def decide_application(
    *,
    application: ChannelApplication,
    outcome: Outcome,
    motive: str,
    version: int | None = None,
    by: User,
    now: datetime,
) -> ChannelApplication:
    """Decide in the role that the rules name; the last yes makes the channel (V-19, V-25).

    version: the one that was read, so that nobody decides on words that came later.

    Raises Denied with the clause for the wrong role or department; Refusal when it is settled
    already, somebody is to be asked first, or the motive is missing.
    """
    with transaction.atomic():
        held: ChannelApplication = ChannelApplication.objects.select_for_update().get(
            pk=application.pk
        )
        if held.state != ApplicationState.WITH_MANAGER:
            raise Refusal(
                _("Ansökan väntar inte på något beslut."),
                remedy=_("Läs i ansökan vad som har hänt."),
            )
        if version not in (None, held.version):
            raise Refusal(
                _("Ansökan har ändrats sedan du öppnade den."),
                remedy=_("Läs den igen. Ditt skäl står kvar. Besluta sedan."),
                field="version",
            )
        says = decided_by(held, now)
        role = _role(held, says, motive, by, now)
        grounds = _grounds(held, outcome, motive, by, now)
        decision = _kept(held, role, outcome, motive.strip(), grounds, by, now)
        _tell(held, decision, now)
        if outcome == Outcome.REFUSED:
            _settle(held, ApplicationState.REFUSED, by, now)
        elif not decided_by(held, now).outstanding:
            _settle(held, ApplicationState.APPROVED, by, now)
            made = _prepare(held, by, now)
            write_order(order=Order.NEW, channel=made, key=str(held.pk), by=by, now=now)
    return held


def _role(held: ChannelApplication, says: DecidedBy, motive: str, by: User, now: datetime) -> str:
    roles = deciding_roles(by, held, says)
    if not roles:
        everywhere = frozenset(grant.role for grant in by.roles_held()) or frozenset({"nobody"})
        elsewhere = not (roles_for(by, held.department) & {*says.roles})
        tried = facts_of(held, "decide", deciding_as=everywhere, elsewhere=elsewhere, motive=motive)
        stop = first_stop(held.municipality, tried, now)
        if stop is None or stop.kind != "deciders":
            raise Denied(
                _("Du kan inte besluta om den här ansökan."),
                remedy=_("Den som förvaltar förvaltningens kanaler beslutar."),
            )
        raise Denied(
            stop.message,
            remedy=_("Be den som har rollen i ansökans förvaltning att besluta."),
            cite=str(stop.citation),
        )
    if not motive.strip():
        raise Refusal(_("Skriv skälet till beslutet."), field="motive")
    return min(roles)


def _grounds(
    held: ChannelApplication, outcome: Outcome, motive: str, by: User, now: datetime
) -> list[Finding]:
    """What the rules say of the decision; a stop stops only a yes."""
    roles = roles_for(by, held.department)
    facts = facts_of(held, "decide", deciding_as=roles, motive=motive)
    if outcome == Outcome.APPROVED:
        return refuse_stopped(held.municipality, facts, now)
    stop = first_stop(held.municipality, facts, now)
    return [stop] if stop else []


def _kept(
    held: ChannelApplication,
    role: str,
    outcome: Outcome,
    motive: str,
    grounds: list[Finding],
    by: User,
    now: datetime,
) -> ApplicationDecision:
    made: ApplicationDecision = ApplicationDecision.objects.create(
        municipality_id=held.municipality_id,
        application=held,
        round=held.round,
        role=role,
        person=by,
        outcome=outcome,
        motive=motive,
        day=timezone.localdate(now),
        at=now,
        grounds=[
            {
                "rule": one.rule_id,
                "verdict": one.verdict.value,
                "message": one.message,
                "cite": str(one.citation),
            }
            for one in grounds
        ],
        digest=pack_in_force(held.municipality, now).digest,
    )
    return made


def _settle(held: ChannelApplication, to: ApplicationState, by: User, now: datetime) -> None:
    held.state = move_application(ApplicationState(held.state), to)
    held.changed_at, held.changed_by = now, by
    held.save()
    tell_applicant(held, by=by, now=now)


def _prepare(held: ChannelApplication, by: User, now: datetime) -> Channel:
    """The channel that comes of it; whoever decided answers for its resources (V-26)."""
    said = held.answers
    plans = [said.get(key, "") for key in ("plan", "content_plan", "resource_plan")]
    return add_channel(
        department=held.department,
        name=held.title,
        network=held.network,
        channel_class=held.channel_class,
        purpose=said.get("purpose", ""),
        application=held,
        by=by,
        now=now,
        goal=said.get("goal", "") or said.get("municipal_goal", ""),
        plan="\n\n".join(plan for plan in plans if plan.strip()),
        target_groups=said.get("target_groups", ""),
        accountable_manager=by,
        watch_daily="comments" in functions_of(held.network),
    )


def _tell(held: ChannelApplication, decision: ApplicationDecision, now: datetime) -> None:
    record(
        municipality=held.municipality,
        verb=f"application.{decision.outcome}",
        summary=_("Godkände ansökan om en ny kanal.")
        if decision.outcome == Outcome.APPROVED
        else _("Avslog ansökan om en ny kanal."),
        about=[Ref("channels.application", str(held.pk))],
        by=decision.person,
        now=now,
        facts={
            "role": decision.role,
            "round": decision.round,
            "rules": [one["rule"] for one in decision.grounds],
            "digest": decision.digest,
        },
        content={"motive": decision.motive},
    )
