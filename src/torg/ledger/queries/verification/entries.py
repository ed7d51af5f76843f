"""Entry by entry: order, hash, columns, references, text."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from torg.kernel.digests import salted_sha256_hex
from torg.kernel.merkle import CompactRange, leaf_hash
from torg.ledger.models import Entry, EntryContent, EntryRef
from torg.ledger.queries.verification.report import MOST_PROBLEMS, Problem, ProblemKind
from torg.people.models import Municipality

CHUNK = 5_000
_COLUMNS = (
    "seq",
    "at",
    "verb",
    "summary",
    "direction",
    "actor_id",
    "actor_name",
    "actor_role",
    "content_hash",
    "leaf_hash",
    "canonical",
)
Refs = Mapping[int, list[tuple[str, str]]]
Bodies = Mapping[int, tuple[bytes, bytes]]


@dataclass(slots=True)
class Reading:
    """What has been read so far. last: the seq of the last row; wanted: the sizes that
    somebody signed; roots: the root at each of them that has been passed."""

    tree: CompactRange
    last: int = 0
    wanted: frozenset[int] = frozenset()
    roots: dict[int, bytes] = field(default_factory=dict)
    disposed: int = 0
    problems: list[Problem] = field(default_factory=list)

    def say(self, kind: ProblemKind, seq: int | None, message: str) -> None:
        """Note a problem; those past the limit are left out."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, seq, message))


def rows_after(
    municipality: Municipality, after: int
) -> Iterator[tuple[tuple[Any, ...], Refs, Bodies]]:
    """Entries in order, each with the references and texts of its chunk."""
    entries = Entry.objects.filter(municipality=municipality).order_by("seq")
    rows = list(entries.filter(seq__gt=after).values_list(*_COLUMNS)[:CHUNK])
    while rows:
        span = {"gte": rows[0][0], "lte": rows[-1][0]}
        refs, bodies = _refs(municipality, **span), _bodies(municipality, **span)
        for row in rows:
            yield row, refs, bodies
        rows = list(entries.filter(seq__gt=rows[-1][0]).values_list(*_COLUMNS)[:CHUNK])


def _refs(municipality: Municipality, *, gte: int, lte: int) -> Refs:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = EntryRef.objects.filter(municipality=municipality, entry__seq__range=(gte, lte))
    for seq, own, kind, target in rows.values_list("entry__seq", "seq", "kind", "target"):
        # A reference filed under another number would show in the wrong place of a timeline.
        found[seq].append((kind, target) if own == seq else ("", ""))
    return found


def _bodies(municipality: Municipality, *, gte: int, lte: int) -> Bodies:
    rows = EntryContent.objects.filter(municipality=municipality, entry__seq__range=(gte, lte))
    return {
        seq: (bytes(salt), bytes(body))
        for seq, salt, body in rows.values_list("entry__seq", "salt", "body")
    }


def read_row(reading: Reading, row: tuple[Any, ...], refs: Refs, bodies: Bodies) -> None:
    seq, data = row[0], bytes(row[-1])
    if seq != reading.last + 1:
        message = _("Efter post %(last)d kommer post %(seq)d; det däremellan saknas.")
        told = message % {"last": reading.last, "seq": seq}
        reading.say(ProblemKind.SEQUENCE, reading.last + 1, told)
    leaf = leaf_hash(data)
    if leaf.hex() != row[-2]:
        message = _("Post %(seq)d: det som står i posten ger inte dess kontrollsumma.")
        reading.say(ProblemKind.LEAF, seq, message % {"seq": seq})
    _hold_columns(reading, row, data, sorted(refs.get(seq, ())))
    _hold_content(reading, seq, row[-3], bodies.get(seq))
    reading.last = seq
    reading.tree.append(leaf)
    if reading.tree.size in reading.wanted:
        reading.roots[reading.tree.size] = reading.tree.root()


def _hold_columns(
    reading: Reading, row: tuple[Any, ...], data: bytes, refs: list[tuple[str, str]]
) -> None:
    seq = row[0]
    try:
        told = json.loads(data)
        actor = told["actor"]
        hashed = (
            told["seq"],
            datetime.fromisoformat(told["at"]),
            told["verb"],
            told["summary"],
            told["direction"],
            actor["id"],
            actor["name"],
            actor["role"],
            told["content"],
        )
        about = sorted((kind, target) for kind, target in told["about"])
    except (ValueError, KeyError, TypeError):
        message = _("Post %(seq)d: det som kontrollsumman gäller går inte att läsa.")
        reading.say(ProblemKind.COLUMNS, seq, message % {"seq": seq})
        return
    if hashed != row[:9]:
        wrong = [name for name, a, b in zip(_COLUMNS, hashed, row, strict=False) if a != b]
        message = _(
            "Post %(seq)d: tabellen säger annat än det som kontrollsumman gäller (%(what)s)."
        )
        reading.say(ProblemKind.COLUMNS, seq, message % {"seq": seq, "what": ", ".join(wrong)})
    if about != refs:
        message = _("Post %(seq)d: kopplingarna till det som posten handlar om har ändrats.")
        reading.say(ProblemKind.REFS, seq, message % {"seq": seq})


def _hold_content(
    reading: Reading, seq: int, content_hash: str, content: tuple[bytes, bytes] | None
) -> None:
    if content is None:
        reading.disposed += bool(content_hash)
        return
    try:
        same = salted_sha256_hex(*content) == content_hash
    except ValueError:
        same = False
    if not same:
        message = _("Post %(seq)d: texten är inte den som posten skrevs med.")
        reading.say(ProblemKind.CONTENT, seq, message % {"seq": seq})
