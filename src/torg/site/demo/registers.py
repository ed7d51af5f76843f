"""What the register's keepers do: inventories, bought reach and a file with the organisation."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels import actions
from torg.channels.models import ReachPurchase
from torg.channels.queries.inventory import channels_of
from torg.people.actions import apply_organisation, check_organisation, drop_organisation
from torg.people.queries import plan_now
from torg.site.demo.stage import Stage

WHERE = "vallentuna"
FORTNIGHT = timedelta(days=14)


def lay_registers(stage: Stage) -> None:
    """One of each state, in the municipality whose rules speak of all three."""
    if stage.municipality.slug == WHERE:
        _organisation(stage)
        _inventories(stage)
        _purchases(stage)


def _organisation(stage: Stage) -> None:
    """A file that was carried out, one put aside, and one that waits."""
    by, now = stage.people["admin"], stage.now
    for number, settled in enumerate(("applied", "dropped", "")):
        name = (_("Kommunfullmäktiges presidium"), _("Valnämnden"), _("Överförmyndarnämnden"))
        text = f"namn;slag;ligger under\n{name[number]};{_('nämnd')};\n"
        held = check_organisation(
            file=text.encode(), filename="organisation.csv", whole=False, by=by, now=now
        )
        if settled == "applied":
            apply_organisation(held=held, seen=plan_now(held).digest, by=by, now=now)
        elif settled:
            drop_organisation(held=held, by=by, now=now)


def _inventories(stage: Stage) -> None:
    """Last round is over; in this one a department has answered."""
    keeper, now = stage.people["keeper"], stage.now
    today = timezone.localdate(now)
    earlier = actions.start_inventory(last_day=today, by=keeper, now=now)
    actions.close_inventory(held=earlier, by=keeper, now=now)
    held = actions.start_inventory(last_day=today + FORTNIGHT, by=keeper, now=now)
    part = held.parts.order_by("department__name")[0]
    said = {channel.pk: actions.Said("confirmed") for channel in channels_of(part)}
    actions.answer_inventory(part=part, said=said, missing="", by=stage.people["admin"], now=now)


def _purchases(stage: Stage) -> None:
    """One in each state."""
    now, asks, orders = stage.now, stage.people["unit_writer"], stage.people["unit_contact"]
    for what in (_("Höstlovet"), _("Bokbussen"), _("Skrivarkursen"), _("Julmarknaden")):
        made = _wish(stage, what)
        if what == _("Bokbussen"):
            actions.withdraw_reach(purchase=made, by=asks, now=now)
        elif what == _("Skrivarkursen"):
            note = _("Kursen är redan full.")
            actions.decline_reach(purchase=made, note=note, by=orders, now=now)
        elif what == _("Julmarknaden"):
            actions.order_reach(purchase=made, note="", by=orders, now=now)
    done = _wish(stage, _("Öppet hus"))
    actions.order_reach(purchase=done, note="", by=orders, now=now)
    outcome = _("Dubbelt så många besökare som förra året.")
    actions.settle_reach(purchase=done, paid=1350, reached=8200, outcome=outcome, by=asks, now=now)


def _wish(stage: Stage, what: str) -> ReachPurchase:
    by, today = stage.people["unit_writer"], timezone.localdate(stage.now)
    if by.department is None:
        raise ValueError("whoever asks works somewhere")
    wish = actions.ReachWish(
        what=what,
        value=_("Fler hittar till det som händer i veckan."),
        audience=_("Familjer i kommunen"),
        personal_audience=False,
        cost=1500,
        payer=by.department.name,
        starts_on=today,
        ends_on=today + timedelta(days=5),
    )
    return actions.request_reach(
        channel=stage.channels["main"], department=by.department, wish=wish, by=by, now=stage.now
    )
