"""What colleagues ask: two remarks on a page of the handbook, two questions to communications.

One of each is answered; the other waits.
"""

from torg.handbook.actions import (
    answer_question,
    ask_communications,
    close_remark,
    send_remark,
)
from torg.handbook.models import Question, Remark
from torg.handbook.queries import handbook, whose
from torg.people.models import User
from torg.site.demo.stage import Stage

DAY = -4


def lay_remarks(stage: Stage) -> None:
    """The first is answered the same day."""
    said = stage.script.talk["remarks"]
    page = next(page for page in handbook().pages.values() if not whose(stage.municipality, page))
    made: list[Remark] = []

    def send(by: User) -> None:
        text = said["texts"][len(made)]
        made.append(
            send_remark(page=page.slug, digest=page.digest, text=text, by=by, now=stage.now)
        )

    stage.plan(stage.at(DAY, "10:10"), lambda: send(stage.people["writer"]))
    stage.plan(
        stage.at(DAY, "14:30"),
        lambda: close_remark(
            remark=made[0], answer=said["answer"], by=stage.people["admin"], now=stage.now
        ),
    )
    stage.plan(stage.at(DAY, "15:20"), lambda: send(stage.people["colleague"]))


def lay_questions(stage: Stage) -> None:
    """Asked by the unit's own writer; the first is answered within the hour."""
    said = stage.script.talk["questions"]
    asker = stage.people["unit_writer"]
    made: list[Question] = []

    def ask() -> None:
        made.append(
            ask_communications(
                text=said["texts"][len(made)],
                about=None,
                department=None,
                page="/planering/",
                by=asker,
                now=stage.now,
            )
        )

    stage.plan(stage.at(DAY, "11:05"), ask)
    stage.plan(
        stage.at(DAY, "11:50"),
        lambda: answer_question(
            question=made[0], answer=said["answer"], by=stage.people["lead"], now=stage.now
        ),
    )
    stage.plan(stage.at(DAY, "15:40"), ask)
