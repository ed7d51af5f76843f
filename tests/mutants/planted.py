"""The planted mutants as data, and how one is put into a tree."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.suite import ROOT

FILE = Path(__file__).with_name("mutants.toml")


class DoesNotApply(ValueError):
    """The text to be changed does not stand exactly once in the file."""


@dataclass(frozen=True)
class Edit:
    """Exact old text, which stands once in the file, and what it becomes."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    """A guard taken away. caught_by: arguments to pytest, or a module to run with its own."""

    name: str
    breaks: str
    caught_by: str
    edits: tuple[Edit, ...]

    @property
    def is_drill(self) -> bool:
        """Whether a drill catches it, rather than a test."""
        return self.caught_by.startswith("-m ")


def planted(file: Path = FILE) -> list[Mutant]:
    """All mutants, in the file's order."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["mutant"]
    return [
        Mutant(
            row["name"],
            row["breaks"],
            row["caught_by"],
            tuple(Edit(edit["file"], edit["old"], edit["new"]) for edit in row["edit"]),
        )
        for row in rows
    ]


def apply(mutant: Mutant, root: Path) -> dict[Path, str]:
    """Put it into the tree at `root`; the files as they were. Raises DoesNotApply."""
    before: dict[Path, str] = {}
    for edit in mutant.edits:
        path = root / edit.file
        text = path.read_text(encoding="utf-8")
        before.setdefault(path, text)
        path.write_text(changed(edit, text), encoding="utf-8")
    return before


def changed(edit: Edit, text: str) -> str:
    """The file's text with the edit in it. Raises DoesNotApply."""
    found = text.count(edit.old)
    if found != 1:
        raise DoesNotApply(f"{edit.file}: stands {found} times: {edit.old!r}")
    return text.replace(edit.old, edit.new)


def applies(mutant: Mutant, root: Path = ROOT) -> str:
    """Empty when every edit applies to the tree, else why not. Writes nothing."""
    texts: dict[str, str] = {}
    try:
        for edit in mutant.edits:
            text = texts.get(edit.file) or (root / edit.file).read_text(encoding="utf-8")
            texts[edit.file] = changed(edit, text)
    except (DoesNotApply, OSError) as error:
        return str(error)
    return ""
