from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from torg.channels.actions.mark_addresses import mark_addresses
from torg.channels.actions.write_order import order_change
from torg.channels.models import REGISTER_LABELS, Channel
from torg.channels.permissions import check_can_change, check_can_give, own_fields
from torg.channels.queries import register_facts
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import Verdict, check


def change_channel(
    *,
    channel: Channel,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    orders: bool = True,
) -> list[str]:
    """Correct a row of the register; returns the names of the fields that changed.

    changes: field of REGISTER_LABELS -> new value; two who correct different fields at once keep
    both. orders: also tell the register's owner by letter; False: the caller does, of several.
    Raises Denied, Refusal (a rule stops it, with its clause; name taken; closed).
    """
    with transaction.atomic():
        fresh = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
        if not (changes and changes.keys() <= own_fields(by, fresh)):
            check_can_change(by, fresh)
        if "department" in changes:
            check_can_give(by, fresh, changes["department"])
        changed = _apply(fresh, changes)
        if not changed:
            return []
        _check_rules(fresh, by, now)
        fresh.changed_at = now
        _save(fresh, changed)
        if {"address", "handle"} & set(changed):
            mark_addresses(channel=fresh, now=now)
        _tell(fresh, changed, by, now)
        if orders:
            order_change(changed={fresh: changed}, by=by, now=now)
    return changed


def _apply(channel: Channel, changes: Mapping[str, Any]) -> list[str]:
    unknown = changes.keys() - REGISTER_LABELS.keys()
    if unknown:
        raise ValueError(f"not corrected here: {', '.join(sorted(unknown))}")
    changed = [name for name, value in changes.items() if getattr(channel, name) != value]
    for name in changed:
        setattr(channel, name, changes[name])
    return changed


def _check_rules(channel: Channel, by: User, now: datetime) -> None:
    for finding in check(channel.municipality, register_facts(channel, by), now):
        if finding.verdict is Verdict.STOP:
            field = "contact_person" if finding.field == "contact" else finding.field
            raise Refusal(finding.message, cite=str(finding.citation), field=field)


def _save(channel: Channel, changed: list[str]) -> None:
    try:
        with transaction.atomic():
            channel.save(update_fields=[*changed, "changed_at"])
    except IntegrityError as error:
        raise Refusal(
            _("Uppgifterna går inte att spara: namnet finns redan på nätverket, eller så är bara "
              "en av säsongens månader angiven."),
            remedy=_("Ändra namnet eller ange båda månaderna."),
            field="name",
        ) from error  # fmt: skip


def _tell(channel: Channel, changed: list[str], by: User, now: datetime) -> None:
    words = [str(REGISTER_LABELS[name]) for name in changed]
    record(
        municipality=channel.municipality,
        verb="channel.changed",
        summary=_("Ändrade uppgifter om %(channel)s: %(fields)s.")
        % {"channel": channel, "fields": ", ".join(words)},
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts={"fields": changed},
        content={name: _plain(getattr(channel, name)) for name in changed},
    )


def _plain(value: object) -> str | bool | int | None:
    if isinstance(value, models.Model):
        return str(value.pk)
    return value if isinstance(value, str | bool | int) or value is None else str(value)
