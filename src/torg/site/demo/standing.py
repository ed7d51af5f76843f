"""Threads that stand at a certain point when somebody opens the demo, whatever day it is."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from torg.inbox.actions import (
    add_note,
    claim,
    forward,
    reply,
    request_second_reader,
    second_read,
    send_interim,
)
from torg.inbox.jobs import look_after_replies
from torg.inbox.models import Message
from torg.people.models import User
from torg.rules.queries import InboundFacts, deadline
from torg.site.demo.dialogue import newest_post
from torg.site.demo.script import Remark
from torg.site.demo.stage import Stage
from torg.site.demo.threads import sent, sort, words

STEP = timedelta(minutes=40)
AWAKE = range(7, 22)
LONGEST_AGO = timedelta(days=5)
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Spots:
    """When something must have come in to be late, nearly late, or new, now."""

    late: list[datetime]
    near: list[datetime]
    fresh: list[datetime]


def spots(stage: Stage) -> Spots:
    """Found by asking the rules, since every municipality counts its time in its own way."""
    dues = sorted((due, at) for at, due in _promises(stage))
    passed = [at for due, at in dues if due <= stage.end][-1:-9:-4]
    coming = [at for due, at in dues if due > stage.end]
    soonest = [at for due, at in dues if stage.end < due <= stage.end + timedelta(hours=4)]
    near = (soonest or coming)[:1] * 2
    fresh = [stage.end - timedelta(minutes=ago) for ago in (47, 21, 6)]
    return Spots(late=passed[:2], near=near, fresh=fresh)


def _promises(stage: Stage) -> Iterator[tuple[datetime, datetime]]:
    """Moments of the last days in waking hours, and the promise that each would have got."""
    main = stage.channels["main"]
    at = stage.end - STEP
    while at > stage.end - LONGEST_AGO:
        facts = InboundFacts(
            network=main.network,
            channel_class=main.channel_class,
            channel=str(main.pk),
            arrived_at=at,
            kind="question",
        )
        due = deadline(stage.municipality, facts).due
        if due is not None and stage.office.local(at).hour in AWAKE:
            yield at, due
        at -= STEP


def lay_standing(stage: Stage) -> None:
    """Plan them all."""
    found = spots(stage)
    rows = stage.script.talk["open"]
    for name in ("late", "near", "fresh"):
        for at, row in zip(getattr(found, name), rows[name], strict=False):
            stage.plan(at, partial(comes, stage, stage.script.remark(row)))
    recent = _recently(stage)
    for telling in (_mine, _colleagues, _interim, _to_read, _returned, _failed, _forwarded):
        stage.plan(next(recent), partial(telling, stage))
    stage.plan(stage.end - timedelta(hours=3), partial(_edited, stage))
    stage.plan(stage.end - timedelta(seconds=20), partial(_under_way, stage))


def _recently(stage: Stage) -> Iterator[datetime]:
    """Moments in waking hours, going back from just now."""
    at = stage.end - timedelta(minutes=15)
    while True:
        while stage.office.local(at).hour not in AWAKE:
            at -= timedelta(minutes=30)
        yield at
        at -= timedelta(minutes=9)


def comes(stage: Stage, remark: Remark, key: str = "main") -> Message:
    """Somebody new writes it under the channel's newest post."""
    post = newest_post(stage.channels[key], stage.now)
    made = stage.network.comment(stage.newcomer(), post, remark.text)
    stage.hear()
    return stage.message(made)


def _claimed(stage: Stage, name: str, who: User, key: str = "main") -> Message:
    remark = stage.script.remark(stage.script.talk["open"][name])
    message = comes(stage, remark, key)
    claim(thread=message.thread, by=who, now=stage.now)
    sort(stage, message, remark, who)
    return message


def _mine(stage: Stage) -> None:
    _claimed(stage, "mine", stage.people["writer"])


def _colleagues(stage: Stage) -> None:
    _claimed(stage, "colleague", stage.people["colleague"])


def _interim(stage: Stage) -> None:
    who = stage.people["writer"]
    message = _claimed(stage, "interim", who)
    said = words(stage, message, stage.script.talk["open"]["interim_answer"], who)
    send_interim(thread=message.thread, words=said, by=who, now=stage.now)
    sent(stage)


def _to_read(stage: Stage) -> None:
    who = stage.people["writer"]
    message = _claimed(stage, "reader", who)
    said = words(stage, message, stage.script.talk["open"]["reader_answer"], who)
    request_second_reader(thread=message.thread, words=said, by=who, now=stage.now)


def _returned(stage: Stage) -> None:
    who, said = stage.people["writer"], stage.script.talk["open"]
    message = _claimed(stage, "returned", who)
    asked = request_second_reader(
        thread=message.thread,
        words=words(stage, message, said["returned_answer"], who),
        by=who,
        now=stage.now,
    )
    second_read(
        reply=asked,
        approve=False,
        note=said["returned_note"],
        by=stage.people["lead"],
        now=stage.now,
    )


def _failed(stage: Stage) -> None:
    """The resident takes it away just before our answer arrives."""
    who = stage.people["writer"]
    message = _claimed(stage, "failed", who)
    said = words(stage, message, stage.script.talk["open"]["failed_answer"], who)
    stage.network.regret(message.thread.person.name, message.network_id)
    reply(thread=message.thread, words=said, by=who, now=stage.now)
    stage.deliver()
    look_after_replies(clock=stage.clock)
    stage.hear()


class _Dies(BaseException):
    """What ends a worker: nothing in it may catch this."""


def _under_way(stage: Stage) -> None:
    """The worker dies after it has taken the answer and before the network has got it.

    Whoever starts the desk sees it on its way, then unclear, then looked for and sent.
    """

    def dies(name: str) -> None:
        if name == "claimed":
            raise _Dies

    who, said = stage.people["colleague"], stage.script.talk["open"]
    message = _claimed(stage, "under_way", who)
    stage.deliver()
    answer = words(stage, message, said["under_way_answer"], who)
    reply(thread=message.thread, words=answer, by=who, now=stage.now)
    with suppress(_Dies):
        stage.deliver(dies)


def leave_waiting(stage: Stage) -> None:
    """A network turns the answer away for a while: the channel waits, and sends it then.

    After everybody's story: a clock that goes back six weeks for the next one takes the wait for
    a mistake and cuts it, and the answer would be sent in the midst of that story.
    """
    who, said = stage.people["colleague"], stage.script.talk["open"]
    message = _claimed(stage, "waiting", who, "x")
    answer = words(stage, message, said["waiting_answer"], who)
    reply(thread=message.thread, words=answer, by=who, now=stage.now)
    stage.network.ask_to_wait("reply", PAUSE.total_seconds())
    stage.deliver()


def _forwarded(stage: Stage) -> None:
    who, said = stage.people["writer"], stage.script.talk["open"]
    message = _claimed(stage, "forwarded", who)
    forward(
        thread=message.thread,
        department=stage.units["school"],
        note=said["forwarded_note"],
        acknowledgement=words(stage, message, said["forwarded_answer"], who),
        by=who,
        now=stage.now,
    )
    sent(stage)
    add_note(
        thread=message.thread,
        text=said["official_note"],
        by=stage.people["official"],
        now=stage.now,
    )


def _edited(stage: Stage) -> None:
    said = stage.script.talk["open"]
    message = comes(stage, stage.script.remark(said["edited"]))
    stage.network.change(message.thread.person.name, message.network_id, said["edited_text"])
    stage.hear()
