"""Entries as bytes: one query for a block, everything that is compared beside what was hashed.

The database writes what the columns say in the form in which it was hashed, so that a
sound row is known by comparing bytes; nothing is parsed. Text is taken as bytes, so that
a damaged letter is a difference and not an error.
"""

from functools import cache
from string import Template
from uuid import UUID

import psycopg
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
 $text',"municipality":"' || CAST(%s AS TEXT) || '","seq":' || e.seq || ',"summary":"' || $summary
 || '","v":$format,"verb":"' || $verb || '"}'$as_bytes,
 $text(SELECT $joined(CASE WHEN r.seq = e.seq AND r.municipality_id = e.municipality_id
   THEN '"' || $kind || '","' || $target || '"' ELSE '?' END, '],[')
   FROM ledger_entryref r WHERE r.entry_id = e.id)$as_bytes,
 c.salt, c.body
FROM ledger_entry e LEFT JOIN ledger_entrycontent c
 ON c.entry_id = e.id AND c.municipality_id = e.municipality_id
WHERE e.municipality_id = %s AND e.seq BETWEEN %s AND %s ORDER BY e.seq
""")
_DIALECTS = {
    "sqlite": {
        "text": "CAST(",
        "as_bytes": " AS BLOB)",
        "joined": "group_concat",
        "at": "replace(e.at, ' ', 'T') || CASE length(e.at) WHEN 19 THEN '.000000Z' ELSE 'Z' END",
    },
    "postgresql": {
        "text": "convert_to(",
        "as_bytes": ", 'UTF8')",
        "joined": "string_agg",
        "at": """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
}
_ENTRY = ("actor_id", "actor_name", "actor_role", "content_hash", "direction", "summary", "verb")


def rows_between(municipality: UUID, first: int, last: int) -> list[Row]:
    """The entries from `first` to `last`, those that there are, in order."""
    query = _query(connection.vendor)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(query, [str(municipality), municipality.hex, first, last])
            found: list[Row] = cursor.fetchall()
            return found
    connection.ensure_connection()
    # Bytes come as bytes, instead of being written and read as hexadecimal.
    with psycopg.Cursor(connection.connection) as raw:
        raw.execute(query, [str(municipality), municipality, first, last], binary=True)
        return raw.fetchall()


@cache
def _query(vendor: str) -> str:
    columns = {name: _escaped(f"e.{name}") for name in _ENTRY}
    columns |= {name: _escaped(f"r.{name}") for name in ("kind", "target")}
    return _QUERY.substitute(_DIALECTS[vendor], format=FORMAT, **columns)


def _escaped(column: str) -> str:
    """As JSON writes it. A control character is left as it is: such a row is looked at twice."""
    return f"replace(replace({column}, '\\', '\\\\'), '\"', '\\\"')"
