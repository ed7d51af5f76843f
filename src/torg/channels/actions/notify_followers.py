from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.models import Closing, ClosingNotice
from torg.channels.permissions import check_can_manage
from torg.channels.queries.closing import facts_of, standing
from torg.channels.states import ClosingState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.rules.queries import clause_of


def add_notice(
    *,
    closing: Closing,
    why: str,
    referral: str,
    text: str,
    post: UUID | None = None,
    told_on: date | None = None,
    by: User,
    now: datetime,
) -> ClosingNotice:
    """Step 3 (G-62, G-63): what followers are told, as a planned post or already told.

    post: planning's post that carries it. told_on: when it was published by other means.
    Raises Denied, Refusal (a slot is empty, citing the clause; a day that has not been).
    """
    with transaction.atomic():
        row = held(closing, ClosingState.NOTIFY)
        if post is None:
            check_can_manage(by, row.channel.department)
        filled = _filled(row, why, referral, now)
        _check_day(told_on, post, row, now)
        notice = ClosingNotice(
            municipality_id=row.municipality_id,
            closing=row,
            why=filled["reason"],
            referral=filled["referral"],
            text=text.strip(),
            post=post,
            told_on=told_on,
            by=by,
            at=now,
        )
        notice.save(force_insert=True)
        tell(
            row,
            "channel.closing_notice",
            _("Skrev ett besked till följarna av %(channel)s."),
            by=by,
            now=now,
            facts={"notice": str(notice.pk), "told_on": told_on.isoformat() if told_on else ""},
            content={"text": notice.text},
        )
    return notice


def move_closing_day(*, closing: Closing, on: date, by: User, now: datetime) -> Closing:
    """Another closing day, so that the followers get their time. Raises Denied, Refusal."""
    with transaction.atomic():
        row = held(closing, ClosingState.NOTIFY)
        check_can_manage(by, row.channel.department)
        if on < timezone.localdate(now):
            raise Refusal(_("Stängningsdagen har redan varit."), field="closing_on")
        before, row.closing_on = row.closing_on, on
        row.save(update_fields=["closing_on"])
        tell(
            row,
            "channel.closing_day",
            _("Flyttade dagen då %(channel)s stänger."),
            by=by,
            now=now,
            facts={"before": str(before), "closing_on": on.isoformat()},
        )
    return row


def note_told(*, notice: ClosingNotice, on: date, now: datetime) -> bool:
    """A notice's post is out on the network; False when it was known."""
    with transaction.atomic():
        found = ClosingNotice.objects.filter(pk=notice.pk, told_on__isnull=True).update(told_on=on)
        if not found:
            return False
        row = Closing.objects.select_related("channel__municipality").get(pk=notice.closing_id)
        tell(
            row,
            "channel.closing_told",
            _("Ett besked om att %(channel)s stänger är publicerat."),
            by=None,
            now=now,
            facts={"notice": str(notice.pk), "told_on": on.isoformat()},
        )
    return True


def finish_notices(
    *, closing: Closing, quiet_since: date | None = None, by: User, now: datetime
) -> Closing:
    """Step 3 is done: told often and early enough, or long silent (G-64, recorded).

    quiet_since: our last activity, when the exception is claimed. Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = held(closing, ClosingState.NOTIFY)
        check_can_manage(by, row.channel.department)
        if quiet_since is not None:
            _check_silence(row, quiet_since, now)
            row.quiet_since = quiet_since
        after = facts_of(row, ClosingState.ARCHIVE)
        done = after.done | {ClosingState.NOTIFY.value}
        refuse_stops(row, facts_of(row, ClosingState.ARCHIVE, done=done), now)
        row.told_at = now
        advance(row, ClosingState.ARCHIVE)
        said = (
            _("%(channel)s har varit tyst länge; följarna behövde inget besked.")
            if quiet_since
            else _("Följarna av %(channel)s är meddelade.")
        )
        tell(
            row,
            "channel.closing_notified",
            said,
            by=by,
            now=now,
            facts={"quiet_since": quiet_since.isoformat() if quiet_since else ""},
        )
    return row


def _filled(row: Closing, why: str, referral: str, now: datetime) -> dict[str, str]:
    """Both slots, trimmed. Raises Refusal when one is empty, citing the clause if there is one."""
    filled = {"reason": why.strip(), "referral": referral.strip()}
    parts = frozenset(part for part, words in filled.items() if words)
    refuse_stops(row, facts_of(row, ClosingState.NOTIFY, notice_parts=parts), now)
    if len(parts) < len(filled):
        raise Refusal(_("Skriv både skälet och vart följarna kan vända sig."), field="referral")
    return filled


def _check_day(told_on: date | None, post: UUID | None, row: Closing, now: datetime) -> None:
    if (told_on is None) == (post is None):
        raise Refusal(_("Ange dagen då beskedet publicerades."), field="told_on")
    if told_on and not timezone.localdate(row.begun_at) <= told_on <= timezone.localdate(now):
        raise Refusal(
            _("Beskedet kan bara ha publicerats efter att avslutet började och senast i dag."),
            field="told_on",
        )


def _check_silence(row: Closing, quiet_since: date, now: datetime) -> None:
    known = row.channel.active_on
    if known and known > quiet_since:
        raise Refusal(
            _("Torg känner till senare aktivitet på kanalen: %(day)s.") % {"day": known},
            field="quiet_since",
        )
    row.quiet_since = quiet_since
    if not standing(row, now).plan.excepted:
        raise Refusal(
            _("Kanalen har inte varit tyst så länge att beskedet kan utelämnas."),
            remedy=_("Meddela följarna innan kanalen stängs."),
            cite=clause_of(
                row.channel.municipality,
                "closing_notice",
                facts_of(row, ClosingState.NOTIFY),
                now,
            ),
            field="quiet_since",
        )
