"""From a resident's question to the answer that stands under it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import expect
from tests.browser.journey.cast import WRITER
from tests.browser.journey.towns import Town
from tests.browser.journey.walker import SECONDS, Walker

RESIDENT = "Vendela Ek"
QUESTION = "Vilka tider gäller på lördagar?"
ANSWER = "På lördagar har vi öppet mellan klockan 9 och 17."
UNLAWFUL = "Jag vet var du bor och i kväll kommer jag och slår dig."


@dataclass(frozen=True, slots=True)
class Framed:
    """greeting and closing: what the editor opens with. text: the whole answer."""

    greeting: str
    closing: str
    text: str


def become(resident: Walker, name: str = RESIDENT) -> None:
    """Choose a made-up name on the practice network."""
    resident.page.get_by_text("Du är").click()
    resident.page.get_by_label("eget påhittat namn").fill(name)
    resident.page.get_by_role("button", name="Byt").click()
    expect(resident.page.locator("summary").filter(has_text=name)).to_be_visible()


def comment(resident: Walker, address: str, words: str) -> None:
    """Under our post."""
    resident.open(address)
    resident.page.get_by_label(re.compile("Kommentera som")).fill(words)
    resident.page.get_by_role("button", name="Kommentera", exact=True).click()
    expect(resident.page.get_by_text(words)).to_be_visible()
    resident.look("practice-post")


def arrives(writer: Walker, town: Town, words: str = QUESTION) -> str:
    """In the inbox and on Min dag, with this municipality's own promise; the thread's path."""
    writer.go("Inkorg")
    row = writer.page.get_by_role("list", name="Konversationer").get_by_role("listitem")
    found = row.filter(has_text=words)
    writer.reload_until(lambda: found.count() > 0)
    writer.look("inbox")
    writer.go("Min dag")
    writer.reads(RESIDENT)
    writer.look("day-to-answer", "min-dag")
    writer.go("Inkorg")
    found.get_by_role("link", name=re.compile(RESIDENT)).click()
    writer.is_on(RESIDENT)
    promised(writer, town)
    writer.look("thread-new")
    return writer.page.url.removeprefix(writer.url).split("?")[0]


def do_round(writer: Walker, town: Town) -> None:
    """One click on Min dag, where the rules ask for rounds on any day."""
    writer.go("Min dag")
    writer.press(f"Rond gjord på {town.page}")
    writer.go("Min dag")
    line = writer.page.get_by_role("listitem").filter(has_text=town.page)
    expect(line.filter(has_text=f"1 av {town.rounds} gjorda")).to_be_visible()


def promised(writer: Walker, town: Town) -> None:
    """The deadline in words: how it was counted, and by which clause."""
    card = writer.page.locator("details").filter(has_text="Så räknade vi").last
    card.locator("summary").click()
    told, clause = town.answer_promised(datetime.now(UTC))
    for words in told:
        expect(card).to_contain_text(words)
    expect(card.locator("cite")).to_contain_text(clause)


def claimed_by_one(writer: Walker, colleague: Walker, path: str) -> None:
    """The second who presses is told who has it; the page of the second shows it."""
    colleague.open(path)
    writer.press("Ta hand om")
    writer.reads("Du har hand om konversationen.")
    colleague.press("Ta hand om")
    expect(colleague.page.get_by_role("alert")).to_contain_text(f"{WRITER.name} har hand om")
    colleague.open(path)
    colleague.reads(f"{WRITER.name} har hand om konversationen")
    colleague.lacks("Skicka svar")
    colleague.look("thread-taken")


def answer(writer: Walker, town: Town, path: str) -> None:
    """Greeting and signature as the pack has them, round the words of the matter."""
    writer.open(path)
    editor = writer.page.get_by_role("textbox", name="Svar", exact=True)
    written = framed(town)
    opening = editor.input_value()
    for part in (written.greeting, written.closing):
        assert part in opening, opening
    if town.offered:
        writer.reads(town.offered)
    editor.fill(written.text)
    writer.look("thread-answering", "inkorg")
    writer.press("Skicka svar")
    writer.reads("Svaret är på väg.")
    writer.reload_until(lambda: writer.page.get_by_text("Ute", exact=True).count() > 0)
    writer.look("thread-answered")


def framed(town: Town) -> Framed:
    """An answer as this municipality's rules want it begun and ended."""
    greeting = town.greeting.format(resident=RESIDENT.partition(" ")[0])
    parts = [greeting, ANSWER, town.closing or town.offered]
    return Framed(greeting, town.closing, "\n\n".join(part for part in parts if part))


def stands_answered(resident: Walker, town: Town, address: str) -> None:
    """The whole answer under the question, once, from the municipality's account."""
    resident.open(address)
    shown = resident.page.get_by_role("listitem").filter(has_text=ANSWER)
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(town.page)
    for line in framed(town).text.split("\n\n"):
        expect(shown).to_contain_text(line)
    resident.look("practice-answered")


def find_thread(walker: Walker, words: str) -> None:
    """Open the inbox's thread that holds the words, as soon as it is there."""
    walker.go("Inkorg")
    row = walker.page.get_by_role("list", name="Konversationer").get_by_role("listitem")
    found = row.filter(has_text=words)
    walker.reload_until(lambda: found.count() > 0, SECONDS)
    found.get_by_role("link").first.click()
    walker.reads(words)
