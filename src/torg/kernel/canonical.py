"""One way, and one only, to write a value as bytes, so that hashes of it agree.

JSON in UTF-8 with sorted keys and no spaces. What two programs or two databases
might write differently is refused rather than guessed: floats, integers beyond
2^53, lone surrogates, the NUL character (PostgreSQL text cannot hold it) and
everything that JSON does not know, such as datetimes, which are passed as text.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

LARGEST_INTEGER = 2**53 - 1
_LEAVES = frozenset({str, bool, type(None)})
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class NotCanonical(ValueError):
    """The value has no single canonical form. The message says where and why."""


def dumps(value: object) -> bytes:
    """The canonical bytes of a value made of mappings with text keys, lists, tuples,
    text, integers, booleans and None.

    Raises NotCanonical with the path of the part that has no canonical form.
    """
    if _is_plain(value):
        text = _encode(value)
        if "\\u0000" not in text:
            with suppress(UnicodeEncodeError):
                return text.encode("utf-8")
    # Slower, and says where it is wrong.
    return _encode(_plain(value, "$")).encode("utf-8")


def loads(data: bytes) -> object:
    """The value that `dumps` wrote. Raises NotCanonical when the bytes are not of its making."""
    try:
        value: object = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, ValueError) as error:
        raise NotCanonical(f"not canonical JSON: {error}") from error
    if dumps(value) != data:
        raise NotCanonical("the bytes are JSON, but not in canonical form")
    return value


def storable(text: str) -> str:
    """Text from outside made fit for `dumps` and for every database.

    Lone surrogates and NUL become U+FFFD; everything else stays as it was.
    """
    if "\x00" not in text and (text.isascii() or _is_utf8(text)):
        return text
    mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return mended.replace("\x00", "�")


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def instant(moment: datetime) -> str:
    """An aware moment as UTC text with microseconds and Z. Raises NotCanonical when naive."""
    if moment.tzinfo is None:
        raise NotCanonical("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def _is_plain(value: object) -> bool:
    """Whether it is made of JSON's own types alone; what texts hold is not looked at.

    By the type itself: every entry of the log is asked, and isinstance costs several times that.
    """
    kind = type(value)
    if kind in _LEAVES:
        return True
    if kind is int:
        return abs(value) <= LARGEST_INTEGER  # type: ignore[arg-type]
    if kind is dict:
        for key, member in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not (type(member) in _LEAVES or _is_plain(member)):
                return False
        return True
    if kind is list or kind is tuple:
        return all(type(member) in _LEAVES or _is_plain(member) for member in value)  # type: ignore[attr-defined]
    return isinstance(value, str)


def _plain(value: object, path: str) -> object:
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _integer(value, path)
    if isinstance(value, Mapping):
        return {_key(key, path): _plain(member, f"{path}.{key}") for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, f"{path}[{index}]") for index, member in enumerate(value)]
    raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form; pass it as text")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"{path}: the key {key!r} is not text")
    return _text(key, path)


def _integer(value: int, path: str) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{path}: {value} is beyond 2^53; pass it as text")
    return int(value)


def _text(text: str, path: str) -> str:
    if "\x00" in text:
        raise NotCanonical(f"{path}: the text holds a NUL character")
    if not _is_utf8(text):
        raise NotCanonical(f"{path}: the text holds a lone surrogate")
    return str(text)
