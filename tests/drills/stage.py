"""The stage of a drill: a ruled desk, a practice network of its own, and wishes laid out.

A wish is what the desk was asked to bring about once. The judge compares every wish with
the network's truth log: the desk's own tables say only what it *shows*.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.drills.network import Outside, practice_network  # noqa: E402
from tests.factories.inbox import Desk, arrive, make_desk  # noqa: E402
from tests.factories.moderation import StandInRenderer, moderator_of  # noqa: E402
from tests.factories.network import make_event  # noqa: E402
from tests.factories.planning import TICKED, content, make_image  # noqa: E402

from torg.adapters.http import GuardedClient  # noqa: E402
from torg.adapters.networks.practice.card import card_for  # noqa: E402
from torg.adapters.networks.practice.client import PracticeNetwork  # noqa: E402
from torg.channels.models import Channel, ChannelConnection  # noqa: E402
from torg.channels.queries import keyring  # noqa: E402
from torg.delivery.actions import enqueue  # noqa: E402
from torg.delivery.models import Act  # noqa: E402
from torg.delivery.queries import to_read_back  # noqa: E402
from torg.delivery.states import REMOVING  # noqa: E402
from torg.inbox.models import Message  # noqa: E402
from torg.kernel.identifiers import uuid7  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import every_municipality, scope  # noqa: E402
from torg.media.models import MediaItem  # noqa: E402
from torg.media.queries import payload_of  # noqa: E402
from torg.moderation.actions import report  # noqa: E402
from torg.moderation.actions.decide import target_of  # noqa: E402
from torg.people.models import User  # noqa: E402
from torg.planning import actions as planning  # noqa: E402
from torg.planning.models import Post  # noqa: E402
from torg.planning.queries import content_hash  # noqa: E402
from torg.ports import evidence  # noqa: E402
from torg.ports.network import ActKind, Author, EventKind, KeyKind, NetworkCard  # noqa: E402
from torg.ports.registry import register  # noqa: E402

POST = "post"  # a publish act by the whole way: written, read, approved, released, delivered
WRITTEN = frozenset({POST, ActKind.PUBLISH, ActKind.REPLY, ActKind.MESSAGE})
LAG = 0.2
PROCESSING = 0.3


@dataclass
class Stage:
    """Everything that one cell works with. wishes: what the truth log calls it -> origin."""

    outside: Outside
    desk: Desk
    image: MediaItem
    moderator: User
    wishes: dict[tuple[str, str], Ref] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    newest: Channel | None = None

    @property
    def channel(self) -> Channel:
        """The channel on the practice network."""
        return self.desk.channel


@contextmanager
def staged(
    profile: KeyKind,
    *,
    timeout: float = 1.0,
    lag: float = LAG,
    processing: float = PROCESSING,
    pack: str = "malmo",
) -> Iterator[Stage]:
    """A desk under the pack's rules and a network that ends with the block."""
    evidence.register(StandInRenderer(missing="Ingen PDF i övningen."))
    with (
        tempfile.TemporaryDirectory(prefix="torg-outside-") as name,
        practice_network(Path(name), profile=profile.value, lag=lag) as outside,
    ):
        card = window(profile, timeout, lag, processing)
        register("practice", PracticeNetwork(GuardedClient((outside.url,)), card=card))
        desk = make_desk(pack)
        with scope(desk.municipality.pk):
            desk = replace(desk, channel=lay_channel(outside, desk))
            stage = Stage(
                outside=outside,
                desk=desk,
                image=make_image(desk.department, desk.writer, timezone.now()),
                moderator=moderator_of(desk),
            )
        yield stage


def window(
    profile: KeyKind, timeout: float, lag: float, processing: float = PROCESSING
) -> NetworkCard:
    """The network's card, true to how this instance behaves, with waits a drill can afford."""
    return card_for(
        profile,
        client_timeout=timedelta(seconds=timeout),
        processing=timedelta(seconds=processing),
        visibility_lag=timedelta(seconds=lag),
    )


