from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.actions.closing_steps import advance, held, refuse_stops, tell
from torg.channels.models import ArchiveChoice, Closing, ClosingItem
from torg.channels.permissions import check_can_manage
from torg.channels.queries.closing import facts_of
from torg.channels.states import ClosingState
from torg.kernel.refusals import Refusal
from torg.people.models import User


def choose_archive(
    *, closing: Closing, choice: str, reason: str, by: User, now: datetime
) -> Closing:
    """Step 4 (G-65): whether content and layout are kept, by whom and why.

    What is kept needs a last image first, and that is asked for here; what is not kept opens
    the last step. Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = held(closing, ClosingState.ARCHIVE)
        check_can_manage(by, row.channel.department)
        refuse_stops(row, facts_of(row, ClosingState.ARCHIVE), now)
        if choice not in {ArchiveChoice.PRESERVE, ArchiveChoice.DISCARD}:
            raise Refusal(_("Välj om innehållet ska bevaras."), field="choice")
        if not reason.strip():
            raise Refusal(_("Skriv varför."), field="reason")
        row.archive, row.archive_reason, row.archived_by = choice, reason.strip(), by
        keeps = choice == ArchiveChoice.PRESERVE
        row.snapshot_asked_at = now if keeps else None
        if keeps:
            row.save()
        else:
            advance(row, ClosingState.DEREGISTER)
        tell(
            row,
            "channel.closing_archive",
            _("Beslutade att innehållet i %(channel)s bevaras.")
            if keeps
            else _("Beslutade att innehållet i %(channel)s inte bevaras."),
            by=by,
            now=now,
            facts={"archive": choice},
            content={"reason": row.archive_reason},
        )
    return row


def note_snapshot(*, closing: Closing, on: date, kept: str, by: User, now: datetime) -> Closing:
    """The last image is taken, and where it is kept. Raises Denied, Refusal."""
    with transaction.atomic():
        row = held(closing, ClosingState.ARCHIVE)
        check_can_manage(by, row.channel.department)
        if row.archive != ArchiveChoice.PRESERVE:
            raise Refusal(_("Besluta först att innehållet bevaras."), field="choice")
        if not kept.strip():
            raise Refusal(_("Skriv var ögonblicksbilden förvaras."), field="kept")
        if not timezone.localdate(row.begun_at) <= on <= timezone.localdate(now):
            raise Refusal(
                _("Den sista bilden tas efter att avslutet började och senast i dag."), field="on"
            )
        row.snapshot_on, row.snapshot_kept = on, kept.strip()
        advance(row, ClosingState.DEREGISTER)
        tell(
            row,
            "channel.closing_snapshot",
            _("Sparade en sista ögonblicksbild av %(channel)s."),
            by=by,
            now=now,
            facts={"on": on.isoformat()},
            content={"kept": row.snapshot_kept},
        )
    return row


def tick_closing_item(*, item: ClosingItem, by: User, now: datetime) -> bool:
    """One line of the checklist is done; False when it was (M1-54). Raises Denied."""
    with transaction.atomic():
        row = Closing.objects.select_related("channel__department", "channel__municipality").get(
            pk=item.closing_id
        )
        check_can_manage(by, row.channel.department)
        done = ClosingItem.objects.filter(pk=item.pk, done_at__isnull=True)
        if not done.update(done_at=now, done_by=by):
            return False
        tell(
            row,
            "channel.closing_item",
            _("Bockade av en punkt i avslutet av %(channel)s."),
            by=by,
            now=now,
            facts={"item": str(item.pk)},
            content={"label": item.label},
        )
    return True
