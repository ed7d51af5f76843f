"""Every stored text of the desk, found from the models and named in stored.toml."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
CODE = "code"
# Rows that the database lets nobody change, or that something else checks: makers fill them.
SEALED = {"ledger.Entry", "ledger.EntryContent", "moderation.Evidence"}
Write = Callable[[models.Model, str], str]


def known() -> set[str]:
    """Label and name of every field that holds text and is no choice from a list."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("torg.")
        for field in model._meta.fields
        if isinstance(field, TEXTS) and not field.choices
    }


def named() -> dict[str, str]:
    """Each field's class, as stored.toml says."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {f"{room}.{name}": word for room, rows in told.items() for name, word in rows.items()}


def free() -> Iterator[tuple[type[models.Model], str, str]]:
    """Model, field and class of every free text."""
    for label, word in named().items():
        room, model, name = label.split(".")
        if word != CODE:
            yield apps.get_model(room, model), name, word


def rewrite(row: models.Model, name: str, write: Write) -> bool:
    """Put what `write` says into the field, cut to its length; whether the row may be written."""
    label = row._meta.label
    if label in SEALED:
        return False
    field = row._meta.get_field(name)
    value = changed(getattr(row, name), field, lambda text: write(row, text))
    type(row)._base_manager.filter(pk=row.pk).update(**{name: value})
    setattr(row, name, value)
    return True


def changed(value: Any, field: Any, write: Callable[[str], str]) -> Any:
    """The value with `write` applied to every text in it."""
    if isinstance(field, models.BinaryField):
        return write(bytes(value).decode("utf-8", "replace")).encode()
    if isinstance(field, models.JSONField):
        return inside(value, write)
    return write(str(value))[: getattr(field, "max_length", None) or None]


def inside(value: Any, write: Callable[[str], str]) -> Any:
    """A JSON value with `write` applied to every text; an empty list gets one."""
    if isinstance(value, dict):
        return {key: inside(one, write) for key, one in value.items()}
    if isinstance(value, list):
        return [inside(one, write) for one in value] or [write("")]
    return write(value) if isinstance(value, str) else value


def rows_of(model: type[models.Model], municipality_id: Any) -> list[models.Model]:
    """The municipality's rows of the model, or the municipality itself."""
    key = "pk" if model._meta.label == "people.Municipality" else "municipality_id"
    return list(model._base_manager.filter(**{key: municipality_id}).order_by("pk"))
