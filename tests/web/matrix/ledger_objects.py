from collections.abc import Callable

from tests.factories.entries import make_entry
from tests.web.matrix.world import Side

from torg.kernel.refs import Ref
from torg.ledger.actions import checkpoint


def make_signed_entry(side: Side) -> str:
    """A signed entry whose every text bears the canary; what it is about, as an address says it."""
    about = Ref("planning.post", "17")
    make_entry(
        side.municipality,
        side.now,
        summary=f"Inlägget {side.canary} godkändes.",
        about=[about],
        by=side.people["account_lead"],
        facts={"canary": side.canary},
        content={"text": side.canary},
    )
    checkpoint(municipality=side.municipality, now=side.now)
    return str(about)


MAKERS: dict[str, Callable[[Side], str]] = {"ledger.entry": make_signed_entry}
