"""Read the whole log again and say whether it is what it was.

Nothing is trusted but the bytes that were hashed and the signatures: every column,
reference and text is held against them, and every signed root against the leaves.
Rows are read in blocks, so memory does not grow with the log; appends may go on.
"""

from torg.ledger.queries.verification.report import Problem, ProblemKind, Report
from torg.ledger.queries.verification.whole import read_on, verify, verify_since

__all__ = ["Problem", "ProblemKind", "Report", "read_on", "verify", "verify_since"]
