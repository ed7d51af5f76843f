from collections.abc import Callable

from tests.web.matrix.world import Side

from torg.channels.models import Channel
from torg.delivery.actions import enqueue, place_hold
from torg.delivery.models import Act, Hold
from torg.kernel.refs import Ref
from torg.ports.network import ActKind


def make_act(side: Side) -> Act:
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    act = enqueue(
        channel=channel,
        kind=ActKind.PUBLISH,
        payload={"text": side.canary},
        origin=Ref("test", side.canary),
        by=None,
        now=side.now,
    )
    Act.objects.filter(pk=act.pk).update(
        state="unknown", asks_person=True, tries=1, uncertain_until=side.now
    )
    act.refresh_from_db()
    return act


def make_hold(side: Side) -> Hold:
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    return place_hold(
        municipality=side.municipality,
        channel=None if side.whole else channel,
        reason=side.canary,
        by=side.people["account_lead"],
        now=side.now,
    )


MAKERS: dict[str, Callable[[Side], Act | Hold]] = {
    "delivery.act": make_act,
    "delivery.hold": make_hold,
}
