"""Nothing that names an object is left out of the rows."""

import re
from importlib import import_module
from pathlib import Path

from django import forms
from tests.web.matrix.ids import WITH_IDS

from torg.site.api import api

SOURCE = Path(import_module("torg").__file__ or "").parent
IDS = (forms.ModelChoiceField, forms.ModelMultipleChoiceField, forms.UUIDField)
# What views read straight from a request and that names no object.
PLAIN = {
    "about", "ar", "confirmed", "content", "dag", "do", "draft_token", "efter", "known", "ko",
    "kommun",
    "konto", "lage", "manad", "med", "mina", "mode", "natverk", "next", "number", "om", "on", "q",
    "scheme", "seen", "sida", "text", "utgava", "vecka", "visa",
}  # fmt: skip
# Ids that are read outside the rooms' own forms: the demo's sign-in, which is off, and the draft
# that a form sent after the sign-in ended belongs to (tests/web/desk/test_at_work.py), and the
# path of the page that a question is asked from (tests/web/handbook/test_questions.py).
ELSEWHERE = {("people", "user"), ("site", "draft_of"), ("desk", "fran")}


def _listed(room: str) -> set[str]:
    return {name for row in WITH_IDS if row.room == room for name in (*row.ids, *row.query_ids)}


def test_every_id_that_a_form_takes_is_listed() -> None:
    missing: list[str] = []
    for path in sorted([*SOURCE.glob("*/forms.py"), *SOURCE.glob("*/forms/*.py")]):
        dotted = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        room = dotted.partition(".")[0]
        for form in vars(import_module(f"torg.{dotted}")).values():
            if isinstance(form, type) and issubclass(form, forms.BaseForm):
                taken = {
                    name
                    for name, field in getattr(form, "base_fields", {}).items()
                    if isinstance(field, IDS)
                }
                missing += [f"{room}.{form.__name__}.{name}" for name in taken - _listed(room)]

    assert not missing, missing


def test_every_name_that_a_view_reads_is_listed_or_plain() -> None:
    reads = re.compile(r"request\.(?:POST|GET)(?:\.get|\.getlist)?[(\[]\s*\"(\w+)\"")
    missing: list[str] = []
    for path in [*SOURCE.glob("*/views/*.py"), SOURCE / "ui/views.py", *SOURCE.glob("site/*.py")]:
        room = path.relative_to(SOURCE).parts[0]
        known = PLAIN | _listed(room) | {name for place, name in ELSEWHERE if place == room}
        read = set(reads.findall(path.read_text(encoding="utf-8")))
        missing += [f"{path.name}: {name}" for name in read - known]

    assert not missing, missing


def test_every_id_of_the_apis_schema_is_listed() -> None:
    told = api.get_openapi_schema(path_prefix="/api/v1/")
    names = {
        parameter["name"]
        for path in told["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and '"uuid"' in str(parameter).replace("'", '"')
    }
    for name in ("NewPost", "ChangedPost"):
        fields = told["components"]["schemas"][name]["properties"]
        names |= {one for one, shape in fields.items() if "'uuid'" in str(shape)}

    assert names
    assert names <= _listed("api")
