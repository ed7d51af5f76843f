"""Content that had to be judged: one case at each point of its way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _

from torg.moderation.actions import (
    Decision,
    accept,
    close,
    decide,
    dismiss,
    hand_over,
    register,
    report,
)
from torg.moderation.jobs import follow_decisions
from torg.moderation.models import Case, Measure, Notice
from torg.ports import evidence
from torg.ports.evidence import Sheet
from torg.site.demo.dialogue import newest_post
from torg.site.demo.script import Remark
from torg.site.demo.stage import Stage
from torg.site.demo.threads import end, take

# Within what the strictest town allows.
REVIEW_AFTER = timedelta(days=60)


class NoPaper:
    """The renderer of whoever has no time for files."""

    def available(self) -> str:
        """Why there is none, as the case tells it."""
        return _("Ingen PDF gjordes när exemplet lades in.")

    def render(self, sheet: Sheet) -> bytes:
        """Never asked, since it is not available."""
        raise NotImplementedError


def lay_cases(stage: Stage) -> None:
    """Plan the five, the oldest first."""
    kinds = stage.script.own["cases"]
    stage.plan(stage.at(-17, "19:20"), partial(_removed, stage, kinds["closed"], told=True))
    stage.plan(stage.at(-11, "20:45"), partial(_dismissed, stage))
    stage.plan(stage.at(-6, "21:10"), partial(_removed, stage, kinds["carried_out"]))
    stage.plan(stage.at(-1, "06:50"), partial(_waiting, stage, kinds["decided"]))
    stage.plan(stage.end - timedelta(hours=2), partial(_sealed, stage, kinds["sealed"]))


@contextmanager
def _without_paper() -> Iterator[None]:
    before = evidence.renderer()
    evidence.register(NoPaper())
    try:
        yield
    finally:
        if before is not None:
            evidence.register(before)


def _reported(stage: Stage, kind: str, channel: str = "main", *, by: str = "moderator") -> Case:
    told = stage.script.talk["cases"][kind]
    post = newest_post(stage.channels[channel], stage.now)
    made = stage.network.comment(stage.resident(), post, told["text"])
    stage.hear()
    return report(
        message=stage.message(made),
        context=told["context"],
        by=stage.people[by],
        now=stage.now,
    )


def _removed(stage: Stage, kind: str, *, told: bool = False) -> None:
    """Reported by a communicator, decided by the moderator, carried out; perhaps closed."""
    with _without_paper():
        case = _reported(stage, kind, by="writer")

    def decides() -> None:
        moderator = stage.people["moderator"]
        accept(case=case, by=moderator, now=stage.now)
        _decide(stage, case, kind, Measure.DELETE, block=told)
        if told and case.message.person:
            stage.shut_out(case.message.person.name)
        stage.deliver()
        stage.hear()
        follow_decisions(clock=stage.clock)
        _end(stage, case, kind)

    stage.plan(stage.soon(20, 50), decides)
    if told:
        stage.plan(stage.at_work(stage.now, 90), partial(_close, stage, case))


def _waiting(stage: Stage, kind: str) -> None:
    """Decided on the channel whose network does not answer us: the order waits."""
    with _without_paper():
        case = _reported(stage, kind, "jobs")
    _decide(stage, case, kind, Measure.HIDE)
    _end(stage, case, kind)


def _sealed(stage: Stage, kind: str) -> None:
    """The one that waits for a decision has its PDF; the old ones go without, to save the time."""
    _reported(stage, kind, by="writer")


def _dismissed(stage: Stage) -> None:
    """Criticism is no ground; it is answered instead."""
    told = stage.script.talk["cases"]["criticism"]
    with _without_paper():
        case = _reported(stage, "criticism", by="colleague")

    def judges() -> None:
        dismiss(
            case=case,
            assessment=told["assessment"],
            by=stage.people["moderator"],
            now=stage.now,
        )
        remark = Remark("criticism", told["text"], told["answer"])
        take(stage, case.message.network_id, remark)

    stage.plan(stage.at_work(stage.now, 35), judges)


def _decide(stage: Stage, case: Case, kind: str, measure: Measure, *, block: bool = False) -> None:
    review_on = stage.office.local(stage.now + REVIEW_AFTER).date() if block else None
    decide(
        case=case,
        decision=Decision(
            measure=measure,
            ground=stage.script.own["grounds"][kind],
            assessment=stage.script.talk["cases"][kind]["assessment"],
            block_until_review=review_on,
        ),
        by=stage.people["moderator"],
        now=stage.now,
    )


def _end(stage: Stage, case: Case, kind: str) -> None:
    remark = Remark("comment", stage.script.talk["cases"][kind]["text"])
    end(stage, case.message.network_id, remark, "breaks_rules")


def _close(stage: Stage, case: Case) -> None:
    """What the ground asks for first, then the reason why nobody was told."""
    moderator = stage.people["moderator"]
    case.refresh_from_db()
    if case.needs_hand_over:
        hand_over(case=case, department=stage.units["care"], by=moderator, now=stage.now)
    if case.needs_registration:
        register(
            case=case,
            reference=f"KS {stage.office.local(stage.now):%Y}/{stage.chance.randint(100, 899)}",
            by=stage.people["registrar"],
            now=stage.now,
        )
    close(case=case, notice=Notice.NOT_SUITABLE, by=moderator, now=stage.now)
