"""What the staff do in a thread: take it, sort it, answer, like, end it."""

from datetime import timedelta

from torg.inbox.actions import (
    Words,
    claim,
    close,
    like,
    reply,
    request_second_reader,
    second_read,
    set_kind,
)
from torg.inbox.models import Message, MessageKind, Thread
from torg.inbox.queries import advice, opening_text, reply_facts
from torg.inbox.states import ThreadState
from torg.people.models import User
from torg.rules.queries import reply_frame
from torg.site.demo.script import Remark
from torg.site.demo.stage import Stage

KINDS = {"irony": MessageKind.COMMENT}


def treat(stage: Stage, network_id: str, remark: Remark, *, late: bool = False) -> None:
    """Plan what becomes of something that a resident has just written."""
    minutes = stage.chance.uniform(500, 900) if late else stage.chance.uniform(15, 190)
    at = stage.at_work(stage.now, minutes)
    if remark.answer:
        stage.plan(at, lambda: take(stage, network_id, remark))
    elif remark.kind == "irony":
        stage.plan(at, lambda: end(stage, network_id, remark, "ironic"))
    else:
        stage.plan(at, lambda: thank(stage, network_id, remark))


def take(stage: Stage, network_id: str, remark: Remark) -> None:
    """Claim it and write an answer, which goes out a little later."""
    message = stage.message(network_id)
    if message.thread.state not in (ThreadState.NEW, ThreadState.WAITING):
        return
    who = answerer(stage, message.thread)
    claim(thread=message.thread, by=who, now=stage.now)
    sort(stage, message, remark, who)
    stage.plan(stage.soon(3, 14), lambda: _answer(stage, network_id, remark, who))


def answerer(stage: Stage, thread: Thread) -> User:
    """Who answers there: the contact centre what is private, else the channel's own people."""
    if thread.is_private:
        return stage.people["contact"]
    if thread.channel.department_id != stage.units["office"].pk:
        unit_writer = stage.people["unit_writer"]
        if unit_writer.department_id == thread.channel.department_id:
            return unit_writer
    return stage.people[stage.chance.choice(("writer", "colleague"))]


def sort(stage: Stage, message: Message, remark: Remark, who: User) -> None:
    """Correct the guess where it was wrong."""
    kind = KINDS.get(remark.kind, remark.kind)
    if message.kind != kind:
        set_kind(message=message, kind=kind, by=who, now=stage.now)


def words(stage: Stage, message: Message, body: str, who: User) -> Words:
    """The body with greeting and closing as the municipality's rules have them."""
    frame = reply_frame(stage.municipality, reply_facts(message, body, by=who), at=stage.now)
    return Words(
        text=opening_text(frame, body),
        form_token=f"demo-{message.network_id}-{stage.now:%d%H%M%S}",
    )


def _answer(stage: Stage, network_id: str, remark: Remark, who: User) -> None:
    message = stage.message(network_id)
    thread = message.thread
    if thread.assigned_to_id != who.pk:
        return
    said = words(stage, message, remark.answer, who)
    critical = message.kind == MessageKind.CRITICISM
    if not critical or advice(message, said.text, by=who, at=stage.now).reader is None:
        reply(thread=thread, words=said, by=who, now=stage.now)
        sent(stage)
        return
    asked = request_second_reader(thread=thread, words=said, by=who, now=stage.now)
    reader = stage.people["lead"]

    def reads() -> None:
        second_read(reply=asked, approve=True, by=reader, now=stage.now)
        sent(stage)

    stage.plan(stage.at_work(stage.now, stage.chance.uniform(8, 50)), reads)


def sent(stage: Stage) -> None:
    """Let it go out, and hear the echo."""
    stage.clock.now += timedelta(seconds=2)
    stage.deliver()
    stage.hear()


def thank(stage: Stage, network_id: str, remark: Remark) -> None:
    """Like it in the channel's name."""
    message = stage.message(network_id)
    if message.thread.state != ThreadState.NEW:
        return
    who = answerer(stage, message.thread)
    sort(stage, message, remark, who)
    like(message=message, by=who, now=stage.now)
    sent(stage)


def end(
    stage: Stage, network_id: str, remark: Remark, outcome: str, repeat_of: Thread | None = None
) -> None:
    """End it under one of the listed exceptions."""
    message = stage.message(network_id)
    who = answerer(stage, message.thread)
    sort(stage, message, remark, who)
    close(thread=message.thread, outcome=outcome, repeat_of=repeat_of, by=who, now=stage.now)
