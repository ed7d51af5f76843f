"""A post's way from the first line to the network, as its author and readers took it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from torg.channels.models import Channel
from torg.delivery.states import ActState
from torg.media.actions import add_image
from torg.media.models import MediaItem
from torg.people.models import Department, User
from torg.planning.actions import (
    PostContent,
    approve,
    return_post,
    schedule_alone,
    submit,
    withdraw,
    write_post,
)
from torg.planning.jobs import release_due
from torg.planning.models import Post, Received
from torg.planning.queries import benefits_asked, content_hash, points_of, with_parts
from torg.site.demo.dialogue import under
from torg.site.demo.pictures import ALTS, picture
from torg.site.demo.script import Written
from torg.site.demo.stage import Stage

SHORT = frozenset({"x", "threads", "bluesky", "mastodon"})
MORE_THAN_AN_ALT = 1200


@dataclass(slots=True)
class Album:
    """The pictures that the municipality has put in so far."""

    stage: Stage
    items: dict[tuple[str, int], MediaItem] = field(default_factory=dict)

    def get(self, name: str, department: Department, by: User) -> MediaItem:
        """One of the two versions of a picture; put in when it is first used."""
        palette = len(self.stage.municipality.slug) % 2 + 2 * self.stage.chance.randint(0, 1)
        if (name, palette) not in self.items:
            self.items[name, palette] = self.put_in(name, palette, ALTS[name], department, by)
        return self.items[name, palette]

    def put_in(
        self, name: str, palette: int, alt: str, department: Department, by: User
    ) -> MediaItem:
        """A picture with an alternative text of its own."""
        return add_image(
            department=department,
            content=picture(name, palette),
            file_name=f"{name}.jpg",
            alt=alt,
            credit=str(self.stage.municipality),
            by=by,
            now=self.stage.now,
        )


@dataclass(slots=True)
class Telling:
    """One post and those who have to do with it. day_wall: "2026-09-08T10:00" or "".

    long_alt: whole articles went into the picture's alternative text; the network refuses it.
    """

    stage: Stage
    album: Album
    written: Written
    channels: Sequence[Channel]
    author: User
    reader: User
    day_wall: str = ""
    long_alt: bool = False
    post: Post | None = None

    def write(self) -> None:
        """The draft, with its day booked where days are booked."""
        department = self.channels[0].department
        image = self._image(department)
        self.post = write_post(
            department=department,
            content=PostContent(
                title=self.written.title,
                text=self.written.text,
                channels=self.channels,
                own_texts=self._own_texts(),
                images=[image],
                planned_wall=self.day_wall,
                relevance="Berör många som bor i kommunen." if self.channels[0].is_main else "",
                answerer=self.author,
                key_facts=self.written.facts,
                received=self._received(),
            ),
            by=self.author,
            now=self.stage.now,
        )

    def _received(self) -> str:
        """Nothing was, and it is said where the rules ask."""
        asked = benefits_asked(self.stage.municipality, self.channels, self.stage.now)
        return Received.NOTHING if any(each.declared for each in asked.values()) else ""

    def submit(self) -> None:
        """To a colleague."""
        submit(post=self._post(), by=self.author, now=self.stage.now)

    def approve(self) -> None:
        """Read and found good."""
        post = with_parts(Post.objects.filter(pk=self._post().pk)).get()
        approve(
            post=post,
            content=content_hash(post),
            checks=("tone", "wording", "image", *self._ticked(post)),
            by=self.reader,
            now=self.stage.now,
        )

    def alone(self) -> None:
        """Without a second reader, which the author confirms."""
        post = with_parts(Post.objects.filter(pk=self._post().pk)).get()
        schedule_alone(
            post=post,
            confirmed=True,
            ticked=self._ticked(post),
            by=self.author,
            now=self.stage.now,
        )

    def send_back(self) -> None:
        """Read and not yet good."""
        reason = "Bra innehåll! Flytta upp datumet till första meningen, så ser man det direkt."
        return_post(post=self._post(), reason=reason, by=self.reader, now=self.stage.now)

    def withdraw(self) -> None:
        """Out of the plan."""
        withdraw(post=self._post(), by=self.author, now=self.stage.now)

    def publish(self) -> None:
        """Its minute has come."""
        release_due(clock=self.stage.clock)
        self.stage.deliver()
        remarks_left = True
        for variant in self._post().variants.select_related("act"):
            if variant.act is not None and variant.act.state == ActState.LIVE and remarks_left:
                under(self.stage, variant.act.network_id, self.written)
                remarks_left = False

    def prepare(self, begins: datetime, *, alone: bool = False) -> None:
        """Plan the writing and the reading, from the moment somebody begins."""
        stage = self.stage
        stage.plan(begins, self.write)
        handed = stage.at_work(begins, stage.chance.uniform(15, 40))
        if alone:
            stage.plan(handed, self.alone)
            return
        stage.plan(handed, self.submit)
        stage.plan(stage.at_work(handed, stage.chance.uniform(10, 120)), self.approve)

    def _ticked(self, post: Post) -> list[str]:
        return [point.code for point in points_of(post, self.stage.now)]

    def _post(self) -> Post:
        if self.post is None:
            raise LookupError(f"{self.written.key} is not written yet")
        return self.post

    def _image(self, department: Department) -> MediaItem:
        name = self.written.picture
        if not self.long_alt:
            return self.album.get(name, department, self.author)
        article = (f"{ALTS[name]} {self.written.text} " * 6)[:MORE_THAN_AN_ALT]
        return self.album.put_in(name, 0, article, department, self.author)

    def _own_texts(self) -> dict[str, str]:
        return {
            str(channel.pk): self.written.short
            for channel in self.channels
            if channel.network in SHORT
        }
