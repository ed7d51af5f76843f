"""Store a reply and its act together; what the thread comes to is the caller's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.inbox.actions.compose import (
    Words,
    answered_message,
    check_free,
    check_sorted,
    check_words,
    judged,
)
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message, Purpose, Reply, Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ReplyState, move_reply
from torg.ledger.actions import Exchange
from torg.ledger.states import Direction as Record
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.queries import Finding, pack_in_force

AT_ONCE = timedelta(0)
SETTLED = frozenset({ReplyState.SENT, ReplyState.AWAITING, ReplyState.FAILED})


def stored_before(thread: Thread, words: Words) -> Reply | None:
    """The reply that this very form has already made (RELIABILITY I3)."""
    return Reply.objects.filter(
        municipality_id=thread.municipality_id, form_token=words.form_token
    ).first()


def is_settled(reply: Reply | None) -> bool:
    """Whether the form has done its work: sending it again changes nothing."""
    return reply is not None and ReplyState(reply.state) in SETTLED


def send(
    *,
    thread: Thread,
    words: Words,
    purpose: Purpose,
    by: User,
    now: datetime,
    referred_to: str = "",
    undo: timedelta = AT_ONCE,
) -> Reply:
    """Judge, store and enqueue, in the caller's transaction, on a locked thread.

    undo: how long it can be taken back before it leaves. The caller has seen that the form's
    token has not done its work yet. Raises Denied, Refusal.
    """
    check_can_reply(by, thread)
    check_free(thread, by)
    check_words(thread, words.text)
    message = answered_message(thread, words)
    check_sorted(message)
    message.thread = thread
    findings = judged(message, words, purpose=purpose, by=by, now=now)
    reply = written(thread, message, words, purpose=purpose, by=by, now=now, findings=findings)
    reply.referred_to = referred_to[:200]
    reply.save()
    dispatch(reply, by=by, now=now, undo=undo)
    return reply


def written(
    thread: Thread,
    message: Message,
    words: Words,
    *,
    purpose: Purpose,
    by: User,
    now: datetime,
    findings: Sequence[Finding],
) -> Reply:
    """The form's reply, new or the one that came back from its reader. Saves nothing."""
    reply = stored_before(thread, words) or Reply(
        municipality_id=thread.municipality_id,
        thread=thread,
        form_token=words.form_token,
        author=by,
        created_at=now,
    )
    reply.thread = thread
    reply.message = message
    reply.purpose = purpose
    reply.text = words.text.strip()
    reply.motive = words.motive.strip()
    reply.pack_digest = pack_in_force(thread.municipality, now).digest
    reply.findings = [
        {
            "rule_id": finding.rule_id,
            "verdict": finding.verdict.value,
            "message": finding.message,
            "citation": str(finding.citation),
        }
        for finding in findings
    ]
    return reply


def dispatch(reply: Reply, *, by: User, now: datetime, undo: timedelta = AT_ONCE) -> None:
    """Mark the reply as sent and store its act. The channel is the sender, always (V-54)."""
    thread, message = reply.thread, reply.message
    reply.state = move_reply(ReplyState(reply.state), ReplyState.SENT)
    reply.sent_at = now
    reply.sent_by = by
    reply.save()
    enqueue(
        channel=thread.channel,
        kind=ActKind.MESSAGE if thread.is_private else ActKind.REPLY,
        payload={"text": reply.text, "target": target_of(message, thread)},
        origin=reply.ref,
        by=by,
        now=now,
        due_at=now + undo,
    )
    tell(
        thread,
        f"reply.{reply.purpose}",
        _TOLD[Purpose(reply.purpose)](),
        also=[reply.ref],
        by=by,
        now=now,
        facts={
            "pack": reply.pack_digest,
            "rules": [finding["rule_id"] for finding in reply.findings],
            "author": str(reply.author_id),
        },
        content={"text": reply.text, "motive": reply.motive},
        exchange=Exchange(
            direction=Record.DRAWN_UP,
            channel=thread.channel.network,
            status="sent",
            sender=str(thread.channel),
            receiver=thread.person.shown_name,
        ),
    )


def target_of(message: Message, thread: Thread) -> dict[str, str]:
    """What an act about the message is aimed at (ports.network.Target)."""
    return {
        "id": message.network_id,
        "version": message.version,
        "root_id": thread.root_id,
        "root_version": thread.root_version,
        "author_id": thread.person.author_id,
    }


_TOLD = {
    Purpose.ANSWER: lambda: _("Svarade invånaren."),
    Purpose.INTERIM: lambda: _("Lämnade ett mellansvar."),
    Purpose.ACKNOWLEDGEMENT: lambda: _("Berättade att frågan är mottagen."),
    Purpose.REFERRAL: lambda: _("Hänvisade till rätt instans."),
}
