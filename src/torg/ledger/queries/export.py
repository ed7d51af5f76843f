"""The whole log as lines for a stranger's program (docs/explanation/ledger.md)."""

import base64
import hashlib
import json
from collections.abc import Iterator
from itertools import chain

from django.db.models import Max

from torg.kernel.scope import scope
from torg.ledger.models import Checkpoint, Entry, Head
from torg.ledger.queries.proofs import origin, verifier_of
from torg.ledger.queries.verification.blocks import BLOCK
from torg.ledger.queries.verification.rows import Row, rows_between
from torg.ledger.states import DISPOSED
from torg.people.models import Municipality

EXPORT = "torg.ledger-export/1"


class DisposedMeanwhile(RuntimeError):
    """A text was disposed of while the log was read, so the lines do not belong together."""


def export_lines(municipality: Municipality) -> Iterator[bytes]:
    """The lines in order, each with its newline; nothing is held back of what is damaged.

    Raises DisposedMeanwhile at the end: what has been written then is to be thrown away.
    """
    digest = hashlib.sha256()
    with scope(municipality.pk):
        # Before the size: what was signed is among the entries, while appends go on.
        notes = list(_notes(municipality))
        size = _size(municipality)
        for line in chain([_first(municipality)], _entries(municipality, size), notes):
            digest.update(line)
            yield line
        later = Entry.objects.filter(municipality=municipality, verb=DISPOSED, seq__gt=size)
        if later.exists():
            raise DisposedMeanwhile(municipality.slug)
    yield _line({"entries": size, "checkpoints": len(notes), "sha256": digest.hexdigest()})


def _size(municipality: Municipality) -> int:
    """What the head says; what there is, when the head is damaged or gone."""
    head: Head | None = Head.objects.filter(municipality=municipality).first()
    try:
        return head.tree.size if head else _last(municipality)
    except (ValueError, TypeError):
        return _last(municipality)


def _last(municipality: Municipality) -> int:
    rows = Entry.objects.filter(municipality=municipality)
    return rows.aggregate(last=Max("seq"))["last"] or 0


def _first(municipality: Municipality) -> bytes:
    key = verifier_of(municipality)
    return _line({"format": EXPORT, "origin": origin(municipality), "key": str(key or "")})


def _entries(municipality: Municipality, size: int) -> Iterator[bytes]:
    for first in range(1, min(size, _last(municipality)) + 1, BLOCK):
        for row in rows_between(municipality.pk, first, min(first + BLOCK - 1, size)):
            yield _line(_entry(row))


def _notes(municipality: Municipality) -> Iterator[bytes]:
    rows = Checkpoint.objects.filter(municipality=municipality).order_by("size")
    return (_line({"checkpoint": note}) for note in rows.values_list("note", flat=True))


def _entry(row: Row) -> dict[str, object]:
    salt, body = row[7], row[8]
    return {
        "seq": row[0],
        **_text("entry", row[1]),
        "leaf": row[2].decode("ascii", "replace"),
        "salt": salt.hex() if salt is not None else None,
        **_text("content", body),
    }


def _text(name: str, data: bytes | None) -> dict[str, str | None]:
    """As text; bytes that are no text, which damage makes, as base64 under another name."""
    if data is None:
        return {name: None}
    try:
        return {name: data.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(data).decode()}


def _line(told: dict[str, object]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"
