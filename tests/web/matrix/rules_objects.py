from collections.abc import Callable

from django.db.models import Model
from tests.factories.rules import adopt
from tests.web.matrix.world import Side

from torg.rules.models import ChangeProposal, Dispatch, PackAdoption


def _adoption(side: Side) -> PackAdoption:
    found = PackAdoption.objects.filter(municipality=side.municipality).first()
    return found or adopt(side.municipality, "goteborg")


def make_dispatch(side: Side) -> Dispatch:
    """The file's row of the version in force; every side of one municipality has the same."""
    adoption = _adoption(side)
    found: Dispatch = adoption.dispatches.get(unit__isnull=True)
    return found


def make_proposal(side: Side) -> ChangeProposal:
    """A channel's own principle of the side's unit, proposed by its leader."""
    adoption = _adoption(side)
    made: ChangeProposal = ChangeProposal.objects.create(
        municipality=side.municipality,
        of="A-09",
        key="chosen",
        value="x",
        before=side.canary,
        after=side.canary,
        reason=side.canary,
        body=side.canary,
        from_day=side.now.date(),
        channel=side.canary[:40],
        channel_name=side.canary,
        department=side.department,
        base_digest=adoption.digest,
        proposed_by=side.people["account_lead"],
        proposed_at=side.now,
    )
    return made


MAKERS: dict[str, Callable[[Side], Model]] = {
    "rules.dispatch": make_dispatch,
    "rules.proposal": make_proposal,
}
