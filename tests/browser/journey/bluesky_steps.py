"""The journey's core on a real Bluesky network: what is done in the desk, and what stands there."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect
from tests.browser.journey import planning_steps
from tests.browser.journey.planning_steps import ALT, Planned, wall
from tests.browser.journey.walker import SECONDS, Walker
from tests.contracts.bluesky import people
from tools.bluesky.network import Person, Stack

CHANNEL = "Kommunen på Bluesky"
TEXT = "Åbadet öppnar igen! Läs mer på https://kommun.example/åbadet #simhall"
TITLE = "Åbadet öppnar på Bluesky"


@dataclass(frozen=True, slots=True)
class Network:
    """The running network, the municipality's account and one resident."""

    stack: Stack
    ours: Person
    resident: Person

    def ours_now(self, *, replies: bool) -> list[dict[str, Any]]:
        """What stands in the municipality's repository: its posts, or its replies."""
        found = people.records(self.stack, self.ours)
        return [one for one in found if ("reply" in one["value"]) is replies]

    def says(self, text: str, under: str) -> str:
        """The resident answers a post; the address of what was written."""
        uri = people.write(self.stack, self.resident, text, parent=under)
        self.stack.settle()
        return uri


def connect(boss: Walker, network: Network) -> None:
    """The channel's connect page: a wrong app password is refused, the right one is read live."""
    boss.go("Kanaler")
    boss.look("channels")
    boss.page.get_by_role("link", name=CHANNEL).click()
    boss.reads("Kanalen är inte ansluten till något konto")
    boss.page.get_by_role("link", name="Anslut", exact=True).click()
    boss.look("channel-connect")
    submit_account(boss, network, "fel-fel-fel-fel")
    expect(boss.page.get_by_role("alert")).to_contain_text("Nätverket godtog inte uppgifterna")
    submit_account(boss, network, network.ours.app_password)
    boss.reads("Ansluten", network.ours.handle, network.ours.did)
    assert network.ours.app_password not in boss.page.content()
    boss.look("channel-connected")


def submit_account(boss: Walker, network: Network, secret: str) -> None:
    """Fill the form and let the desk read the account."""
    boss.page.get_by_label("Anslut genom").select_option(label="Bluesky")
    boss.fill("Nätverkets adress", network.stack.url)
    boss.fill("Kontonamn", network.ours.handle)
    boss.fill("App-lösenord eller nyckel", secret)
    boss.press("Läs kontot och anslut")


def plan(writer: Walker) -> Planned:
    """A post with link, tag and image, handed to a colleague for the next minute."""
    writer.go("Planering")
    writer.page.get_by_role("link", name="Nytt inlägg", exact=True).click()
    writer.fill("Arbetsrubrik", TITLE)
    writer.page.get_by_role("checkbox", name=re.compile(re.escape(CHANNEL))).check()
    writer.page.get_by_role("textbox", name="Text", exact=True).fill(TEXT)
    writer.page.get_by_label("Lägg till bild").set_input_files(
        planning_steps.picture()  # type: ignore[arg-type]
    )
    writer.fill("Alternativtext", ALT)
    writer.fill("Varför angår det invånarna?", "Berör alla som läser.")
    at = planning_steps.next_minute()
    writer.fill("Går ut", wall(at))
    writer.press("Spara")
    writer.is_on(TITLE)
    writer.press("Lämna till granskning")
    planning_steps.waits_for_colleague(writer)
    return Planned(writer.page.url.removeprefix(writer.url), TITLE, TEXT, at)


def stands_once(network: Network) -> str:
    """One record in the repository, as it was written; its address."""
    posts = network.ours_now(replies=False)
    assert len(posts) == 1, posts
    post = posts[0]["value"]
    assert post["text"] == TEXT
    assert post["langs"] == ["sv"]
    assert [image["alt"] for image in post["embed"]["images"]] == [ALT]
    kinds = [facet["features"][0]["$type"].rpartition("#")[2] for facet in post["facets"]]
    assert kinds == ["link", "tag"]
    return str(posts[0]["uri"])


def answered_once(network: Network, parent: str, text: str) -> None:
    """One reply of ours, under what the resident wrote."""
    replies = people.eventually(
        lambda: network.ours_now(replies=True), wanted=lambda found: len(found) > 0
    )
    assert [one["value"]["text"] for one in replies] == [text]
    assert replies[0]["value"]["reply"]["parent"]["uri"] == parent


def is_hidden(network: Network, uri: str) -> None:
    """The gate of our thread names the reply, and the AppView follows it."""
    gates = people.eventually(
        lambda: people.records(network.stack, network.ours, "app.bsky.feed.threadgate"),
        wanted=lambda found: len(found) > 0,
    )
    assert [gate["value"]["hiddenReplies"] for gate in gates] == [[uri]]


def arrives(writer: Walker, words: str) -> str:
    """The polled reply, opened from the inbox; the thread's path."""
    writer.go("Inkorg")
    row = writer.page.get_by_role("list", name="Konversationer").get_by_role("listitem")
    found = row.filter(has_text=words)
    writer.reload_until(lambda: found.count() > 0, 3 * SECONDS)
    found.get_by_role("link").first.click()
    writer.reads("Så räknade vi")
    return writer.page.url.removeprefix(writer.url).split("?")[0]
