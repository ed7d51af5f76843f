"""Sentences and states in Swedish; residents' words with nothing hidden in them."""

import re
import unicodedata

from django.utils.translation import gettext as _

from torg.inbox.models import Message
from torg.moderation.models import Case
from torg.moderation.states import CaseState

# Joiners are part of how words and emoji are written; the Arabic signs are seen as they are.
KEPT = frozenset("\n\t\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
TAGGED_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")


def plain(text: str) -> str:
    """The text with every character that hides or turns words written out: [U+202E]."""
    text = text.replace("\r\n", "\n")
    flags = iter(TAGGED_FLAG.findall(text))
    rest = TAGGED_FLAG.split(text)
    return "".join("".join(_shown(mark) for mark in piece) + next(flags, "") for piece in rest)


def opening_context(message: Message) -> str:
    """A first sentence on where it stood, for the reporter to go on from. Quotes nobody."""
    post = message.thread.publication
    said = str(post.act.payload.get("text", "")).strip() if post else ""
    where = _("%(channel)s på %(network)s") % {
        "channel": message.channel.name,
        "network": message.channel.get_network_display(),
    }
    if said:
        title = " ".join(said.split())[:80]
        return _("Kommentar under vårt inlägg ”%(title)s” på %(where)s.") % {
            "title": title, "where": where
        }  # fmt: skip
    return _("%(kind)s på %(where)s.") % {
        "kind": message.thread.get_kind_display(),
        "where": where,
    }


def drafted_notice(case: Case) -> str:
    """What the author may be told (V-65): what went, why, and that criticism is welcome."""
    return _(
        "Hej! Vi har tagit bort eller dolt det du skrev, eftersom det inte får finnas på vår "
        "sida: %(ground)s. Du är välkommen att skriva igen, och du får gärna vara kritisk mot "
        "kommunen."
    ) % {"ground": case.ground_label.lower()}


def state_name(case: Case) -> tuple[str, str, str]:
    """The case's state in plain Swedish: text, tone, icon."""
    return {
        CaseState.SEALED: (_("Förseglat, väntar på beslut"), "warning", "scale"),
        CaseState.DECIDED: (_("Beslutat, på väg till nätverket"), "info", "send"),
        CaseState.CARRIED_OUT: (_("Genomfört, ska avslutas"), "accent", "check"),
        CaseState.CLOSED: (_("Avslutat"), "success", "check-circle"),
        CaseState.DISMISSED: (_("Får stå kvar"), "neutral", "eye"),
    }[CaseState(case.state)]


def _shown(mark: str) -> str:
    if mark in KEPT or unicodedata.category(mark) not in HIDDEN:
        return mark
    return f"[U+{ord(mark):04X}]"
