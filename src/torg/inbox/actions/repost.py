from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel, enqueue
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.send import AT_ONCE, target_of
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message
from torg.inbox.permissions import check_can_repost
from torg.inbox.queries.reposting import Sharing, obstacle, repost_ref, reposting
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.queries import Verdict, pack_in_force


def repost(
    *,
    message: Message,
    sharing: Sharing,
    by: User,
    now: datetime,
    undo: timedelta = AT_ONCE,
) -> Message:
    """Share what a resident wrote on from the channel, once (M1-13, M1-15).

    undo: how long it can be taken back before it leaves. Raises Denied; Refusal with the clause
    where the rules stop it, warn and no motive is given, or want a second reader.
    """
    check_can_repost(by, message.thread)
    try:
        with transaction.atomic():
            thread = locked(message.thread)
            message.thread = thread
            hindrance = obstacle(message)
            if hindrance is not None:
                raise hindrance
            _check_rules(message, sharing, now)
            ref = repost_ref(message)
            enqueue(
                channel=thread.channel,
                kind=ActKind.REPOST,
                payload={"target": target_of(message, thread)},
                origin=ref,
                by=by,
                now=now,
                due_at=now + undo,
            )
            tell(
                thread,
                "message.reposted",
                _("Delade vidare som %(channel)s.") % {"channel": thread.channel},
                also=[Ref("inbox.message", str(message.pk)), ref],
                by=by,
                now=now,
                facts={"pack": pack_in_force(thread.municipality, now).digest},
                content={"motive": sharing.motive, "together": sharing.co_arranged_with},
            )
    except IntegrityError as error:
        raise Refusal(_("Vi har redan delat det."), remedy=_("Ladda om sidan.")) from error
    return message


def undo_repost(*, message: Message, by: User, now: datetime) -> Message:
    """Take back what has not left. Only whoever shared it. Raises Denied, Refusal (too late)."""
    check_can_repost(by, message.thread)
    with transaction.atomic():
        thread = locked(message.thread)
        ref = repost_ref(message)
        act = of_origin(ref).filter(state=ActState.DUE, tries=0).first()
        if act is not None and act.created_by_id != by.pk:
            raise Denied(_("Någon annan delade det."), remedy=_("Den som delade kan ångra det."))
        cause = _("Ångrat innan det skickades.")
        if act is None or not cancel(act=act, cause=cause, by=by, now=now):
            raise Refusal(
                _("Delningen har redan gått iväg och går inte att ångra."),
                remedy=_("Ta bort den hos nätverket om den blev fel."),
            )
        tell(
            thread, "message.repost_undone", _("Ångrade delningen innan den skickades."),
            also=[ref], by=by, now=now, facts={"act": str(act.pk)},
        )  # fmt: skip
    return message


def _check_rules(message: Message, sharing: Sharing, now: datetime) -> None:
    said = reposting(message, sharing, at=now)
    for finding in said.findings:
        if finding.verdict is Verdict.STOP:
            raise Refusal(
                finding.message,
                remedy=_("Skriv hellre ett eget inlägg om samma sak."),
                cite=str(finding.citation),
                field=FIELDS.get(finding.field, ""),
            )
    if said.reader is not None and said.reader.required:
        raise Refusal(
            said.reader.message,
            remedy=_("Planera det som ett inlägg, så läser en kollega innan det går ut."),
            cite=str(said.reader.citation),
        )
    warned = [one for one in said.findings if one.verdict is Verdict.WARN]
    if warned and not sharing.motive.strip():
        raise Refusal(
            warned[0].message,
            remedy=_("Skriv varför det ska delas ändå."),
            cite=str(warned[0].citation),
            field="motive",
        )


# A finding's field as the dialog names it.
FIELDS = {"share": "co_arranged_with", "source": "source_checked"}
