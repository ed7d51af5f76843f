"""The log in blocks, read by one process or by several."""

from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context

from django.db import connection, connections

from torg.kernel.scope import scope
from torg.ledger.queries.verification.entries import Block, read_block
from torg.people.models import Municipality

BLOCK = 4_096


def blocks(municipality: Municipality, after: int, end: int, processes: int) -> Iterator[Block]:
    """The entries after `after` up to `end`, in order.

    Raises RuntimeError when several processes are asked for inside a transaction.
    """
    starts = range(after + 1, end + 1, BLOCK)
    spans = [(first, min(first + BLOCK - 1, end)) for first in starts]
    if processes < 2 or len(spans) < 2:
        yield from (read_block(municipality.pk, first, last) for first, last in spans)
        return
    _close()
    with get_context("fork").Pool(min(processes, len(spans))) as pool:
        yield from pool.imap(partial(_in_child, municipality), spans)


def _in_child(municipality: Municipality, span: tuple[int, int]) -> Block:
    with scope(municipality.pk):
        return read_block(municipality.pk, *span)


def _close() -> None:
    """Let go of every connection: one must not be used by two processes."""
    if connection.in_atomic_block:
        raise RuntimeError("several processes cannot read inside one transaction")
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
