"""`python -m torg.policy check|explain|diff|new`: packs at a terminal, without a desk."""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import ValidationError

from torg.policy import questionnaire
from torg.policy.comparing import changes
from torg.policy.engine import Engine
from torg.policy.explaining import finding_in_words, rule_in_words
from torg.policy.facts import PostFacts
from torg.policy.faults import Fault, PackRefusedError
from torg.policy.loading import FILE_NAME, load_folder
from torg.policy.office import instruments_of
from torg.policy.pack import Pack
from torg.policy.remedies import in_words, nearest
from torg.policy.swedish import counted

POLICIES = Path("policies")


def main(arguments: Sequence[str]) -> int:
    """0 when all is well, 1 when a pack is refused or something asked for does not exist."""
    asked = parser().parse_args(arguments)
    try:
        return int(asked.do(asked))
    except (PackRefusedError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def check(asked: argparse.Namespace) -> int:
    """Every folder is read; all faults of all of them are told."""
    refused = 0
    for folder in asked.folder:
        if (folder / "handbook").is_dir() and not (folder / FILE_NAME).exists():
            print(f"{folder.name}: bara handbok, inga regler att läsa.")
            continue
        try:
            pack = load_folder(folder)
        except PackRefusedError as error:
            refused += 1
            print(error, file=sys.stderr)
        else:
            examples = sum(len(each) for each in pack.examples.values())
            rules = counted(len(pack.rules), "regel", "regler")
            print(f"{pack.name} {pack.version}: {rules}, {examples} exempel, inga fel.")
    return min(refused, 1)


def explain(asked: argparse.Namespace) -> int:
    """One rule, or what the pack finds in a draft."""
    pack = load_folder(asked.folder)
    if asked.text is not None:
        return _explain_draft(pack, asked)
    rules = {rule.id: rule for rule in pack.rules}
    if asked.rule not in rules:
        raise ValueError(f"{asked.rule or 'Ingen regel'} finns inte. {nearest(asked.rule, rules)}")
    print("\n".join(rule_in_words(pack, rules[asked.rule])))
    return 0


def _explain_draft(pack: Pack, asked: argparse.Namespace) -> int:
    facts = PostFacts(
        network=asked.network,
        channel_class=asked.channel_class,
        text=asked.text,
        planned_for=asked.on,
        posts_by_day={asked.on: asked.others},
    )
    tools = instruments_of(pack.office)
    noon = datetime.combine(asked.on, datetime.min.time(), UTC).replace(hour=11)
    found = Engine(pack, tools).check(facts, noon)
    print("\n\n".join("\n".join(finding_in_words(each)) for each in found) or "Inget att påpeka.")
    return 0


def diff(asked: argparse.Namespace) -> int:
    """What the new edition changes."""
    told = changes(load_folder(asked.old), load_folder(asked.new))
    print("\n".join(told) or "Inga ändringar i vad reglerna säger.")
    return 0


def new(asked: argparse.Namespace) -> int:
    """A new municipality's folder, or the questionnaire for it."""
    folders = sorted(each.parent for each in asked.packs.glob(f"*/{FILE_NAME}"))
    packs = {pack.municipality: pack for pack in map(load_folder, folders)}
    if asked.questionnaire:
        print(questionnaire.blank(list(packs.values())), end="")
        return 0
    answers = _answers(asked.answers) if asked.answers else _asked(list(packs.values()))
    place = asked.packs / answers.municipality
    if place.exists():
        raise ValueError(f"{place} finns redan. Välj ett annat namn eller ta bort mappen.")
    raws = {each.name: tomllib.loads((each / FILE_NAME).read_text("utf-8")) for each in folders}
    text = questionnaire.written(answers, packs, raws)
    place.mkdir()
    (place / FILE_NAME).write_text(text, encoding="utf-8")
    pack = load_folder(place)
    rules = counted(len(pack.rules), "regel", "regler")
    print(f"{place / FILE_NAME}: {rules}. Fyll i avsnitten i cite och läs igenom texterna.")
    return 0


def _answers(path: Path) -> questionnaire.Answers:
    try:
        return questionnaire.Answers.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        raise PackRefusedError(
            Fault(
                path.name,
                0,
                ".".join(str(part) for part in one["loc"]),
                *in_words(one, questionnaire.Answers),
            )
            for one in error.errors()
        ) from error


def _asked(packs: list[Pack]) -> questionnaire.Answers:
    """The same questions, one by one."""
    given = {
        "municipality": input("Mappens namn (små bokstäver): ").strip(),
        "name": input("Kommunens namn: ").strip(),
        "document": input("Styrdokumentets titel: ").strip(),
    }
    take: dict[str, str] = {}
    for key, title, sides in questionnaire.offers(packs):
        print(f"\n{title}")
        for number, side in enumerate(sides, 1):
            print(f"  {number}. som {side.pack.name}: {side.words}")
        chosen = input("Siffra, eller tomt för inte reglerat: ").strip()
        if chosen.isdecimal() and 1 <= int(chosen) <= len(sides):
            take[key] = sides[int(chosen) - 1].pack.municipality
    return questionnaire.Answers.model_validate({**given, "take": take})


def parser() -> argparse.ArgumentParser:
    """What may be asked."""
    made = argparse.ArgumentParser(prog="python -m torg.policy", description="Regelverk som filer.")
    verbs = made.add_subparsers(required=True, metavar="check|explain|diff|new")
    one = verbs.add_parser("check", help="läs mappar och tala om alla fel")
    one.add_argument("folder", type=Path, nargs="+")
    one.set_defaults(do=check)
    one = verbs.add_parser("explain", help="förklara en regel, eller vad reglerna säger om en text")
    one.add_argument("folder", type=Path)
    one.add_argument("rule", nargs="?", default="")
    one.add_argument("--text")
    one.add_argument("--network", default="facebook")
    one.add_argument("--channel-class", default="ordinary")
    one.add_argument("--on", type=date.fromisoformat, default=date.today())  # noqa: DTZ011
    one.add_argument("--others", type=int, default=0, help="andra inlägg samma dag")
    one.set_defaults(do=explain)
    one = verbs.add_parser("diff", help="vad en ny utgåva ändrar")
    one.add_argument("old", type=Path)
    one.add_argument("new", type=Path)
    one.set_defaults(do=diff)
    one = verbs.add_parser("new", help="en ny kommun: frågor, eller ett ifyllt formulär")
    one.add_argument("--packs", type=Path, default=POLICIES)
    one.add_argument("--answers", type=Path)
    one.add_argument("--questionnaire", action="store_true", help="skriv formuläret att fylla i")
    one.set_defaults(do=new)
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
