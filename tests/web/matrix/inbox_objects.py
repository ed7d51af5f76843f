from collections.abc import Callable
from typing import cast

from django.db.models import Model
from tests.factories.inbox import ADOPTED, PACKS, arrive, words
from tests.factories.network import make_event
from tests.factories.people import make_user
from tests.web.matrix.world import Side

from torg.channels.models import Channel
from torg.delivery.actions import enqueue
from torg.delivery.models import Publication
from torg.inbox import actions
from torg.inbox.models import Message, Reply, Share, Template, Thread
from torg.inbox.states import ShareState
from torg.kernel.refs import Ref
from torg.ports.network import ActKind
from torg.rules.actions import adopt_pack


def make_publication(side: Side) -> Publication:
    channel = cast(Channel, side.get("channels.channel"))
    act = enqueue(
        channel=channel,
        kind=ActKind.PUBLISH,
        payload={"text": f"Vårt inlägg {side.canary}"},
        origin=Ref("test", f"inlägg-{side.canary}"),
        by=None,
        now=side.now,
    )
    made: Publication = Publication.objects.create(
        municipality=side.municipality,
        act=act,
        channel=channel,
        network_id="post-1",
        url=f"http://127.0.0.1:9/{side.canary}",
        published_at=side.now,
    )
    return made


def make_message(side: Side) -> Message:
    if side.whole:
        adopt_pack(municipality=side.municipality, by=None, now=ADOPTED, folder=PACKS / "malmo")
    side.get("inbox.publication")
    channel = cast(Channel, side.get("channels.channel"))
    return arrive(channel, make_event(text=f"När öppnar {side.canary}?"))


def make_thread(side: Side) -> Thread:
    return cast(Message, side.get("inbox.message")).thread


def make_reply(side: Side) -> Reply:
    channel = cast(Channel, side.get("channels.channel"))
    side.get("inbox.message")
    thread = arrive(channel, make_event("c2", root="post-2", text=side.canary + "?")).thread
    return actions.request_second_reader(
        thread=thread,
        words=words(thread, f"Svar {side.canary}"),
        by=side.people["contact_centre"],
        now=side.now,
    )


def make_share(side: Side) -> Share:
    """Asked by somebody who walks nowhere: one's own is nobody's to read."""
    side.get("inbox.message")
    channel = cast(Channel, side.get("channels.channel"))
    message = arrive(channel, make_event("c3", root="post-3", text=side.canary + "?"))
    made: Share = Share.objects.create(
        municipality=side.municipality,
        message=message,
        state=ShareState.AWAITING,
        asked_by=make_user(role="communicator", municipality=side.municipality),
        asked_at=side.now,
        motive=f"Motiv {side.canary}",
    )
    return made


def make_template(side: Side) -> Model:
    made: Model = Template.objects.create(
        municipality=side.municipality,
        reach="department",
        department=side.department,
        title="Mall",
        body="Hej",
    )
    return made


def make_connection(side: Side) -> Model:
    return cast(Channel, side.get("channels.channel")).connection


MAKERS: dict[str, Callable[[Side], Model]] = {
    "inbox.publication": make_publication,
    "inbox.message": make_message,
    "inbox.thread": make_thread,
    "inbox.reply": make_reply,
    "inbox.share": make_share,
    "inbox.template": make_template,
    "inbox.connection": make_connection,
}
