from collections.abc import Mapping, Sequence
from datetime import datetime

from torg.inbox.models import Thread
from torg.kernel.refs import Ref
from torg.ledger.actions import Exchange, record
from torg.people.models import User


def tell(
    thread: Thread,
    verb: str,
    summary: str,
    *,
    by: User | None,
    now: datetime,
    also: Sequence[Ref] = (),
    facts: Mapping[str, object] | None = None,
    content: Mapping[str, object] | None = None,
    exchange: Exchange | None = None,
) -> None:
    """Write an entry about a thread, in the caller's transaction."""
    record(
        municipality=thread.municipality,
        verb=verb,
        summary=summary,
        about=[Ref("inbox.thread", str(thread.pk)), *also],
        by=by,
        now=now,
        facts=facts,
        content=content,
        exchange=exchange,
    )
