"""What residents write under posts, on the pages, to the accounts, and in private."""

from datetime import datetime, timedelta
from functools import partial

from torg.channels.models import Channel
from torg.delivery.models import Publication
from torg.ports.network import ActKind
from torg.site.demo.script import Remark, Written
from torg.site.demo.stage import Stage
from torg.site.demo.threads import treat

NIGHT_ENDS = 6


def under(stage: Stage, thing_id: str, written: Written) -> None:
    """Plan the comments and likes that a post gets in its first days."""
    hours = 1.0
    for remark in written.remarks[: stage.chance.randint(1, 3)]:
        hours += stage.chance.uniform(0.3, 9)
        stage.plan(awake(stage, hours), partial(_comments, stage, thing_id, remark))
    for _ in range(stage.chance.randint(0, 1)):
        at = awake(stage, stage.chance.uniform(0.2, 30))
        stage.plan(at, lambda: stage.network.like(stage.resident(), thing_id))


def _comments(stage: Stage, thing_id: str, remark: Remark) -> None:
    made = stage.network.comment(stage.resident(), thing_id, remark.text)
    stage.hear()
    treat(stage, made, remark, late=stage.chance.random() < 0.07)


def lay_talk(stage: Stage) -> None:
    """Plan the messages, the posts on our page and the mentions of the four weeks."""
    talk = stage.script.talk
    for number, row in enumerate(talk["direct"]):
        remark = stage.script.remark(["question", row["text"], row["answer"]])
        at = _some_day(stage, -24 + 4 * number)
        if not remark.answer:
            at = stage.end - timedelta(hours=2 * number - 7)
        stage.plan(at, partial(_asks, stage, remark))
    for number, row in enumerate(talk["visit"]):
        remark = stage.script.remark([row["kind"], row["text"], row["answer"]])
        stage.plan(_some_day(stage, -19 + 7 * number), partial(_visits, stage, remark))
    for number, row in enumerate(talk["mention"]):
        remark = stage.script.remark([row["kind"], row["text"], row["answer"]])
        stage.plan(_some_day(stage, -22 + 8 * number), partial(_mentions, stage, remark))


def _asks(stage: Stage, remark: Remark) -> None:
    handle = stage.channels["main"].connection.handle
    made = stage.network.ask(stage.resident(), handle, remark.text)
    stage.hear()
    if remark.answer:
        treat(stage, made, remark)


def _visits(stage: Stage, remark: Remark) -> None:
    handle = stage.channels["main"].connection.handle
    made = stage.network.write(stage.resident(), remark.text, on=handle)
    stage.hear()
    treat(stage, made, remark)


def _mentions(stage: Stage, remark: Remark) -> None:
    made = stage.network.write(stage.resident(), remark.text)
    stage.hear()
    treat(stage, made, remark)


def newest_post(channel: Channel, before: datetime) -> str:
    """The network's id of what stood on top of the channel then."""
    found = (
        Publication.objects.filter(
            channel=channel, published_at__lt=before, act__kind=ActKind.PUBLISH
        )
        .order_by("-published_at")
        .values_list("network_id", flat=True)
        .first()
    )
    if found is None:
        raise LookupError(f"nothing is published on {channel} before {before}")
    return str(found)


def awake(stage: Stage, hours: float) -> datetime:
    """So many hours from now, or the next morning when that is in the night."""
    at = stage.now + timedelta(hours=hours)
    local = stage.office.local(at)
    if local.hour < NIGHT_ENDS:
        at += timedelta(hours=NIGHT_ENDS + 1 - local.hour)
    return at


def _some_day(stage: Stage, day: int) -> datetime:
    minute = stage.chance.randint(0, 59)
    return stage.at(day, f"{stage.chance.randint(8, 20):02d}:{minute:02d}")
