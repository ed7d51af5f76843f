"""How far each municipality's journey has come, so that one can wait while another works."""

from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import Browser
from tests.browser.desk_browser import opened
from tests.browser.journey import inbox_steps, planning_steps
from tests.browser.journey.cast import COLLEAGUE, LEAD, MODERATOR, WRITER, Part
from tests.browser.journey.planning_steps import Planned
from tests.browser.journey.running_desk import RunningDesk
from tests.browser.journey.towns import Town
from tests.browser.journey.walker import Walker, signed_in


@dataclass
class Journey:
    """One municipality's. Each stage is gone through once, by the first test that needs it."""

    browser: Browser
    desk: RunningDesk
    town: Town
    open: ExitStack
    people: dict[str, Walker] = field(default_factory=dict)
    post: Planned | None = None
    address: str = ""
    thread: str = ""

    def person(self, part: Part) -> Walker:
        """The person's own browser, signed in by the demo's button."""
        if part.name not in self.people:
            entered = signed_in(self.browser, self.desk.url, part, self.town.name)
            self.people[part.name] = self.open.enter_context(entered)
        return self.people[part.name]

    @property
    def resident(self) -> Walker:
        """Somebody on the practice network, without any account in the desk."""
        if "" not in self.people:
            page = self.open.enter_context(opened(self.browser, self.desk.url + "/ovning/"))
            self.people[""] = Walker(page, self.desk.url)
            self.people[""].look("practice-home")
            inbox_steps.become(self.people[""])
        return self.people[""]

    def planned(self) -> Planned:
        """Written, ruled upon, read or confirmed; waits for its minute."""
        if self.post is None:
            writer, town = self.person(WRITER), self.town
            drafted = planning_steps.plan(writer, town)
            planning_steps.book_again(writer, town, drafted)
            colleague = self.person(LEAD)
            post = planning_steps.set_minute(writer, drafted)
            planning_steps.let_go(writer, colleague, town, post)
            self.post = post
        return self.post

    def published(self) -> str:
        """Out, once; its address on the network."""
        if not self.address:
            post = self.planned()
            self.address = planning_steps.goes_out(self.person(WRITER), post)
        return self.address

    def answered(self) -> str:
        """A resident's question has its answer; the thread's path in the desk."""
        if not self.thread:
            address, writer, town = self.published(), self.person(WRITER), self.town
            inbox_steps.comment(self.resident, address, inbox_steps.QUESTION)
            path = inbox_steps.arrives(writer, town)
            inbox_steps.claimed_by_one(writer, self.person(COLLEAGUE), path)
            inbox_steps.answer(writer, town, path)
            self.thread = path
        return self.thread

    @property
    def moderator(self) -> Walker:
        """The person who decides about what others wrote."""
        return self.person(MODERATOR)
