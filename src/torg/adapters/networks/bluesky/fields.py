"""Reading one field of a JSON answer whose shape is not ours to trust."""

from collections.abc import Mapping, Sequence


def text(found: Mapping[str, object], name: str) -> str:
    """The field when it is text, else ""."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def part(found: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """The object at the end of the path, or an empty one."""
    value: object = found
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def parts(found: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    """The objects of a list; everything else in it is left out."""
    value = found.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(one for one in value if isinstance(one, Mapping))


def texts(found: Mapping[str, object], name: str) -> tuple[str, ...]:
    """The texts of a list; everything else in it is left out."""
    value = found.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(one for one in value if isinstance(one, str))
