"""What stands between an approved channel and its first day, and what is still to be told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from torg.channels.models import Channel, LaunchTick
from torg.channels.queries import access, register_facts
from torg.channels.queries.applications import facts_of
from torg.channels.states import ChannelState
from torg.people.models import User
from torg.people.permissions import roles_for
from torg.rules.queries import (
    Finding,
    LaunchFacts,
    LaunchItem,
    channel_rules,
    check,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist. tick: who did it and when, else None. mine: may be ticked by
    whoever looks. held: whether the access register has it; None: ticked by hand.
    """

    rule: LaunchItem
    tick: LaunchTick | None
    mine: bool
    held: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A channel on its way. items: what has to be done; telling: where it is told of (V-38).

    findings: of the rules as it stands, stops first. access: how its access stands.
    """

    items: tuple[Item, ...]
    telling: tuple[Item, ...]
    findings: list[Finding]
    access: access.Standing


def place_of(channel: Channel) -> dict[str, Any]:
    """Where the channel is, as every kind of facts is told."""
    return {
        "network": channel.network,
        "channel_class": channel.channel_class,
        "channel": str(channel.pk),
    }


def launch_of(channel: Channel, user: User, at: datetime) -> Launch:
    """The checklist as the person sees it. Raises NoPack."""
    rules = channel_rules(channel.municipality, at)
    ticks = {tick.item: tick for tick in channel.ticks.select_related("done_by")}
    asked, read = rules.launch(launch_facts(channel, ticks)), access.launch_keys(channel)
    shown = [
        Item(
            rule=each,
            tick=ticks.get(each.key),
            mine=may_tick(user, channel, each),
            held=None if read is None or each.key not in access.CHECKED else each.key in read,
        )
        for each in asked
    ]
    return Launch(
        items=tuple(one for one in shown if one.rule.required),
        telling=tuple(one for one in shown if not one.rule.required),
        findings=launch_findings(channel, ticks, user, at),
        access=access.channel_standing(channel, user, at),
    )


def item_of(channel: Channel, key: str, at: datetime) -> LaunchItem | None:
    """The checklist's item under a key."""
    asked = channel_rules(channel.municipality, at).launch(launch_facts(channel, ()))
    return next((each for each in asked if each.key == key), None)


def may_tick(user: User, channel: Channel, item: LaunchItem) -> bool:
    """Whether the person can say that it is done: whoever prepares, or the role that is named.

    The channel's own page responsible is that by being named on it (M2-19).
    """
    if not item.by:
        return True
    if item.by == "page_responsible" and channel.page_responsible_id:
        return channel.page_responsible_id == user.pk
    return item.by in roles_for(user, channel.department)


def launch_facts(channel: Channel, ticked: Iterable[str]) -> LaunchFacts:
    """What the rules are told before a start; of access what the register says, where it does."""
    done, read = frozenset(ticked), access.launch_keys(channel)
    if read is not None:
        done = (done - access.CHECKED) | read
    return LaunchFacts(**place_of(channel), ticked=done, comments_open=channel.comments_open)


def launch_findings(
    channel: Channel, ticked: Iterable[str], by: User, at: datetime
) -> list[Finding]:
    """Everything that the rules say of starting the channel now, stops first."""
    # Who corrects the register is another question than what it holds on the first day.
    register = replace(register_facts(channel, by, "launch"), editor=frozenset())
    found = check(channel.municipality, launch_facts(channel, ticked), at)
    found += check(channel.municipality, register, at)
    found += access.found_before_start(channel, at)
    if channel.application and channel.state == ChannelState.PREPARING:
        found += check(channel.municipality, facts_of(channel.application, "start"), at)
    return sorted(found, key=lambda one: one.verdict.value != "stop")
