"""A new municipality's pack: asked for parameter by parameter, with the others' rules as offers.

Nothing is taken over unasked. What is taken cites the new municipality's own document, with
the section left to fill in, and carries no other municipality's ledger ids.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import tomli_w
from pydantic import Field

from torg.policy.catalogue import PARAMETERS
from torg.policy.comparing import Side, side_by_side
from torg.policy.pack import Pack
from torg.policy.pack_format import Interval, Strict, Text, Weekday

_SLUG = r"^[a-z0-9-]{2,40}$"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


class Answers(Strict):
    """A filled questionnaire. take: parameter → slug of the municipality whose rule is taken."""

    municipality: str = Field(pattern=_SLUG)
    name: Text
    document: Text
    hours: dict[Weekday, tuple[Interval, ...]] = Field(
        default_factory=lambda: dict.fromkeys(_WEEKDAYS, ("08:00-17:00",))  # type: ignore[arg-type]
    )
    take: dict[str, str] = Field(default_factory=dict)


def blank(packs: Sequence[Pack]) -> str:
    """The questionnaire to fill in, as TOML with every offer as a comment."""
    lines = [
        "# Frågor till en ny kommun. Fyll i, och kör: python -m torg.policy new --answers FIL",
        "# Ta bort # framför den kommuns namn som ni vill utgå från. Det ni inte fyller i",
        "# blir inte reglerat.",
        'municipality = ""  # mappens namn, till exempel "provboda"',
        'name = ""  # kommunens namn',
        'document = ""  # styrdokumentets titel',
        "",
        "[take]",
    ]
    for parameter, sides in side_by_side(list(packs)):
        lines += ["", f"# {parameter.title}"]
        if parameter.proposed:
            lines.append(f"# Förslag: {parameter.proposed}")
        lines += [
            f'# "{parameter.key}" = "{side.pack.municipality}"  # {side.words}'
            for side in sides
            if side.rules
        ]
    return "\n".join(lines) + "\n"


def offers(packs: Sequence[Pack]) -> Iterable[tuple[str, str, list[Side]]]:
    """(parameter, its title, those who say something about it), for asking at a terminal."""
    for parameter, sides in side_by_side(list(packs)):
        stated = [side for side in sides if side.rules]
        if stated:
            yield parameter.key, parameter.title, stated


def written(answers: Answers, packs: Mapping[str, Pack], raws: Mapping[str, Any]) -> str:
    """The new pack.toml. packs, raws: by slug, read and as the file has it.

    Raises ValueError in Swedish for a parameter or a municipality that does not exist.
    """
    rules: dict[str, dict[str, Any]] = {}
    made: dict[str, list[dict[str, Any]]] = {"statute": [], "choice": []}
    for key, slug in answers.take.items():
        if key not in PARAMETERS or slug not in packs:
            raise ValueError(f"{key} = {slug}: parametern eller kommunen finns inte")
        for rule in raws[slug]["rule"]:
            if key in rule.get("parameter", ()):
                rules[f"{slug}/{rule['id']}"] = _own(rule, slug, answers.municipality)
                _bring(rule, raws[slug], made)
    raw = {
        "pack": {"municipality": answers.municipality, "name": answers.name, "version": "1"},
        "document": [{"key": "regler", "title": answers.document}],
        **{key: found for key, found in made.items() if found},
        "office": {"hours": {day: list(hours) for day, hours in answers.hours.items()}},
        "rule": list(rules.values()),
    }
    return tomli_w.dumps(raw)


def _own(rule: Mapping[str, Any], slug: str, municipality: str) -> dict[str, Any]:
    """The rule under the new municipality's name, citing its document."""
    kept = {key: value for key, value in rule.items() if key not in {"cite", "local_setting"}}
    name = re.sub(rf"^{re.escape(slug)}\.", "", rule["id"])
    return {**kept, "id": f"{municipality}.{name}", "cite": {"document": "regler"}}


def _bring(rule: Mapping[str, Any], raw: Mapping[str, Any], made: dict[str, list[Any]]) -> None:
    """The statutes and choices that the rule leans on."""
    wanted = (
        ("statute", "key", rule.get("basis", {}).get("legal")),
        ("choice", "id", rule.get("reading", {}).get("choice")),
    )
    for table, key, name in wanted:
        made[table] += [
            each for each in raw.get(table, ()) if each[key] == name and each not in made[table]
        ]
