"""Every step stands in the record: in the timelines of post, thread and case, and in the log."""

from playwright.sync_api import Locator
from tests.browser.journey.cast import LEAD, MODERATOR, WRITER
from tests.browser.journey.running_desk import RunningDesk
from tests.browser.journey.towns import Town
from tests.browser.journey.walker import Walker


def history(walker: Walker) -> Locator:
    """The page's timeline, unfolded."""
    folded = walker.page.get_by_role("main").locator("details:not([open]) > summary")
    for one in folded.all():
        if "händelse" in one.inner_text():
            one.click()
    return walker.page.get_by_role("main").locator(".t-timeline")


def stands(walker: Walker, path: str, *steps: tuple[str, str]) -> None:
    """Who did what, for each step of the object at the path."""
    walker.open(path)
    items = history(walker).get_by_role("listitem")
    for what, who in steps:
        found = items.filter(has_text=what).filter(has_text=who)
        assert found.count() > 0, f"{what} · {who} in\n{history(walker).inner_text()}"


def post_is_told(writer: Walker, town: Town, path: str) -> None:
    """From the draft to the network."""
    read = (
        [("bekräftade det", WRITER.name)]
        if town.alone
        else [("till granskning", WRITER.name), ("Läste och godkände", LEAD.name)]
    )
    stands(
        writer,
        path,
        ("Skrev ett utkast", WRITER.name),
        ("Ändrade", WRITER.name),
        *read,
        ("lämnades till leverans", "Torg"),
        ("Inlägget gick ut", "Torg"),
    )


def thread_is_told(writer: Walker, path: str) -> None:
    """From the resident's words to ours."""
    stands(
        writer,
        path,
        ("Ett meddelande kom in", "Torg"),
        ("Tog hand om", WRITER.name),
        ("Svarade invånaren", WRITER.name),
        ("Svaret gick ut", "Torg"),
    )


def case_is_told(moderator: Walker, path: str) -> None:
    """From the seal to the close."""
    stands(
        moderator,
        path,
        ("beviset förseglades", WRITER.name),
        ("Beslutade", MODERATOR.name),
        ("Nätverket har genomfört", "Torg"),
        ("Avslutade ärendet", MODERATOR.name),
    )


def log_is_read(lead: Walker) -> None:
    """The whole log, newest first, and one entry with its proof."""
    lead.go("Logg")
    lead.reads("Avslutade ärendet")
    lead.look("log", "logg")
    lead.page.get_by_role("main").get_by_role("link", name="Avslutade ärendet").first.click()
    lead.look("log-entry")


def log_is_whole(desk: RunningDesk, town: Town) -> None:
    """`python -m torg ledger verify` on the desk's own folder."""
    done = desk.torg("ledger", "verify", "--municipality", town.slug)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{town.slug}: ORÖRD." in done.stdout
