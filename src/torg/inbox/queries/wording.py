"""What a reply begins and ends with, what rules say of it, and templates filled in."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from torg.inbox.models import Message, MessageKind, Reach, Template
from torg.inbox.queries.visibility import homes
from torg.kernel.canonical import dumps
from torg.kernel.digests import sha256_hex
from torg.people.models import User
from torg.people.permissions import Permission, departments_in_reach
from torg.rules.queries import Finding, FourEyes, Frame, ReplyFacts, check, four_eyes, reply_frame

# The kinds that the rules tell apart; whatever else it is, they call other.
TOLD_APART = frozenset(
    {
        MessageKind.QUESTION,
        MessageKind.VIEWPOINT,
        MessageKind.PRAISE,
        MessageKind.CRITICISM,
        MessageKind.IMPLICIT,
    }
)
_FIELD = re.compile(r"\{([^{}\n]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say of a reply in the making. reader: the second reader asked for."""

    findings: list[Finding]
    frame: Frame
    reader: FourEyes | None


def reply_facts(
    message: Message, text: str, *, by: User, second_reader: bool = False
) -> ReplyFacts:
    """The reply as the rules see it."""
    channel, person = message.thread.channel, message.thread.person
    return ReplyFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        text=text,
        kind=message.kind if message.kind in TOLD_APART else "other",
        recipient_name=person.name,
        recipient_handle=person.handle,
        responder_given_name=by.given_name,
        responder_full_name=by.full_name,
        responder_title=by.title,
        responder_department=str(by.department) if by.department else "",
        second_reader=second_reader,
    )


def advice(message: Message, text: str, *, by: User, at: datetime) -> Advice:
    """Findings, frame and second reader for a text as it stands."""
    facts = reply_facts(message, text, by=by)
    municipality = message.thread.municipality
    return Advice(
        findings=check(municipality, facts, at) if text.strip() else [],
        frame=reply_frame(municipality, facts, at=at),
        reader=four_eyes(municipality, facts, at=at),
    )


def opening_text(frame: Frame, body: str = "") -> str:
    """Greeting, room for the matter, closing."""
    parts = [part for part in (frame.greeting, body.strip() or "\n", frame.closing) if part]
    return "\n\n".join(part.strip("\n") for part in parts)


def with_fact(text: str, fact: str, frame: Frame) -> str:
    """The text with a fact put last in it, before the closing where the closing stands."""
    body, closing = text.rstrip(), frame.closing.strip()
    if not closing or not body.endswith(closing):
        return f"{body}\n\n{fact}" if body else fact
    before = body.removesuffix(closing).rstrip()
    return "\n\n".join(part for part in (before, fact, closing) if part)


def templates_for(user: User) -> QuerySet[Template]:
    """Shared ones, those of the person's departments, and the person's own."""
    return Template.objects.filter(
        Q(reach=Reach.SHARED)
        | Q(reach=Reach.DEPARTMENT, department_id__in=homes(user))
        | Q(reach=Reach.PERSONAL, owner=user)
    ).order_by("title")


def templates_within_reach(user: User) -> QuerySet[Template]:
    """Those that the person finds at a reply, and those of every department that the person
    answers for."""
    reach = departments_in_reach(user, Permission.REPLY)
    answered = Template.objects.filter(reach=Reach.DEPARTMENT)
    if reach is not None:
        answered = answered.filter(department_id__in=reach)
    return (templates_for(user) | answered).order_by("title")


def template_digest(template: Template) -> str:
    """SHA-256 over its words and whom it is for, to see whether somebody has changed them."""
    department = str(template.department_id or "")
    return sha256_hex(dumps([template.title, template.body, template.reach, department]))


def filled(template: Template, message: Message, *, by: User, frame: Frame) -> str:
    """The template's body with what is known put in; what is not known stays in braces."""
    greeted = re.match(r"\S+ (.+?)[!,.]*$", frame.greeting) if frame.name_found else None
    known = {
        "förnamn": greeted.group(1) if greeted else "",
        "ditt förnamn": by.given_name,
        "titel": by.title,
        "länk": message.thread.publication.url if message.thread.publication else "",
    }
    return _FIELD.sub(lambda found: known.get(found.group(1)) or found.group(0), template.body)
