"""How far each municipality's journey has come, so that one can wait while another works."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser
from tests.browser.desk_browser import opened
from tests.browser.journey import inbox_steps, moderation_steps, planning_steps
from tests.browser.journey.cast import COLLEAGUE, LEAD, MODERATOR, REGISTRAR, WRITER, Part
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
    case: str = ""
    stopped: str = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Once a stage has failed, whatever comes after says so at once."""
        if self.stopped:
            pytest.fail(f"{self.town.name} stannade redan vid: {self.stopped}")
        try:
            yield
        except BaseException:
            self.stopped = self.stopped or name
            raise

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
            with self.stage("planeringen"):
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
            with self.stage("publiceringen"):
                post = self.planned()
                self.address = planning_steps.goes_out(self.person(WRITER), post)
        return self.address

    def answered(self) -> str:
        """A resident's question has its answer; the thread's path in the desk."""
        if not self.thread:
            with self.stage("svaret"):
                address, writer, town = self.published(), self.person(WRITER), self.town
                inbox_steps.comment(self.resident, address, inbox_steps.QUESTION)
                if town.rounds:
                    inbox_steps.do_round(writer, town)
                path = inbox_steps.arrives(writer, town)
                inbox_steps.claimed_by_one(writer, self.person(COLLEAGUE), path)
                inbox_steps.answer(writer, town, path)
                self.thread = path
        return self.thread

    def removed(self) -> str:
        """An unlawful comment is sealed, judged, gone and explained; the case's path."""
        if not self.case:
            with self.stage("borttagningen"):
                address, moderator = self.published(), self.person(MODERATOR)
                inbox_steps.comment(self.resident, address, inbox_steps.UNLAWFUL)
                moderation_steps.report(self.person(WRITER))
                path = moderation_steps.open_case(moderator)
                moderation_steps.decide(moderator, self.town, path)
                moderation_steps.is_gone(self.browser, address)
                if self.town.case_system:
                    registrar = self.person(REGISTRAR)
                    moderation_steps.register(moderator, registrar, self.town, path)
                notice = moderation_steps.close(moderator, path)
                moderation_steps.is_told(self.resident, self.town, notice)
                self.case = path
        return self.case
