"""Entries as bytes: one query for a block, everything that is compared beside what was hashed.

The database writes what the columns say in the form in which it was hashed, so that a
sound row is known by comparing bytes; nothing is parsed. Text is taken as bytes, so that
a damaged letter is a difference and not an error.
"""

from functools import cache
from sqlite3 import Connection
from string import Template
from typing import Any
from uuid import UUID

from django.db import connection

from torg.ledger.states import FORMAT

# seq, canonical, leaf hash, content hash, middle, ending, references, salt, body
Row = tuple[int, bytes, bytes, bytes, bytes, bytes, bytes | None, bytes | None, bytes | None]

START = b'{"about":[['
MIDDLE = b']],"actor":{"id":"'
BETWEEN_REFS = b"],["

_QUERY = Template("""
SELECT e.seq, e.canonical, ${text}e.leaf_hash$as_bytes, ${text}e.content_hash$as_bytes,
 $text']],"actor":{"id":"' || $actor_id || '","name":"' || $actor_name || '","role":"'
 || $actor_role || '"},"at":"' || $at || '","content":"' || $content_hash
 || '","direction":"' || $direction || '","facts":'$as_bytes,
 $text',"municipality":"' || CAST($given AS TEXT) || '","seq":' || e.seq
 || ',"summary":"' || $summary
 || '","v":$format,"verb":"' || $verb || '"}'$as_bytes,
 $text(SELECT $joined(CASE WHEN r.seq = e.seq AND r.municipality_id = e.municipality_id
   THEN '"' || $kind || '","' || $target || '"' ELSE '?' END, '],[')
   FROM ledger_entryref r WHERE r.entry_id = e.id)$as_bytes,
 c.salt, c.body
FROM ledger_entry e LEFT JOIN ledger_entrycontent c
 ON c.entry_id = e.id AND c.municipality_id = e.municipality_id
WHERE e.municipality_id = $given AND e.seq BETWEEN $given AND $given ORDER BY e.seq
""")
_DIALECTS = {
    "sqlite": {
        "given": "?",
        "text": "",
        "as_bytes": "",
        "joined": "group_concat",
        "at": "replace(e.at, ' ', 'T') || CASE length(e.at) WHEN 19 THEN '.000000Z' ELSE 'Z' END",
    },
    "postgresql": {
        "given": "%s",
        "text": "convert_to(",
        "as_bytes": ", 'UTF8')",
        "joined": "string_agg",
        "at": """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
}
# What may hold a quotation mark; the others are ids, digests and codes of our own.
_WRITTEN = ("e.actor_name", "e.summary", "r.target")
_CODES = ("e.actor_id", "e.actor_role", "e.content_hash", "e.direction", "e.verb", "r.kind")


def rows_between(municipality: UUID, first: int, last: int) -> list[Row]:
    """The entries from `first` to `last`, those that there are, in order."""
    query = _query(connection.vendor)
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        given = [str(municipality), municipality.hex, first, last]
        return _as_bytes(connection.connection, query, given)
    # Bytes come as bytes, instead of being written and read as hexadecimal.
    driver: Any = connection  # psycopg, which a desk on SQLite need not load
    with driver.Database.Cursor(connection.connection) as raw:
        raw.execute(query, [str(municipality), municipality, first, last], binary=True)
        found: list[Row] = raw.fetchall()
    return found


def _as_bytes(raw: Connection, query: str, given: list[object]) -> list[Row]:
    """Text as the bytes that lie in the file, whether they can be read or not."""
    usual, raw.text_factory = raw.text_factory, bytes
    try:
        return raw.execute(query, given).fetchall()
    finally:
        raw.text_factory = usual


@cache
def _query(vendor: str) -> str:
    columns = {name[2:]: _escaped(name) for name in _WRITTEN} | {name[2:]: name for name in _CODES}
    return _QUERY.substitute(_DIALECTS[vendor], format=FORMAT, **columns)


def _escaped(column: str) -> str:
    """As JSON writes it. A control character is left as it is: such a row is looked at twice."""
    return f"replace(replace({column}, '\\', '\\\\'), '\"', '\\\"')"
