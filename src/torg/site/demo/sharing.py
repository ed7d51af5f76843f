"""Residents' questions on their way to be shared on: one out, one to read, and three that did
not go, each in a municipality of its own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from torg.inbox.actions import ask_share, read_share, repost, withdraw_share
from torg.inbox.jobs import look_after_replies
from torg.inbox.models import Message, Share
from torg.inbox.queries.reposting import Sharing, share_digest
from torg.site.demo.stage import Stage
from torg.site.demo.standing import comes
from torg.site.demo.threads import sent

AGO = timedelta(hours=2)


def lay_shares(stage: Stage) -> None:
    """Plan them, on the account where questions are shared."""
    told = (_out, _to_read, SETBACKS.get(stage.municipality.slug))
    for number, telling in enumerate(one for one in told if one is not None):
        row = stage.script.talk["shared"]["asked"][number]
        at = stage.end - AGO + timedelta(minutes=7 * number)
        stage.plan(at, partial(_told, stage, row, telling))


def _told(stage: Stage, row: list[str], telling: Callable[[Stage, Message], object]) -> None:
    telling(stage, comes(stage, stage.script.remark(row), "x"))


def _said(stage: Stage) -> Sharing:
    return Sharing(source_checked=True, motive=stage.script.talk["shared"]["motive"])


def _out(stage: Stage, message: Message) -> None:
    repost(message=message, sharing=_said(stage), by=stage.people["writer"], now=stage.now)
    sent(stage)


def _to_read(stage: Stage, message: Message) -> Share:
    by = stage.people["colleague"]
    return ask_share(message=message, sharing=_said(stage), by=by, now=stage.now)


def _returned(stage: Stage, message: Message) -> None:
    by = stage.people["writer"]
    share = ask_share(message=message, sharing=_said(stage), by=by, now=stage.now)
    read_share(
        share=share, content=share_digest(share), approve=False,
        note=stage.script.talk["shared"]["returned"], by=stage.people["lead"], now=stage.now,
    )  # fmt: skip


def _withdrawn(stage: Stage, message: Message) -> None:
    withdraw_share(share=_to_read(stage, message), by=stage.people["colleague"], now=stage.now)


def _failed(stage: Stage, message: Message) -> None:
    """The resident takes the question away just before our share arrives."""
    by = stage.people["writer"]
    repost(message=message, sharing=_said(stage), by=by, now=stage.now)
    stage.network.regret(message.thread.person.name, message.network_id)
    stage.deliver()
    look_after_replies(clock=stage.clock)
    stage.hear()


SETBACKS = {"goteborg": _returned, "stockholm": _failed, "vallentuna": _withdrawn}
