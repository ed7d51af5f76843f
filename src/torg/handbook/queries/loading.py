"""Reading the handbook's files. What is wrong is told with file and line, all of it at once."""

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from torg.handbook.queries.pages import (
    SHARED,
    Document,
    Fault,
    Handbook,
    Page,
    Section,
    Setting,
    Source,
)
from torg.handbook.queries.rendering import Part, Rendered, render
from torg.handbook.states import Chapter, Entrance, Phase
from torg.kernel.digests import sha256_hex
from torg.people.permissions import ROLES
from torg.rules.queries import LEDGER_IDS

FENCE = "+++\n"
SETTING = "handbook.toml"
_SLUG = re.compile(r"[a-z0-9-]+")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
Words = Annotated[str, Field(min_length=1)]


class SourceForm(BaseModel):
    """A section of a guideline, as the front matter names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    document: Words
    section: str = ""
    ids: tuple[Words, ...] = Field(min_length=1)


class FrontMatter(BaseModel):
    """What stands between the two lines of +++ (docs/how-to/handbook.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    lead: Words
    chapter: Chapter
    phases: tuple[Phase, ...] = Field(min_length=1)
    entrances: tuple[Entrance, ...] = ()
    topics: tuple[Words, ...] = Field(min_length=1)
    networks: tuple[Words, ...] = ()
    owner: Words
    reviewed: date
    related: tuple[Words, ...] = ()
    order: int = 50
    source: tuple[SourceForm, ...] = Field(min_length=1)


class DocumentForm(BaseModel):
    """A document outside the desk; url may be empty while there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    article: Words
    url: str = Field(default="", pattern=r"^(https://\S+)?$")


class SettingForm(BaseModel):
    """The file handbook.toml beside the pages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    review_months: int = Field(default=12, ge=1, le=120)
    document: dict[str, DocumentForm] = {}


def handbook() -> Handbook:
    """The pages that came with the installation; read once, so a changed file needs a restart."""
    return _read(str(settings.POLICIES))


@lru_cache(maxsize=8)
def _read(root: str) -> Handbook:
    return load(Path(root))


def load(root: Path) -> Handbook:
    """All pages below policies/; a page with a fault is left out and its faults are told."""
    faults: list[Fault] = []
    folders = sorted(path for path in root.glob("*/handbook") if path.is_dir())
    given = {folder.parent.name: _setting(folder, faults) for folder in folders}
    read = [each for folder in folders for each in _folder(folder, faults)]
    faults += _faults_between(read, given.get(SHARED, Setting()))
    faults += _missing_articles(given, {page.slug for page, _rendered in read})
    broken = {fault.source for fault in faults}
    whole = [page for page, _rendered in read if _name(page) not in broken]
    whole.sort(key=lambda page: (list(Chapter).index(page.chapter), page.order, page.title))
    return Handbook({page.slug: page for page in whole}, given, tuple(faults))


def _name(page: Page) -> str:
    return f"{page.origin}/handbook/{page.slug}.md"


def _folder(folder: Path, faults: list[Fault]) -> Iterator[tuple[Page, Rendered]]:
    for path in sorted(folder.glob("*.md")):
        source = f"{folder.parent.name}/handbook/{path.name}"
        found = _page(path, folder.parent.name, source, faults)
        if found is not None:
            yield found


def _page(
    path: Path, origin: str, source: str, faults: list[Fault]
) -> tuple[Page, Rendered] | None:
    text = path.read_text(encoding="utf-8")
    head, body, offset = _split(text)
    form = _front(head, source, faults)
    if form is None:
        return None
    told = len(faults)
    rendered = render(
        body, offset, _addresses(), lambda line, why: faults.append(Fault(source, line, why))
    )
    sources = tuple(Source(each.document, each.section, each.ids) for each in form.source)
    faults += _own_faults(path.stem, form, rendered, source, head)
    if len(faults) > told:
        return None
    given = form.model_dump(exclude={"source"})
    page = Page(
        **given,
        slug=path.stem,
        origin=origin,
        sources=sources,
        sections=tuple(_section(part, sources) for part in rendered.parts),
        digest=sha256_hex(text.encode()),
        documents=tuple(name for kind, name, _at in rendered.links if kind == "dokument"),
    )
    return page, rendered


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the body's first line counted from 1."""
    parts = text.split(FENCE, 2)
    if len(parts) < 3 or parts[0]:
        return "", text, 1
    return parts[1], parts[2], text[: len(text) - len(parts[2])].count("\n") + 1


def _front(head: str, source: str, faults: list[Fault]) -> FrontMatter | None:
    try:
        return FrontMatter.model_validate(tomllib.loads(head))
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        why = _("Sidans huvud går inte att läsa som TOML: %(why)s.") % {"why": error}
        faults.append(Fault(source, int(at[1]) + 1 if at else 1, why))
    except ValidationError as error:
        for one in error.errors():
            key = str(one["loc"][0]) if one["loc"] else ""
            why = _("%(key)s i sidans huvud: %(why)s.") % {"key": key, "why": one["msg"]}
            faults.append(Fault(source, _line_of(head, key), why))
    return None


def _line_of(head: str, key: str) -> int:
    """Where a key stands in the front matter, counted in the file."""
    lines = head.splitlines()
    fitting = (n for n, line in enumerate(lines) if re.match(rf"\W*{re.escape(key)}\b", line))
    return next(fitting, -1) + 2


def _own_faults(
    slug: str, form: FrontMatter, rendered: Rendered, source: str, head: str
) -> Iterator[Fault]:
    if not _SLUG.fullmatch(slug):
        yield Fault(
            source, 0, _("Filnamnet får bara ha små bokstäver a–z, siffror och bindestreck.")
        )
    if form.owner not in ROLES:
        why = _("Rollen %(role)s finns inte.") % {"role": form.owner}
        yield Fault(source, _line_of(head, "owner"), why)
    named = [each for one in form.source for each in one.ids]
    for unknown in sorted(set(named) - LEDGER_IDS):
        why = _("Kravet %(id)s finns inte.") % {"id": unknown}
        yield Fault(source, _line_with(head, unknown), why)
    for part in rendered.parts:
        if part.key and part.key.upper() not in named:
            why = _("Ingen källa i sidans huvud har %(id)s.") % {"id": part.key.upper()}
            yield Fault(source, part.line, why)


def _line_with(head: str, text: str) -> int:
    return head[: head.index(text)].count("\n") + 2


def _section(part: Part, sources: tuple[Source, ...]) -> Section:
    cited = next((one for one in sources if part.key.upper() in one.ids), None)
    own = Source(cited.document, cited.section, (part.key.upper(),)) if cited else None
    return Section(part.key, part.anchor, part.title, part.html, part.short, part.text, own)


def _faults_between(read: list[tuple[Page, Rendered]], shared: Setting) -> Iterator[Fault]:
    slugs: dict[str, str] = {}
    keys: dict[str, str] = {}
    for page, _rendered in read:
        yield from _twice(slugs, page.slug, _name(page))
        for section in page.sections:
            if section.key:
                yield from _twice(keys, section.key, _name(page))
    known: dict[str, Collection[str]] = {"sida": slugs, "hjalp": keys, "dokument": shared.documents}
    for page, rendered in read:
        wanted = [*rendered.links, *(("sida", slug, 0) for slug in page.related)]
        for kind, name, line in wanted:
            if name not in known[kind]:
                why = _("Länken %(kind)s:%(name)s leder ingenstans.") % {"kind": kind, "name": name}
                yield Fault(_name(page), line, why)


def _missing_articles(given: dict[str, Setting], slugs: set[str]) -> Iterator[Fault]:
    for origin, setting in given.items():
        for each in setting.documents.values():
            if each.article not in slugs:
                why = _("Dokumentet %(key)s står för en sida som inte finns: %(slug)s.")
                told = {"key": each.key, "slug": each.article}
                yield Fault(f"{origin}/handbook/{SETTING}", 0, why % told)


def _twice(seen: dict[str, str], name: str, source: str) -> Iterator[Fault]:
    if name in seen:
        why = _("%(name)s finns redan i %(other)s.") % {"name": name, "other": seen[name]}
        yield Fault(source, 0, why)
    seen.setdefault(name, source)


def _setting(folder: Path, faults: list[Fault]) -> Setting:
    path = folder / SETTING
    if not path.exists():
        return Setting()
    try:
        told = SettingForm.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        faults.append(Fault(f"{folder.parent.name}/handbook/{SETTING}", 0, str(error)))
        return Setting()
    documents = {
        key: Document(key, form.title, form.url, form.article)
        for key, form in told.document.items()
    }
    return Setting(told.review_months, documents)


def _addresses() -> dict[str, str]:
    """Where each kind of link leads, with NAME in the name's place."""
    return {
        "sida": reverse("handbook:show_page", kwargs={"slug": "NAME"}),
        "hjalp": reverse("handbook:show_help", kwargs={"key": "NAME"}),
        "dokument": reverse("handbook:show_document", kwargs={"key": "NAME"}),
    }
