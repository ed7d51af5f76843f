"""Reads of cases and their evidence; every list and page starts from visible_to."""

from torg.moderation.queries.cases import (
    Filters,
    awaiting_network,
    channels_with_cases,
    closed_cases,
    open_case_of,
    open_cases,
    overdue_cases,
    page,
    reportable,
    to_accept,
    to_register,
    visible_to,
)
from torg.moderation.queries.fixity import Fault, damaged, fixity, next_page, open_faults
from torg.moderation.queries.news import news, seen_now
from torg.moderation.queries.terms import (
    able,
    able_to_block,
    able_to_tell,
    evidence_clause,
    facts_of,
    ground_of,
    registration_clause,
    terms_of,
)
from torg.moderation.queries.trail import acts_of, ended, is_sealed, part_of, ref_to
from torg.moderation.queries.wording import drafted_notice, opening_context, plain, state_name

__all__ = [
    "Fault",
    "Filters",
    "able",
    "able_to_block",
    "able_to_tell",
    "acts_of",
    "awaiting_network",
    "channels_with_cases",
    "closed_cases",
    "damaged",
    "drafted_notice",
    "ended",
    "evidence_clause",
    "facts_of",
    "fixity",
    "ground_of",
    "is_sealed",
    "news",
    "next_page",
    "open_case_of",
    "open_cases",
    "open_faults",
    "opening_context",
    "overdue_cases",
    "page",
    "part_of",
    "plain",
    "ref_to",
    "registration_clause",
    "reportable",
    "seen_now",
    "state_name",
    "terms_of",
    "to_accept",
    "to_register",
    "visible_to",
]
