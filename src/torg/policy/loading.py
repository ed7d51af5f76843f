"""Reading packs: a file or a stored content in, a whole Pack out, or every fault that was found."""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from torg.policy.building import Builder, Faults
from torg.policy.consistency import disagreements, statutes_at_once
from torg.policy.examples import failures
from torg.policy.faults import Fault, PackRefusedError
from torg.policy.findings import Citation
from torg.policy.office import calendar_of, instruments_of
from torg.policy.pack import Pack, canonical, digest_of
from torg.policy.pack_format import PackForm, Statute
from torg.policy.remedies import in_words
from torg.policy.toml_lines import Lines, Place

M = TypeVar("M", bound=BaseModel)

FILE_NAME = "pack.toml"
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load_folder(folder: Path) -> Pack:
    """The pack of policies/<municipality>/. Raises PackRefusedError with all its faults."""
    source = f"{folder.name}/{FILE_NAME}"
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        why = f"Lägg regelverket i {source}."
        raise PackRefusedError([Fault(source, 0, "", "filen finns inte", why)]) from error
    except UnicodeDecodeError as error:
        why = "Spara filen som UTF-8."
        raise PackRefusedError([Fault(source, 0, "", "filen är inte UTF-8", why)]) from error
    return _load_text(folder.name, text)


@lru_cache(maxsize=8)
def _load_text(name: str, text: str) -> Pack:
    """The pack that a file's text is; the same words are read once, for they say the same."""
    source = f"{name}/{FILE_NAME}"
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackRefusedError([_unreadable(source, str(error))]) from error
    faults = Faults(source, Lines(text))
    pack = _read(raw, faults)
    _check_office(pack, faults)
    _check_examples(pack, faults)
    if pack.municipality != name:
        why, remedy = f"{pack.municipality!r} är inte mappens namn", f"Den ska vara {name}."
        faults.add(("pack", "municipality"), "nyckeln pack.municipality", why, remedy)
    faults.raise_any()
    return pack


def load_content(content: bytes, source: str = "sparat regelverk") -> Pack:
    """A pack from its stored canonical JSON. Raises PackRefusedError."""
    try:
        raw = json.loads(content)
        canonical(raw)
    except (ValueError, RecursionError) as error:
        why = "Hämta regelverket på nytt ur mappen policies."
        raise PackRefusedError([Fault(source, 0, "", "innehållet är skadat", why)]) from error
    return _read(raw, Faults(source, Lines()))


def _unreadable(source: str, said: str) -> Fault:
    found = _LINE.search(said)
    line = int(found[1]) if found else 0
    why = f"går inte att läsa som TOML ({_LINE.sub('', said).strip()})"
    return Fault(source, line, f"tecken {found[2]}" if found else "", why)


def _read(raw: Mapping[str, Any], faults: Faults) -> Pack:
    form = _validated(raw, faults)
    statutes: dict[str, tuple[Citation, ...]] = {}
    for law in form.statute:
        statutes[law.key] = (*statutes.get(law.key, ()), _law(law))
    for number, why, remedy in statutes_at_once(form.statute):
        faults.add(("statute", number), f"lagen {form.statute[number].key}", why, remedy)
    choices = {choice.id: choice for choice in form.choice}
    builder = Builder(faults, form, statutes)
    written = builder.written()
    rules, choices = builder.adjusted(written, choices)
    principles = builder.principles(written, rules)
    faults.raise_any()
    content = canonical(raw)
    pack = Pack(
        municipality=form.pack.municipality,
        name=form.pack.name,
        version=form.pack.version,
        digest=digest_of(content),
        content=content,
        documents=form.document,
        statutes=statutes,
        office=form.office,
        choices=choices,
        rules=tuple(rules.values()),
        examples={rule.id: rule.example for rule in form.rule},
        adjustments=form.adjustment,
        as_written={key: rule for key, rule in written.items() if rules[key] != rule},
        principles=principles,
    )
    _check_together(pack, form, faults)
    return pack


def _check_office(pack: Pack, faults: Faults) -> None:
    try:
        calendar_of(pack.office)
    except (ValueError, LookupError) as error:
        faults.add(("office",), "nyckeln office", str(error))
    faults.raise_any()


def _check_examples(pack: Pack, faults: Faults) -> None:
    numbers = {rule.id: number for number, rule in enumerate(pack.rules)}
    for rule, example, why, remedy in failures(pack, instruments_of(pack.office)):
        at = ("rule", numbers[rule], "example", example, "name")
        faults.add(at, f"regeln {rule}", why, remedy)


def _check_together(pack: Pack, form: PackForm, faults: Faults) -> None:
    at: dict[str, Place] = {rule.id: ("rule", n) for n, rule in enumerate(form.rule)}
    for first, second, why, remedy in disagreements(pack):
        where = f"regeln {second.id} mot {first.id}"
        faults.add(at[second.id], where, why, remedy)
    faults.raise_any()


def _validated(raw: Mapping[str, Any], faults: Faults) -> PackForm:
    try:
        return PackForm.model_validate(raw)
    except ValidationError as error:
        for one in error.errors():
            faults.add(one["loc"], _where(one["loc"], raw), *in_words(one, PackForm))
        raise PackRefusedError(faults.found) from error


def _where(loc: Place, raw: Mapping[str, Any]) -> str:
    """The place of a fault; a rule is named by its id, not by its number."""
    parts = [str(part) for part in loc]
    place = ""
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        rule = raw["rule"][loc[1]]
        named = rule.get("id") if isinstance(rule, dict) else None
        place, parts = f"regeln {named or f'nummer {loc[1] + 1}'}", parts[2:]
    key = f"nyckeln {'.'.join(parts)}" if parts else ""
    return ", ".join(part for part in (place, key) if part)


def _law(law: Statute) -> Citation:
    return Citation(
        document=law.title,
        section=law.section,
        valid_from=law.valid_from,
        valid_to=law.valid_to,
        note=law.note,
    )
