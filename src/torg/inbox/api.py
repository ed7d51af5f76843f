"""Conversations, read by programs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from torg.inbox import queries
from torg.inbox.models import Message, Thread
from torg.inbox.queries import Filters, Queue

Mark = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,200}$")]

router = Router(tags=["Inkorg"])


class ThreadOut(Schema):
    """A resident's conversation with a channel. due_at: what the municipality promised."""

    id: UUID
    channel: UUID = Field(alias="channel_id")
    department: UUID | None = Field(alias="department_id")
    kind: str
    state: str
    outcome: str
    started_at: datetime
    latest_at: datetime
    due_at: datetime | None


class MessageOut(Schema):
    """Plain text as it was written; never markup. display_state: what is left of it there."""

    id: UUID
    direction: str
    kind: str
    text: str
    made_available_at: datetime
    captured_at: datetime
    answered_at: datetime | None
    display_state: str


class WholeThread(ThreadOut):
    """The conversation with what was said, the oldest first; current editions only."""

    messages: list[MessageOut]

    @staticmethod
    def resolve_messages(thread: Thread) -> list[Message]:
        """The newest edition of each."""
        return list(thread.messages.filter(is_current=True))


class ThreadPage(Schema):
    """Fifty conversations, the most urgent first. after: for the next page, empty on the last."""

    threads: list[ThreadOut]
    after: str


class Which(Schema):
    """queue: one of the desk's five lists."""

    queue: Queue = Queue.NEW
    late: bool = False
    after: Mark = ""


@router.get("/threads", response=ThreadPage, summary="Konversationer")
def list_threads(request: HttpRequest, which: Query[Which]) -> object:
    """One page of a queue."""
    return queries.page(
        request.user,  # type: ignore[arg-type]
        which.queue,
        Filters(late=which.late),
        timezone.now(),
        which.after,
    )


@router.get("/threads/{uuid:thread_id}", response=WholeThread, summary="En konversation")
def get_thread(request: HttpRequest, thread_id: UUID) -> object:
    """One conversation with its messages."""
    return get_object_or_404(queries.visible_to(request.user), pk=thread_id)  # type: ignore[arg-type]