def lay_channel(outside: Outside, desk: Desk, handle: str = "provkommun") -> Channel:
    """A channel on a fresh account."""
    account = outside.account(handle)
    now = timezone.now()
    channel: Channel = Channel.objects.create(
        municipality=desk.municipality,
        department=desk.department,
        name=f"Provkanalen {handle}",
        network="facebook",
        import_reason="Fanns redan.",
        created_at=now,
        changed_at=now,
    )
    ChannelConnection.objects.create(
        municipality=desk.municipality,
        channel=channel,
        adapter="practice",
        base_url=outside.url,
        account_id=account["id"],
        handle=account["handle"],
        secret=keyring().seal(account["token"]),
        verified_at=now,
    )
    return channel


def lay(stage: Stage, kind: str, count: int) -> None:
    """Wish for `count` deeds more, each about something of its own and due at once."""
    with every_municipality():
        for _ in range(count):
            number = len(stage.wishes)
            if kind == POST:
                _lay_post(stage, number)
            else:
                about = None if kind == ActKind.PUBLISH else _message(stage, ActKind(kind), number)
                _lay_act(stage, ActKind(kind), number, about)


def lay_answers(stage: Stage, count: int) -> None:
    """Wish for `count` replies to one question: told apart by their texts, and laid sooner."""
    with every_municipality():
        question = _message(stage, ActKind.REPLY, len(stage.wishes))
        for _ in range(count):
            _lay_act(stage, ActKind.REPLY, len(stage.wishes), question)


def _lay_post(stage: Stage, number: int) -> None:
    """A post that a colleague has approved and whose minute is now. Two a day and channel."""
    desk, now = stage.desk, timezone.now()
    if number % 2 == 0:
        stage.newest = lay_channel(stage.outside, desk, f"kanal{number}")
    minute = now.astimezone(ZoneInfo(desk.municipality.timezone)).strftime("%Y-%m-%dT%H:%M")
    earlier = now - timedelta(hours=1)
    text = f"Badhuset öppnar, omgång {number}. Läs mer på https://kommun.example/bad"
    post: Post = planning.write_post(
        department=desk.department,
        content=content(
            stage.newest or desk.channel,
            title=f"Bad {number}",
            text=text,
            planned_wall=minute,
            images=(stage.image,),
            fold="first",
            motive="En övning med många inlägg.",
        ),
        by=desk.writer,
        now=earlier,
    )
    post = planning.submit(post=post, by=desk.writer, now=earlier)
    post = planning.approve(
        post=post, content=content_hash(post), checks=TICKED, by=desk.lead, now=earlier
    )
    variant = post.variants.get()
    stage.wishes["publish", _digest(text)] = Ref("planning.variant", str(variant.pk))
    stage.shown[str(variant.pk)] = str(post.pk)


def _lay_act(stage: Stage, kind: ActKind, number: int, about: Message | None) -> None:
    text = f"Text {number}"
    origin = Ref("drill", str(number))
    images = [payload_of(stage.image)] if kind is ActKind.PUBLISH else []
    now = timezone.now()
    sealed = ""
    if about is not None and kind in REMOVING:
        context = "Kommentar på vår sida."
        case = report(message=about, context=context, by=stage.desk.writer, now=now)
        sealed = case.evidence.digest
    enqueue(
        channel=stage.channel,
        kind=kind,
        payload={
            "text": text,
            "images": images,
            "target": target_of(about) if about else {},
            "reason": "spam",
        },
        origin=origin,
        by=None,
        now=now,
        evidence_digest=sealed,
    )
    stage.wishes[kind.value, _name(kind, text, about)] = origin


def _message(stage: Stage, kind: ActKind, number: int) -> Message:
    """Something that a resident of its own wrote, on the network and in the inbox."""
    verb = "message" if kind is ActKind.MESSAGE else "visitor_post"
    handle = stage.channel.connection.handle
    made = stage.outside.resident(f"Invånare {number}", verb, handle=handle, text=f"Fråga {number}")
    heard = EventKind.MESSAGE if kind is ActKind.MESSAGE else EventKind.VISITOR_POST
    event = make_event(
        made["id"],
        kind=heard,
        text=f"Fråga {number}",
        root=made["id"],
        parent="",
        author=Author(made["author"], f"@i{number}", f"Invånare {number}"),
        at=timezone.now(),
    )
    return arrive(stage.channel, event)


