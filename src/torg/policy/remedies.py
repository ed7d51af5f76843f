"""A pack's key that does not fit: what is wrong with it and what would be right, in Swedish."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

_PLAIN = {
    "missing": ("nyckeln saknas", "Lägg till den."),
    "string_too_short": ("får inte vara tom", "Skriv en text."),
    "too_short": ("får inte vara tom", "Skriv minst ett värde."),
    "string_type": ("ska vara text", "Skriv värdet inom citattecken."),
    "bool_type": ("ska vara ja eller nej", "Skriv true eller false."),
    "bool_parsing": ("ska vara ja eller nej", "Skriv true eller false."),
    "tuple_type": ("ska vara en lista", "Skriv värdena inom hakparenteser."),
    "dict_type": ("ska vara en tabell", "Skriv nycklar och värden inom klammer."),
    "model_type": ("ska vara en tabell", "Skriv nycklar och värden inom klammer."),
}
_DAY = ("är ingen dag", "Skriv till exempel 2026-05-15, utan citattecken.")
_CLOCK = ("är inget klockslag", "Skriv till exempel 15:00:00, utan citattecken.")
_WHOLE = "är inget heltal"
_WITHOUT_UNIT = "Skriv bara talet, utan enhet och citattecken."
_LISTED = 20
_SHAPES = ("int_type", "int_parsing", "int_from_float")


def in_words(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    """(what is wrong, what would be right) of one error of pydantic about the model."""
    kind, given = error["type"], error.get("input")
    bounds = error.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "extra_forbidden":
        loc = error["loc"]
        return "okänd nyckel", nearest(str(loc[-1]), _model_at(model, loc[:-1]).model_fields)
    if kind in _SHAPES:
        return f"{given!r} {_WHOLE}", _WITHOUT_UNIT
    if kind.startswith(("date_", "datetime_")):
        return f"{given!r} {_DAY[0]}", _DAY[1]
    if kind.startswith("time_"):
        return f"{given!r} {_CLOCK[0]}", _CLOCK[1]
    return _by_bounds(kind, given, bounds, error["msg"])


def _by_bounds(kind: str, given: object, bounds: Mapping[str, Any], said: str) -> tuple[str, str]:
    if kind == "literal_error":
        return f"{given!r} finns inte", f"Välj {bounds['expected'].replace(' or ', ' eller ')}."
    if kind == "greater_than_equal":
        return f"{given} är för litet", f"Minst {bounds['ge']}."
    if kind == "less_than_equal":
        return f"{given} är för stort", f"Högst {bounds['le']}."
    if kind == "string_pattern_mismatch":
        return f"{given!r} har fel form", f"Formen är {bounds['pattern'].strip('^$')}."
    return said.removeprefix("Value error, "), ""


def nearest(written: str, known: Iterable[str]) -> str:
    """A guess at what was meant, or all that there is to choose from."""
    names = sorted(known)
    if close := get_close_matches(written, names, n=1):
        return f"Menar du {close[0]}?"
    if not names:
        return "Här står inga nycklar."
    return f"Välj bland {', '.join(names)}." if len(names) <= _LISTED else "Inget liknar det."


def _model_at(model: type[BaseModel], place: tuple[int | str, ...]) -> type[BaseModel]:
    """The model of the table at the place: tables inside lists and tables are followed."""
    for name in place:
        if isinstance(name, int) or name not in model.model_fields:
            continue
        model = _inner(model.model_fields[name].annotation) or model
    return model


def _inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)
