"""An afternoon's exercise two weeks ago: crisis mode, a pause on every channel, and back again."""

from torg.delivery.actions import lift_hold, place_hold
from torg.delivery.models import Hold
from torg.rules.actions import set_mode
from torg.rules.queries import Mode
from torg.site.demo.stage import Stage

DAY = -13


def lay_exercise(stage: Stage) -> None:
    """Plan it at an hour when no post is due, so that the pause holds nothing back."""
    said = stage.script.talk["exercise"]
    lead = stage.people["lead"]
    held: list[Hold] = []

    def turns(mode: Mode, reason: str) -> None:
        set_mode(
            municipality=stage.municipality,
            mode=mode,
            reason=stage.script.said(reason),
            by=lead,
            now=stage.now,
        )

    def pauses() -> None:
        held.append(
            place_hold(
                municipality=stage.municipality,
                channel=None,
                reason=said["pause"],
                by=lead,
                now=stage.now,
            )
        )

    stage.plan(stage.at(DAY, "13:40"), lambda: turns(Mode.CRISIS, said["begins"]))
    stage.plan(stage.at(DAY, "13:50"), pauses)
    stage.plan(stage.at(DAY, "14:20"), lambda: lift_hold(hold=held[0], by=lead, now=stage.now))
    stage.plan(stage.at(DAY, "15:10"), lambda: turns(Mode.ORDINARY, said["ends"]))
