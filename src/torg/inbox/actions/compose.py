"""What every reply goes through before it may be stored: seen, sorted, filled in, judged."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from torg.inbox.actions.claim import taken_by
from torg.inbox.models import Direction, Message, MessageKind, Purpose, Thread
from torg.inbox.queries import news, reply_facts
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.kernel.text import graphemes
from torg.people.models import User
from torg.ports.network import Capability
from torg.ports.registry import network_for
from torg.rules.queries import Finding, Verdict, check

_UNFILLED = re.compile(r"\{[^{}\n]{1,40}\}")
# An answer on the matter needs its second reader; that we have received or come back does not.
PLAIN_WORDS = frozenset({Purpose.INTERIM, Purpose.ACKNOWLEDGEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the reply form brings.

    form_token: made when the form was opened. seen: the newest message on the page then;
    known: everything that stood on the page (queries.seen_now). None and "" when the caller has
    none to show. motive: why it is sent in spite of a warning.
    """

    text: str
    form_token: str
    seen: UUID | None = None
    known: str = ""
    despite_newer: bool = False
    motive: str = ""


def locked(thread: Thread) -> Thread:
    """The thread, locked for the transaction, with what replies need."""
    return (
        Thread.objects.select_for_update(of=("self",))
        .select_related(
            "channel__connection",
            "channel__department",
            "channel__municipality",
            "department",
            "person",
            "municipality",
            "assigned_to",
        )
        .get(pk=thread.pk)
    )


def check_free(thread: Thread, by: User) -> None:
    """Raise Refusal when a colleague has the thread."""
    if thread.state == ThreadState.CLAIMED and thread.assigned_to_id != by.pk:
        raise taken_by(thread)


def answered_message(thread: Thread, words: Words) -> Message:
    """The newest message of the resident, which the reply answers.

    Raises Refusal when there is one that the writer has not seen (PEERS 3.6), or when
    everything is gone from the network.
    """
    theirs = thread.messages.filter(direction=Direction.IN, is_current=True).order_by(
        "-made_available_at", "-id"
    )
    newest = theirs.filter(deleted_upstream_at__isnull=True, removed_at__isnull=True).first()
    if newest is None:
        raise Refusal(
            _("Det som invånaren skrev finns inte kvar på nätverket, så det går inte att svara."),
            remedy=_("Avsluta konversationen med det undantag som gäller."),
        )
    if not words.despite_newer:
        _check_seen(thread, words, newest)
    return newest


def _check_seen(thread: Thread, words: Words, newest: Message) -> None:
    if words.seen and newest.pk != words.seen:
        raise Refusal(
            _("Invånaren har skrivit mer eller ändrat sin text sedan svaret skrevs."),
            remedy=_("Läs det nya. Lämna tillbaka svaret om det behöver ändras."),
            field="despite_newer",
        )
    if words.known and news(thread, words.known, token=words.form_token):
        raise Refusal(
            _("Det har kommit något nytt i konversationen medan du skrev."),
            remedy=_("Läs det nya ovanför din text. Välj sedan Skicka ändå, eller ändra först."),
            field="despite_newer",
        )


def check_sorted(message: Message) -> None:
    """Raise Refusal while nobody has said what the message is about (M1-05)."""
    if message.kind == MessageKind.UNKNOWN:
        raise Refusal(
            _("Det är inte bestämt vilken sort meddelandet är."),
            remedy=_("Välj till exempel fråga, synpunkt eller ros och spara. Fortsätt sedan."),
            field="kind",
        )


def check_words(thread: Thread, text: str) -> None:
    """Raise Refusal for an empty, half-filled or too long text, or a network that takes none."""
    if not text.strip():
        raise Refusal(_("Svaret är tomt."), field="text")
    if left := _UNFILLED.findall(text):
        raise Refusal(
            _("Mallens fält %(fields)s är inte ifyllda.") % {"fields": ", ".join(left)},
            remedy=_("Skriv in det som ska stå där, eller ta bort fältet."),
            field="text",
        )
    connection = getattr(thread.channel, "connection", None)
    if connection is None:
        return
    card = network_for(connection.adapter).card
    needed = Capability.MESSAGE if thread.is_private else Capability.REPLY
    if needed not in card.capabilities:
        raise Refusal(
            _("%(network)s tar inte emot svar från Torg.") % {"network": card.name},
            remedy=_("Svara direkt på nätverket; svaret kommer in hit av sig självt."),
        )
    most = card.limits.graphemes
    if most is not None and graphemes(text) > most:
        raise Refusal(
            _("Svaret har %(have)d tecken, men nätverket tar högst %(most)d.")
            % {"have": graphemes(text), "most": most},
            remedy=_("Korta texten."),
            field="text",
        )


def judged(
    message: Message,
    words: Words,
    *,
    purpose: str,
    by: User,
    now: datetime,
    second_reader: bool = False,
    asks_reader: bool = False,
) -> list[Finding]:
    """What the rules say. Raises Refusal on a stop, and on a warning without a motive.

    asks_reader: a second reader is being asked for right now.
    """
    facts = reply_facts(message, words.text, by=by, second_reader=second_reader)
    findings = check(message.thread.municipality, facts, now)
    if asks_reader or purpose in PLAIN_WORDS:
        findings = [finding for finding in findings if finding.field != "second_reader"]
    for finding in findings:
        if finding.verdict is Verdict.STOP:
            raise _stop(finding)
    warned = [finding for finding in findings if finding.verdict is Verdict.WARN]
    if warned and not words.motive.strip():
        raise Refusal(
            warned[0].message,
            remedy=_("Ändra svaret, eller skriv varför det ska skickas ändå."),
            cite=str(warned[0].citation),
            field="motive",
        )
    return findings


def _stop(finding: Finding) -> Refusal:
    remedy = _("Ändra svaret och skicka igen.")
    if finding.field == "second_reader":
        remedy = _("Be en kollega läsa svaret först.")
    field = "second_reader" if finding.field == "second_reader" else "text"
    return Refusal(finding.message, remedy=remedy, cite=str(finding.citation), field=field)
