"""From the forms of a pack to its rules: every fault is noted, none stops the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

from pydantic import BaseModel, ValidationError

from torg.policy.catalogue import LEDGER_IDS, PARAMETERS
from torg.policy.faults import Fault, PackRefusedError
from torg.policy.findings import Citation, Verdict
from torg.policy.kinds import KINDS
from torg.policy.pack_format import Adjustment, Choice, Document, PackForm, RuleForm
from torg.policy.remedies import in_words, nearest
from torg.policy.rule import AppliesTo, Kind, Rule
from torg.policy.toml_lines import Lines, Place

STRICTNESS = {Verdict.ADVISE: 0, Verdict.WARN: 1, Verdict.STOP: 2}


@dataclass
class Faults:
    """The faults found in one file so far."""

    source: str
    lines: Lines
    found: list[Fault] = field(default_factory=list)

    def add(self, at: Place, where: str, why: str, remedy: str = "") -> None:
        """One more. at: its keys from the top of the file."""
        self.found.append(Fault(self.source, self.lines.line(at), where, why, remedy))

    def raise_any(self) -> None:
        """Raises PackRefusedError when there are any."""
        if self.found:
            raise PackRefusedError(sorted(self.found, key=lambda fault: fault.line))


@dataclass
class Builder:
    """Makes the rules of one pack."""

    faults: Faults
    form: PackForm
    statutes: Mapping[str, tuple[Citation, ...]]

    def written(self) -> dict[str, Rule]:
        """The rules as the edition has them; what is broken is left out and noted."""
        self._only_once("document", [each.key for each in self.form.document])
        self._only_once("choice", [each.id for each in self.form.choice])
        rules: dict[str, Rule] = {}
        for number, form in enumerate(self.form.rule):
            if form.id in rules:
                at = ("rule", number, "id")
                why = "Ge var och en sitt eget id."
                self.faults.add(at, f"regeln {form.id}", "står två gånger", why)
            elif rule := _OneRule(self, form, number).built():
                rules[form.id] = rule
        return rules

    def adjusted(
        self, rules: Mapping[str, Rule], choices: Mapping[str, Choice]
    ) -> tuple[dict[str, Rule], dict[str, Choice]]:
        """Rules and choices after the municipality's own decisions, in their order."""
        changed, chosen = dict(rules), dict(choices)
        for number, one in enumerate(self.form.adjustment):
            at: Place = ("adjustment", number)
            if one.channels:
                continue
            if one.of in chosen:
                chosen[one.of] = self._chosen(one, chosen[one.of], at)
            elif one.of in changed:
                changed[one.of] = self._changed(one, changed[one.of], at)
            else:
                where = f"ändringen av {one.of}"
                remedy = nearest(one.of, [*changed, *chosen])
                self.faults.add((*at, "of"), where, "ingen regel eller läsart heter så", remedy)
        return changed, chosen

    def principles(
        self, written: Mapping[str, Rule], rules: Mapping[str, Rule]
    ) -> dict[str, dict[str, Rule]]:
        """By channel and id, the rules that a channel has made stricter for itself (S-11, S-41).

        A channel's latest word on a rule holds, unless the municipality's is as strict.
        """
        found: dict[str, dict[str, Rule]] = {}
        for number, one in enumerate(self.form.adjustment):
            verdict = self._stricter(one, written, ("adjustment", number)) if one.channels else None
            if verdict is None:
                continue
            for channel in one.channels:
                own = found.setdefault(channel, {})
                own.pop(one.of, None)
                if STRICTNESS[verdict] > STRICTNESS[rules[one.of].verdict]:
                    own[one.of] = _own_principle(rules[one.of], verdict, one)
        return found

    def _stricter(self, one: Adjustment, written: Mapping[str, Rule], at: Place) -> Verdict | None:
        where = f"egna principer om {one.of}"
        if not self.known(written, one.of, (*at, "of"), where):
            return None
        rule = written[one.of]
        if one.key != "verdict" or "verdict" not in rule.adjustable:
            remedy = "En kanal skärper bara utfallet, i regler där verdict går att ändra."
            self.faults.add((*at, "key"), where, f"{one.key} går inte att ändra", remedy)
            return None
        known = [each.value for each in Verdict if STRICTNESS[each] >= STRICTNESS[rule.verdict]]
        if not self.known(known, str(one.value), (*at, "value"), where):
            return None
        return Verdict(one.value)

    def known(self, table: Iterable[str], key: str, at: Place, where: str) -> bool:
        """Whether the key is in the table; noted when it is not."""
        names = list(table)
        if key in names:
            return True
        self.faults.add(at, where, f"{key!r} finns inte", nearest(key, names))
        return False

    def params(self, kind: Kind, raw: Mapping[str, Any], at: Place, where: str) -> BaseModel | None:
        """The kind's own model of the params; None when they do not fit, which is noted."""
        try:
            return kind.params.model_validate(raw)
        except ValidationError as error:
            for one in error.errors():
                key = ".".join(str(part) for part in one["loc"])
                place = f"{where}, params" + (f", nyckeln {key}" if key else "")
                self.faults.add((*at, *one["loc"]), place, *in_words(one, kind.params))
        return None

    def _only_once(self, what: str, keys: list[str]) -> None:
        for number, key in enumerate(keys):
            if key in keys[:number]:
                why = "Ge var och en sin egen nyckel."
                self.faults.add((what, number), f"{what} {key}", "står två gånger", why)

    def _chosen(self, one: Adjustment, choice: Choice, at: Place) -> Choice:
        where, keys = f"ändringen av {one.of}", [option.key for option in choice.option]
        if not self.known(["chosen"], one.key, (*at, "key"), where):
            return choice
        if not self.known(keys, str(one.value), (*at, "value"), where):
            return choice
        return choice.model_copy(update={"chosen": one.value})

    def _changed(self, one: Adjustment, rule: Rule, at: Place) -> Rule:
        where = f"ändringen av {one.of}"
        if one.key not in rule.adjustable:
            free = ", ".join(rule.adjustable) or "ingenting"
            why = f"{one.key} går inte att ändra"
            self.faults.add((*at, "key"), where, why, f"I regeln går {free} att ändra.")
            return rule
        if one.key == "verdict":
            if self.known([each.value for each in Verdict], str(one.value), (*at, "value"), where):
                return replace(rule, verdict=Verdict(one.value))
            return rule
        values = {**rule.params.model_dump(exclude_unset=True), one.key: one.value}
        params = self.params(KINDS[rule.kind], values, (*at, "value"), where)
        return replace(rule, params=params) if params else rule


