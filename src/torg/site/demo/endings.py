"""Threads that ended in each of the ways that a thread may end, some days ago."""

from collections.abc import Callable
from functools import partial

from torg.inbox.actions import close, refer
from torg.inbox.states import ThreadState
from torg.site.demo.dialogue import newest_post
from torg.site.demo.script import Remark
from torg.site.demo.stage import Stage
from torg.site.demo.threads import answerer, end, sent, sort, take, words

FIRST_DAY = -20
PLAIN = (
    ("spam", "spam", "spam"),
    ("elsewhere", "question", "elsewhere"),
    ("not_ours", "question", "not_ours"),
    ("not_to_us", "comment", "not_to_us"),
    ("ironic", "irony", "ironic"),
)


def lay_endings(stage: Stage) -> None:
    """Plan one of each, a day or so apart."""
    tellings: list[Callable[[], None]] = [
        partial(_plain, stage, name, kind, outcome) for name, kind, outcome in PLAIN
    ]
    tellings += [partial(_referred, stage), partial(_withdrawn, stage), partial(_repeated, stage)]
    for number, telling in enumerate(tellings):
        stage.plan(stage.at(FIRST_DAY + 2 * number, "18:10"), telling)


def _comments(stage: Stage, who: str, text: str) -> str:
    post = newest_post(stage.channels["main"], stage.now)
    made = stage.network.comment(who, post, stage.script.said(text))
    stage.hear()
    return made


def _plain(stage: Stage, name: str, kind: str, outcome: str) -> None:
    text = stage.script.talk["ended"][name]
    made = _comments(stage, stage.resident(), text)
    at = stage.at_work(stage.now, stage.chance.uniform(15, 120))
    stage.plan(at, partial(end, stage, made, Remark(kind, text), outcome))


def _referred(stage: Stage) -> None:
    said = stage.script.talk["ended"]
    remark = Remark("question", said["referred"], said["referred_answer"])
    made = _comments(stage, stage.resident(), remark.text)

    def refers() -> None:
        message = stage.message(made)
        who = answerer(stage, message.thread)
        sort(stage, message, remark, who)
        refer(
            thread=message.thread,
            words=words(stage, message, remark.answer, who),
            body=said["referred_to"],
            by=who,
            now=stage.now,
        )
        sent(stage)

    stage.plan(stage.at_work(stage.now, 40), refers)


def _withdrawn(stage: Stage) -> None:
    who, text = stage.resident(), stage.script.talk["ended"]["withdrawn"]
    made = _comments(stage, who, text)

    def regrets() -> None:
        stage.network.regret(who, made)
        stage.hear()

    stage.plan(stage.soon(3, 9), regrets)
    at = stage.at_work(stage.now, 60)
    stage.plan(at, partial(end, stage, made, Remark("comment", text), "withdrawn"))


def _repeated(stage: Stage) -> None:
    """The same person asks below two posts; the first question was answered."""
    who = stage.resident()
    said = stage.script.talk["ended"]
    remark = Remark("question", said["repeat_first"], said["repeat_answer"])
    first = _comments(stage, who, remark.text)
    stage.plan(stage.at_work(stage.now, 30), partial(take, stage, first, remark))

    def again() -> None:
        second = _comments(stage, who, said["repeat"])
        stage.plan(stage.at_work(stage.now, 45), partial(_ends_repeat, stage, first, second))

    stage.plan(stage.at(-2, "19:05"), again)


def _ends_repeat(stage: Stage, first: str, second: str) -> None:
    before, message = stage.message(first), stage.message(second)
    if message.thread.state != ThreadState.NEW or before.thread_id == message.thread_id:
        return
    who = answerer(stage, message.thread)
    sort(stage, message, Remark("question", message.text), who)
    close(thread=message.thread, outcome="repeat", repeat_of=before.thread, by=who, now=stage.now)
