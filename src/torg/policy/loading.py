"""Reading packs: a file or a stored content in, a whole Pack out, or a refusal that says where."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from torg.policy.findings import Citation, Verdict
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack, PackRefusedError, canonical, digest_of
from torg.policy.pack_format import Document, PackForm, RuleForm, Statute
from torg.policy.rule import AppliesTo, Kind, Rule

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

FILE_NAME = "pack.toml"
_WHY = {
    "extra_forbidden": "okänd nyckel",
    "missing": "nyckeln saknas",
    "string_too_short": "får inte vara tom",
    "too_short": "får inte vara tom",
}


def load_folder(folder: Path) -> Pack:
    """The pack of policies/<municipality>/. Raises PackRefusedError."""
    path = folder / FILE_NAME
    source = f"{folder.name}/{FILE_NAME}"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackRefusedError(source, "", "filen finns inte") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackRefusedError(source, "", f"går inte att läsa som TOML ({error})") from error
    pack = _read(raw, source)
    if pack.municipality != folder.name:
        raise PackRefusedError(source, "pack.municipality", f"ska vara {folder.name}")
    return pack


def load_content(content: bytes, source: str = "sparat regelverk") -> Pack:
    """A pack from its stored canonical JSON. Raises PackRefusedError."""
    return _read(json.loads(content), source)


def _read(raw: Mapping[str, Any], source: str) -> Pack:
    form = _validated(PackForm, raw, source, raw)
    documents = _keyed(form.document, source)
    statutes: dict[str, tuple[Citation, ...]] = {}
    for law in form.statute:
        statutes[law.key] = (*statutes.get(law.key, ()), _law(law))
    rules: dict[str, Rule] = {}
    for rule in form.rule:
        if rule.id in rules:
            raise PackRefusedError(source, f"regeln {rule.id}", "står två gånger")
        rules[rule.id] = _rule(rule, documents, statutes, source)
    content = canonical(raw)
    return Pack(
        municipality=form.pack.municipality,
        name=form.pack.name,
        version=form.pack.version,
        digest=digest_of(content),
        content=content,
        documents=form.document,
        statutes=statutes,
        office=form.office,
        rules=tuple(rules.values()),
        examples={rule.id: rule.example for rule in form.rule},
    )


def _validated(
    model: type[M], raw: Mapping[str, Any], source: str, whole: Mapping[str, Any], place: str = ""
) -> M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = _where(first["loc"], whole, place)
        why = _WHY.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise PackRefusedError(source, where, why) from error


def _where(loc: tuple[int | str, ...], whole: Mapping[str, Any], place: str) -> str:
    """The place of a fault; a rule is named by its id, not by its number."""
    parts = [str(part) for part in loc]
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        named = whole["rule"][loc[1]].get("id", f"nummer {loc[1] + 1}")
        place, parts = f"regeln {named}", parts[2:]
    key = f"nyckeln {'.'.join(parts)}" if parts else ""
    return ", ".join(part for part in (place, key) if part)


def _keyed(documents: tuple[Document, ...], source: str) -> dict[str, Document]:
    found = {document.key: document for document in documents}
    if len(found) < len(documents):
        raise PackRefusedError(source, "document", "samma key står två gånger")
    return found


def _law(law: Statute) -> Citation:
    return Citation(
        document=law.title,
        section=law.section,
        valid_from=law.valid_from,
        valid_to=law.valid_to,
    )


def _rule(
    form: RuleForm,
    documents: Mapping[str, Document],
    statutes: Mapping[str, tuple[Citation, ...]],
    source: str,
) -> Rule:
    place = f"regeln {form.id}"
    kind = _known(KINDS, form.kind, source, f"{place}, nyckeln kind")
    cite = form.cite
    document = _known(documents, cite.document, source, f"{place}, nyckeln cite.document")
    if form.basis.legal:
        _known(statutes, form.basis.legal, source, f"{place}, nyckeln basis.legal")
    _check_words(form, kind, source, place)
    return Rule(
        id=form.id,
        kind=form.kind,
        verdict=Verdict(form.verdict),
        applies_to=AppliesTo(
            networks=frozenset(form.applies_to.networks),
            channel_classes=frozenset(form.applies_to.channel_classes),
            channels=frozenset(form.applies_to.channels),
        ),
        params=_validated(kind.params, form.params, source, {}, f"{place}, params"),
        citation=Citation(
            document=document.title,
            section=cite.section,
            ledger_ids=cite.ledger,
            url=document.url,
            valid_from=cite.valid_from or document.valid_from,
            valid_to=cite.valid_to or document.valid_to,
        ),
        message=form.message,
        reason=form.reason,
        help_key=form.help,
        policy_basis=form.basis.policy,
        statutes=statutes.get(form.basis.legal, ()),
        local_setting=form.local_setting,
    )


def _known(table: Mapping[str, T], key: str, source: str, where: str) -> T:
    if key not in table:
        raise PackRefusedError(source, where, f"{key!r} finns inte")
    return table[key]


def _check_words(form: RuleForm, kind: Kind, source: str, place: str) -> None:
    try:
        used = {name for _, name, _, _ in Formatter().parse(form.message) if name is not None}
    except ValueError as error:
        raise PackRefusedError(source, f"{place}, nyckeln message", str(error)) from error
    if unknown := used - set(kind.placeholders):
        why = f"okänd plats {', '.join(sorted(unknown))}"
        raise PackRefusedError(source, f"{place}, nyckeln message", why)
