"""Two remarks on a page of the handbook: one answered, one that waits for the page's owner."""

from torg.handbook.actions import close_remark, send_remark
from torg.handbook.models import Remark
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
