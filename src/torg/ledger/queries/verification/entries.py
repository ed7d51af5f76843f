"""Entry by entry: order, hash, columns, references, text."""

import json
from binascii import hexlify
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from torg.kernel.digests import SALT_BYTES
from torg.ledger.queries.verification.diagnosis import told_wrong
from torg.ledger.queries.verification.report import MOST_PROBLEMS, Problem, ProblemKind
from torg.ledger.queries.verification.rows import (
    BETWEEN_REFS,
    MIDDLE,
    START,
    Row,
    rows_between,
)
from torg.ledger.states import DISPOSED

_ENDS_DISPOSAL = f'"verb":"{DISPOSED}"}}'.encode()


@dataclass(slots=True)
class Block:
    """What was read from `first` to `last`. leaves: of the rows that there are; gone: seqs
    whose text is not there; disposed: seqs that entries in the block say were disposed of."""

    first: int
    last: int
    leaves: list[bytes] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    disposed: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, kind: ProblemKind, seq: int, message: str) -> None:
        """Note a problem; those past the limit are left out."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, seq, message))


def read_block(municipality: UUID, first: int, last: int) -> Block:
    """Read the entries from `first` to `last`, both of which there should be."""
    block = Block(first, last)
    due = first
    for row in rows_between(municipality, first, last):
        seq, data = row[0], row[1]
        if seq != due:
            _say_missing(block, due, seq - 1)
        due = seq + 1
        leaf = sha256(b"\x00" + data).digest()
        block.leaves.append(leaf)
        if hexlify(leaf) != row[2]:
            message = _("Post %(seq)d: det som står i posten ger inte dess kontrollsumma.")
            block.say(ProblemKind.LEAF, seq, message % {"seq": seq})
        if not _columns_fit(row):
            for problem in told_wrong(municipality, seq, data):
                block.say(problem.kind, seq, problem.message)
        _hold_content(block, row)
        if data.endswith(_ENDS_DISPOSAL):
            block.disposed += _disposed_by(data)
    if due <= last:
        _say_missing(block, due, last)
    return block


def _columns_fit(row: Row) -> bool:
    """Whether the bytes say what the columns and references say.

    They are written in one way only, so equal bytes are equal values; the references
    come in any order. What does not fit is looked at again, by value.
    """
    _seq, data, _leaf, _content, middle, ending, refs, _salt, _body = row
    at = data.find(MIDDLE)
    if at < 0 or refs is None or not data.startswith(START) or not data.startswith(middle, at):
        return False
    about = data[len(START) : at]
    return data.endswith(ending) and (about == refs or _same(about, refs))


def _same(about: bytes, refs: bytes) -> bool:
    return sorted(about.split(BETWEEN_REFS)) == sorted(refs.split(BETWEEN_REFS))


def _hold_content(block: Block, row: Row) -> None:
    content_hash, salt, body = row[3], row[7], row[8]
    if salt is None or body is None:
        if content_hash:
            block.gone.append(row[0])
        return
    if len(salt) != SALT_BYTES or hexlify(sha256(salt + body).digest()) != content_hash:
        message = _("Post %(seq)d: texten är inte den som posten skrevs med.")
        block.say(ProblemKind.CONTENT, row[0], message % {"seq": row[0]})


def _disposed_by(data: bytes) -> list[int]:
    """The entry whose text this one says was disposed of."""
    try:
        return [int(json.loads(data)["facts"]["entry"])]
    except (ValueError, KeyError, TypeError):
        return []


def _say_missing(block: Block, first: int, last: int) -> None:
    message = _("Post %(first)d saknas.") if first == last else _("Post %(first)d–%(last)d saknas.")
    block.say(ProblemKind.SEQUENCE, first, message % {"first": first, "last": last})


def gone_without_decision(seqs: Sequence[int]) -> list[Problem]:
    """Texts that are gone although nobody recorded a decision."""
    message = _("Post %(seq)d: texten är borta, men ingen gallring är antecknad.")
    return [Problem(ProblemKind.CONTENT, seq, message % {"seq": seq}) for seq in seqs]


def left_in_spite_of_decision(seqs: Sequence[int]) -> list[Problem]:
    """Texts that stand there although a disposal of them is recorded."""
    message = _("Post %(seq)d: texten finns kvar, fast den är antecknad som gallrad.")
    return [Problem(ProblemKind.CONTENT, seq, message % {"seq": seq}) for seq in seqs]