def _own_principle(rule: Rule, verdict: Verdict, one: Adjustment) -> Rule:
    clause = ", ".join(part for part in (rule.citation.document, rule.citation.section) if part)
    cited = replace(
        rule.citation,
        document="Kanalens egna principer",
        section=f"beslut {one.decided} av {one.by}, skärper {clause}",
        url="",
    )
    return replace(rule, verdict=verdict, citation=cited)


def _section(document: Document, section: str) -> str:
    """The clause by number and, where the document tells it, heading (V-06)."""
    heading = document.headings.get(section, "")
    return f"{section} {heading}" if heading else section


@dataclass
class _OneRule:
    """The checks of one rule, which need its place in the file."""

    builder: Builder
    form: RuleForm
    number: int

    def built(self) -> Rule | None:
        """The rule; None when something in it is broken."""
        form, before = self.form, len(self.builder.faults.found)
        kind = self._kind()
        params = self._params(kind) if kind else None
        self._check_sources()
        self._check_reading()
        if kind:
            self._check_words(kind)
            self._check_adjustable(kind)
        if params is None or len(self.builder.faults.found) > before:
            return None
        document = next(d for d in self.builder.form.document if d.key == form.cite.document)
        return Rule(
            id=form.id,
            kind=form.kind,
            verdict=Verdict(form.verdict),
            applies_to=AppliesTo(
                networks=frozenset(form.applies_to.networks),
                channel_classes=frozenset(form.applies_to.channel_classes),
                channels=frozenset(form.applies_to.channels),
            ),
            params=params,
            citation=Citation(
                document=document.title,
                section=_section(document, form.cite.section),
                ledger_ids=form.cite.ledger,
                url=document.url,
                valid_from=form.cite.valid_from or document.valid_from,
                valid_to=form.cite.valid_to or document.valid_to,
            ),
            message=form.message,
            reason=form.reason,
            help_key=form.help,
            policy_basis=form.basis.policy,
            statutes=self.builder.statutes.get(form.basis.legal, ()),
            local_setting=form.local_setting,
            parameters=form.parameter,
            reading=(form.reading.choice, form.reading.option) if form.reading else None,
            adjustable=form.adjustable,
        )

    def _at(self, *keys: str) -> Place:
        return ("rule", self.number, *keys)

    def _where(self, key: str) -> str:
        return f"regeln {self.form.id}, nyckeln {key}"

    def _kind(self) -> Kind | None:
        known = self.builder.known(KINDS, self.form.kind, self._at("kind"), self._where("kind"))
        return KINDS[self.form.kind] if known else None

    def _params(self, kind: Kind) -> BaseModel | None:
        where = f"regeln {self.form.id}"
        return self.builder.params(kind, self.form.params, self._at("params"), where)

    def _check_sources(self) -> None:
        form, known = self.form, self.builder.known
        documents = [document.key for document in self.builder.form.document]
        known(documents, form.cite.document, self._at("cite"), self._where("cite.document"))
        for row in set(form.cite.ledger) - LEDGER_IDS:
            remedy = "Skriv ett radnummer ur kravförteckningen, eller inget."
            at, where = self._at("cite"), self._where("cite.ledger")
            self.builder.faults.add(at, where, f"{row!r} finns inte", remedy)
        for key in form.parameter:
            known(PARAMETERS, key, self._at("parameter"), self._where("parameter"))
        if form.basis.legal:
            where = self._where("basis.legal")
            known(self.builder.statutes, form.basis.legal, self._at("basis"), where)

    def _check_reading(self) -> None:
        reading, at = self.form.reading, self._at("reading")
        choices = {choice.id: choice for choice in self.builder.form.choice}
        if reading is None:
            return
        if self.builder.known(choices, reading.choice, at, self._where("reading.choice")):
            options = [option.key for option in choices[reading.choice].option]
            self.builder.known(options, reading.option, at, self._where("reading.option"))

    def _check_adjustable(self, kind: Kind) -> None:
        known = ["verdict", *kind.params.model_fields]
        for key in self.form.adjustable:
            self.builder.known(known, key, self._at("adjustable"), self._where("adjustable"))

    def _check_words(self, kind: Kind) -> None:
        at, where = self._at("message"), self._where("message")
        try:
            used = {name for _, name, _, _ in Formatter().parse(self.form.message) if name}
            self.form.message.format(**kind.placeholders)
        except KeyError:
            unknown = ", ".join(sorted(used - set(kind.placeholders)))
            remedy = nearest(unknown, kind.placeholders)
            self.builder.faults.add(at, where, f"okänd plats {unknown}", remedy)
        except (ValueError, IndexError) as error:
            remedy = "Klammer skrivs dubbelt, {{ och }}, när de inte är en plats."
            self.builder.faults.add(at, where, str(error), remedy)
