"""A value of the rules that was changed three days ago, after two tries, and one that waits."""

from torg.people.models import User
from torg.rules.actions import (
    Wanted,
    acknowledge,
    approve_change,
    decline_change,
    mark_sent,
    propose_change,
    withdraw_change,
)
from torg.rules.models import ChangeProposal, Dispatch
from torg.rules.queries import to_confirm, works_with_channels
from torg.site.demo.stage import Stage

DAY = -3
NOT_YET = "moderator"  # has not confirmed the rules as they read now


def lay_changes(stage: Stage) -> None:
    """One regretted, one declined, one approved and read by all but one, one waiting."""
    lead, admin = stage.people["lead"], stage.people["admin"]
    made: list[ChangeProposal] = []

    def propose(by: User) -> None:
        made.append(propose_change(wanted=_wanted(stage, len(made)), by=by, now=stage.now))

    def decline() -> None:
        reason = stage.script.talk["change"]["declined"]
        decline_change(proposal=made[-1], reason=reason, by=lead, now=stage.now)

    def approve() -> None:
        approve_change(proposal=made[-1], by=admin, now=stage.now)

    stage.plan(stage.at(DAY, "08:10"), lambda: propose(admin))
    stage.plan(
        stage.at(DAY, "08:20"),
        lambda: withdraw_change(proposal=made[-1], by=admin, now=stage.now),
    )
    stage.plan(stage.at(DAY, "08:40"), lambda: propose(admin))
    stage.plan(stage.at(DAY, "09:10"), decline)
    stage.plan(stage.at(DAY, "09:30"), lambda: propose(lead))
    stage.plan(stage.at(DAY, "10:00"), approve)
    stage.plan(stage.at(DAY, "10:20"), lambda: _send_out(stage))
    stage.plan(stage.at(DAY, "10:30"), lambda: let_read(stage))
    stage.plan(stage.at(DAY, "11:00"), lambda: propose(lead))


def let_read(stage: Stage) -> None:
    """All who work with the channels confirm the rules, but the one who is asked."""
    adoption = to_confirm(stage.municipality, stage.now)
    for key, person in stage.people.items():
        if adoption and key != NOT_YET and works_with_channels(person):
            acknowledge(adoption=adoption, by=person, now=stage.now)


def _send_out(stage: Stage) -> None:
    """The newest version has gone to the file; the boards wait for theirs (V-03)."""
    listed = Dispatch.objects.filter(municipality=stage.municipality, unit=None, sent_on=None)
    newest = listed.order_by("-adoption__number").first()
    if newest is not None:
        today = stage.office.local(stage.now).date()
        admin = stage.people["admin"]
        mark_sent(dispatch=newest, address="Diariet", sent_on=today, by=admin, now=stage.now)


def _wanted(stage: Stage, number: int) -> Wanted:
    own, said = stage.script.own["change"], stage.script.talk["change"]
    return Wanted(
        of=own["of"],
        key=own["key"],
        value=own["values"][number],
        reason=said["reasons"][number],
        body=said["body"],
        from_day=stage.office.local(stage.now).date(),
    )
