from django.db.models import Model
from tests.web.matrix.world import Side

from torg.handbook.actions import send_remark


def make_remark(side: Side) -> Model:
    """A remark on a page that the account lead looks after."""
    return send_remark(
        page="upphovsratt",
        digest="",
        text=f"Länken är fel {side.canary}",
        by=side.people["account_lead"],
        now=side.now,
    )


MAKERS = {"handbook.remark": make_remark}
