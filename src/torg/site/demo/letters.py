"""Orders to the register's owner: one letter in each state."""

from django.utils.translation import gettext as _

from torg.channels.actions import change_channel, name_register_owner
from torg.notices.actions import Settling, claim, note_outcome, settle_letter
from torg.notices.queries import visible_to
from torg.ports.errors import Mender, OutsideError, Refused, Unreachable
from torg.site.demo.stage import Stage

WHERE = "goteborg"


def name_owner(stage: Stage) -> None:
    """Whom orders to the register go to, in every municipality."""
    name_register_owner(
        name=_("Kanalregistrets support"),
        mailbox=f"kanalregister@{stage.municipality.slug}.exempel.invalid",
        by=stage.people["admin"],
        now=stage.now,
    )


def lay_letters(stage: Stage) -> None:
    """Sent, refused, unclear, laid aside and waiting; the worker sends those that wait."""
    if stage.municipality.slug != WHERE:
        return
    for channel in list(stage.channels.values())[:5]:
        tone = _("Vänlig och rak. Vi svarar varje vardag.")
        change_channel(
            channel=channel, changes={"tone": tone}, by=stage.people["lead"], now=stage.now
        )
    keeper = stage.people["admin"]
    no = Refused("smtp-550", cause=_("E-postservern tog inte emot brevet."), mender=Mender.OPERATOR)
    ends: tuple[OutsideError | None, ...] = (None, no, Unreachable("mail", maybe_done=True), no)
    for letter, error in zip(visible_to(keeper).order_by("id"), ends, strict=False):
        taken = claim(letter=letter, now=stage.now)
        if taken is not None:
            note_outcome(letter=taken, error=error, now=stage.now)
    last = visible_to(keeper).filter(state="failed").first()
    if last is not None:
        settle_letter(letter=last, settling=Settling.DROP, by=keeper, now=stage.now)
