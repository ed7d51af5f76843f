"""The rows that no route's address names, and that hold text all the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.db.models import Model
from tests.factories.entries import make_entry
from tests.factories.inbox import arrive, words
from tests.factories.network import make_event
from tests.factories.people import make_user
from tests.web.matrix.world import MESSAGE, UNIT, Side

from torg.channels.models import Channel, ChannelImport
from torg.delivery.models import Act, Attempt
from torg.inbox import actions as inbox
from torg.inbox import models as inbox_models
from torg.kernel.refs import Ref
from torg.moderation.models import Case
from torg.people.models import Draft, Place, Presence, SavedFilter
from torg.planning.models import Post, Review
from torg.ports.network import EventKind
from torg.rules.models import ModeFlag


def make_direct_message(side: Side) -> Model:
    """A direct message and its answer, which only those may read who read messages."""
    channel = cast(Channel, side.get("channels.channel"))
    side.get("inbox.publication")
    said = f"Min fråga är hemlig {side.mark(MESSAGE)}"
    event = make_event("dm-1", text=said, kind=EventKind.MESSAGE, root="dm-1", parent="")
    thread = arrive(channel, event).thread
    inbox.reply(
        thread=thread,
        words=words(thread, f"Svaret är hemligt {side.mark(MESSAGE)}"),
        by=side.people["contact_centre"],
        now=side.now,
    )
    return thread


def make_around_a_thread(side: Side) -> Model:
    """Notes, forwards, rounds, templates and deliveries of the department."""
    thread = cast(inbox_models.Thread, side.get("inbox.thread"))
    channel, author = thread.channel, side.people["communicator"]
    both = {"municipality": side.municipality}
    inbox_models.Note.objects.create(thread=thread, author=author, text="Obs", at=side.now, **both)
    inbox_models.Forward.objects.create(
        thread=thread, from_department=side.department, department=side.department, note="Hej",
        reason="Inget besked", by=author, at=side.now, **both,
    )  # fmt: skip
    inbox_models.WatchRound.objects.create(
        channel=channel, user=author, at=side.now, day=side.now.date(), rule_id="r", note="Lugnt",
        **both,
    )  # fmt: skip
    side.get("inbox.template")
    inbox_models.EarlyEvent.objects.create(
        channel=channel, awaits="x", network_id="tidig", version="1", verb="created",
        event={"text": "För tidigt"}, arrived_at=side.now, **both,
    )  # fmt: skip
    inbox_models.RawDelivery.objects.create(
        channel=channel, source="webhook", received_at=side.now, body=b"rad", digest=side.canary,
        not_before=side.now + timedelta(days=9), tries=9, failure="Gick inte att läsa", **both,
    )  # fmt: skip
    inbox_models.SyncState.objects.update_or_create(
        channel=channel, defaults={"failure": "Svarar inte", "tries": 4, **both}
    )
    return thread


def make_around_a_post(side: Side) -> Model:
    """A colleague's words, an attempt at an act, a mode, and a case in the middle."""
    post, act = cast(Post, side.get("planning.post")), cast(Act, side.get("delivery.act"))
    case, both = cast(Case, side.get("moderation.case")), {"municipality": side.municipality}
    Review.objects.create(
        post=post, author=post.author, reviewer=side.people["account_lead"], verdict="returned",
        reason="Kortare", at=side.now, voided_at=side.now, **both,
    )  # fmt: skip
    Attempt.objects.create(
        act=act, number=9, worker_name="arbetare", started_at=side.now, detail="Fel", **both
    )
    ModeFlag.objects.get_or_create(
        municipality=side.municipality,
        defaults={"mode": "crisis", "reason": "Övning", "decider": "Chefen", "since": side.now},
    )
    Case.objects.filter(pk=case.pk).update(assessment="Bedömning", setback="Bakslag")
    return post


def make_somebodys_own(side: Side) -> Model:
    """What one person, who is none of the callers, keeps for themselves."""
    owner = make_user(municipality=side.municipality, family_name="Ägare")
    both = {"municipality": side.municipality}
    Draft.objects.create(
        user=owner, form="reply", about_id="x", fields={"text": ["Utkast"]}, saved_at=side.now,
        **both,
    )  # fmt: skip
    ChannelImport.objects.create(
        by=owner, name="Lista", rows=[["Namn"], ["Rad"]], at=side.now, **both
    )
    Presence.objects.create(
        user=owner, about_kind="inbox.thread", about_id="x", mode="viewing", seen_at=side.now,
        **both,
    )  # fmt: skip
    return cast(
        Model,
        SavedFilter.objects.create(
            owner=owner, place=Place.INBOX, name="Mitt", query="ko=alla", created_at=side.now,
            **both,
        ),
    )  # fmt: skip


def make_private_entry(side: Side) -> str:
    """An entry whose text is the department's own; its number in the log."""
    entry = make_entry(
        side.municipality,
        side.now,
        summary="Ett svar skickades.",
        about=[Ref("inbox.reply", side.canary)],
        by=side.people["communicator"],
        content={"text": f"{side.mark(UNIT)} {side.mark(MESSAGE)}"},
    )
    return str(entry.seq)


MAKERS: dict[str, Callable[[Side], Model | str]] = {
    "remaining.direct_message": make_direct_message,
    "remaining.around_a_thread": make_around_a_thread,
    "remaining.around_a_post": make_around_a_post,
    "remaining.somebodys_own": make_somebodys_own,
    "ledger.private": make_private_entry,
}