def _name(kind: ActKind, text: str, about: Message | None) -> str:
    """How the truth log tells this deed from the others of its kind."""
    if kind in WRITTEN:
        return _digest(text)
    target = target_of(about) if about else {}
    return target["author_id"] if kind in {ActKind.MUTE, ActKind.BLOCK} else target["id"]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def heard(stage: Stage) -> Counter[tuple[str, str]]:
    """How often each wish came true, in the network's own words."""
    found: Counter[tuple[str, str]] = Counter()
    for line in stage.outside.log():
        for name in ("text_sha256", "object", "target", "person"):
            wish = (str(line["kind"]), str(line[name]))
            if wish in stage.wishes:
                found[wish] += 1
                break
    return found


def judge(stage: Stage) -> dict[str, Any]:
    """TWICE and LOST by the truth log; of the desk only what it shows for what is not there."""
    stands = heard(stage)
    found = Counter({"n": len(stage.wishes), "twice": 0, "lost": 0, "unknown": 0})
    with every_municipality():
        rows = Act.objects.order_by("id").defer("payload")
        newest = {Ref(act.origin_kind, act.origin_id): act for act in rows}
        for wish, origin in stage.wishes.items():
            said = _said(stage, origin, newest.get(origin))
            found["twice"] += stands[wish] > 1
            found["unknown"] += said == "unclear"
            honest = said == "unclear" or said == ("live" if stands[wish] else "failed")
            found["lost"] += not honest
    return dict(found)


def _said(stage: Stage, origin: Ref, act: Act | None) -> str:
    """What a person at the desk sees: live, failed, unclear, or nothing final."""
    if act is None:
        post = Post.objects.filter(pk=stage.shown.get(origin.id, str(uuid7()))).first()
        return "failed" if post is not None and post.state == "missed" else "nothing"
    if act.state == "unknown":
        return "unclear" if act.asks_person else "nothing"
    return {"live": "live", "refused": "failed", "cancelled": "failed"}.get(act.state, "nothing")


def waiting() -> int:
    """Deeds that have not come to rest; those that ask a person have."""
    with every_municipality():
        open_acts = Act.objects.filter(state__in=["due", "sending", "unknown"])
        acts = open_acts.exclude(state="unknown", asks_person=True).count()
        return acts + Post.objects.filter(state="approved").count()


def at_hand() -> int:
    """Deeds that a worker can begin with at once."""
    with every_municipality():
        acts = Act.objects.filter(state="due", not_before__lte=timezone.now()).count()
        return acts + Post.objects.filter(state="approved").count()


def ripe() -> bool:
    """Whether some unclear act may be looked for now."""
    with every_municipality():
        return to_read_back(timezone.now()).exists()


def close_connections() -> None:
    """Before a fork: a child must not share its parent's sockets."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool: Callable[[], None] | None = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def vendor() -> str:
    """Which database is drilled."""
    return {"postgresql": "postgres"}.get(name := connections["default"].vendor, name)


Plans = list[Mapping[str, Any]]
# The call is accepted late, or the answer comes late: time to be killed in, on both sides.
UNHURRIED: Plans = [
    {"fault": "delay_before_accept", "seconds": 0.15, "match": {"share": 0.1}},
    {"fault": "delay_before_accept", "seconds": 0.03, "match": {"share": 0.4}},
    {"fault": "delay_after_accept", "seconds": 0.02},
]
# A network that takes all the time that its card says: an act shows a second before the window
# ends, and one and a half after it would have ended had the lag been left out of it.
SLOW = 2.5  # seconds of processing, and of lag
LATE: Plans = [
    {"fault": "delay_before_accept", "seconds": 2.5, "match": {"share": 0.5}},
    {"fault": "delay_after_accept", "seconds": 0.02},
]
