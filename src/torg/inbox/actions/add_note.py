from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.tell import tell
from torg.inbox.models import Note, Thread
from torg.inbox.permissions import check_can_note
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User


def add_note(*, thread: Thread, text: str, by: User, now: datetime) -> Note:
    """Write something for colleagues only. Raises Denied, Refusal."""
    check_can_note(by, thread)
    if not text.strip():
        raise Refusal(_("Anteckningen är tom."), field="note")
    with transaction.atomic():
        note: Note = Note.objects.create(
            municipality_id=thread.municipality_id,
            thread=thread,
            author=by,
            text=text.strip(),
            at=now,
        )
        tell(
            thread,
            "thread.noted",
            _("Skrev en intern anteckning."),
            also=[Ref("inbox.note", str(note.pk))],
            by=by,
            now=now,
            content={"text": note.text},
        )
    return note
