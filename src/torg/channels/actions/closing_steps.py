"""What every step of a closing does: find it as it stands, ask the rules, go on, tell."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from torg.channels.models import Channel, Closing
from torg.channels.queries.closing import STEP_NAMES, facts_of
from torg.channels.states import ClosingState, move_closing
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import ClosingFacts, Verdict, check


def held(closing: Closing, *states: ClosingState) -> Closing:
    """The closing as it stands, locked, in one of the states. Raises Refusal with the rule."""
    row: Closing = (
        Closing.objects.select_for_update(of=("self",))
        .select_related("channel", "channel__department", "channel__municipality")
        .get(pk=closing.pk)
    )
    if row.state not in states:
        raise _not_its_turn(row, states[0])
    return row


def refuse_stops(closing: Closing, facts: ClosingFacts, now: datetime) -> None:
    """Raise Refusal at the first rule that stops the step, citing it."""
    for finding in check(closing.channel.municipality, facts, now):
        if finding.verdict == Verdict.STOP:
            wrong = finding.field in {"deciding_as", "department"}
            said = Denied if wrong else Refusal
            raise said(finding.message, cite=str(finding.citation), field=finding.field)


def advance(closing: Closing, to: ClosingState) -> None:
    """Save the closing one step further. Raises Refusal where the database will not have it."""
    closing.state = move_closing(ClosingState(closing.state), to)
    try:
        closing.save()
    except IntegrityError as error:
        raise Refusal(
            _("Stegen i avslutet görs i ordning, och det här steget är inte färdigt."),
            remedy=_("Ladda om sidan och se vad som återstår."),
        ) from error


def tell(
    closing: Closing,
    verb: str,
    sentence: str,
    *,
    by: User | None,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    content: Mapping[str, object] | None = None,
) -> None:
    """The entry, in the channel's history and the closing's own."""
    record(
        municipality=closing.channel.municipality,
        verb=verb,
        summary=sentence % {"channel": closing.channel},
        about=refs(closing.channel, closing),
        by=by,
        now=now,
        facts={"state": str(closing.state), **(facts or {})},
        content=content,
    )


def refs(channel: Channel, closing: Closing) -> list[Ref]:
    """What an entry about a closing is about."""
    return [Ref("channels.channel", str(channel.pk)), Ref("channels.closing", str(closing.pk))]


def _not_its_turn(closing: Closing, wanted: ClosingState) -> Refusal:
    if closing.over:
        return Refusal(_("Avslutet är redan färdigt eller nedlagt."), remedy=_("Ladda om sidan."))
    now_at = STEP_NAMES.get(ClosingState(closing.state), _("svara på förslaget"))
    if wanted not in STEP_NAMES:
        return Refusal(_("Förslaget är redan besvarat."), remedy=_("Ladda om sidan."))
    message = _("Steget ”%(wanted)s” är låst. Avslutet står vid ”%(now)s”.")
    return Refusal(
        message % {"wanted": STEP_NAMES[wanted], "now": now_at},
        remedy=_("Stegen görs i ordning."),
        cite=_cited(closing, wanted),
    )


def _cited(closing: Closing, wanted: ClosingState) -> str:
    """The clause that orders the steps, where one does."""
    found = check(closing.channel.municipality, facts_of(closing, wanted), closing.begun_at)
    return next((str(one.citation) for one in found if one.field == "step"), "")
