from collections.abc import Callable

from tests.web.matrix.world import Side

from torg.kernel.identifiers import uuid7
from torg.notices.models import Letter
from torg.notices.states import LetterState


def make_letter(side: Side) -> Letter:
    """A letter that the mail server refused."""
    made: Letter = Letter.objects.create(
        municipality=side.municipality,
        key=str(uuid7()),
        recipient="kanaler@kommun.example",
        subject=f"Beställning {side.canary}",
        text=side.canary,
        about_kind="channels.channel",
        about_id=side.canary,
        state=LetterState.FAILED,
        made_at=side.now,
        not_before=side.now,
        cause="E-postservern tog inte emot brevet.",
    )
    return made


MAKERS: dict[str, Callable[[Side], Letter]] = {"notices.letter": make_letter}
