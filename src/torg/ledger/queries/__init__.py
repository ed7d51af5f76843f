"""Every read of the log."""

from torg.ledger.queries.export import DisposedMeanwhile, export_lines
from torg.ledger.queries.log import (
    PAGE,
    EntryFilter,
    EntryPage,
    TimelineItem,
    actors,
    entries,
    entries_with_content,
    entry,
    timeline,
    verbs,
    visible_to,
)
from torg.ledger.queries.outside import Outside, due, outside, receipts
from torg.ledger.queries.proofs import (
    Proof,
    key_path,
    latest_checkpoint,
    origin,
    proof,
    verifier_of,
)
from torg.ledger.queries.verification import (
    Problem,
    ProblemKind,
    Report,
    read_on,
    verify,
    verify_since,
)
from torg.ledger.queries.wording import details, exchange, roles, texts

__all__ = [
    "PAGE",
    "DisposedMeanwhile",
    "EntryFilter",
    "EntryPage",
    "Outside",
    "Problem",
    "ProblemKind",
    "Proof",
    "Report",
    "TimelineItem",
    "actors",
    "details",
    "due",
    "entries",
    "entries_with_content",
    "entry",
    "exchange",
    "export_lines",
    "key_path",
    "latest_checkpoint",
    "origin",
    "outside",
    "proof",
    "read_on",
    "receipts",
    "roles",
    "texts",
    "timeline",
    "verbs",
    "verifier_of",
    "verify",
    "verify_since",
    "visible_to",
]
